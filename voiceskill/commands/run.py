"""``voiceskill run``: the live session, or what this machine allows instead."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from voiceskill.console import remark
from voiceskill.errors import VoiceskillError

if TYPE_CHECKING:
    from voiceskill.config import Config

__all__ = ["add_parser"]

DEMO_FOLDER = Path("voiceskill-demo")
"""Where the demonstration is written when nobody said where."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``run`` to the command line."""
    parser = subparsers.add_parser(
        "run",
        help="talk: live, typed, or from and to a file",
        description="The live session. Without a sound device: the typed session on a terminal, else the "
        "recorded demonstration.",
    )
    parser.add_argument("--mic", metavar="NAME", help="microphone: its name, a part of it, or its number")
    parser.add_argument("--speaker", metavar="NAME", help="loudspeaker, named in the same ways")
    parser.add_argument("--model", metavar="NAME", help="recognizer's model: a name or a folder")
    parser.add_argument("--typed", action="store_true", help="type instead of talking")
    parser.add_argument(
        "--plain", action="store_true", help="plain lines on a terminal, in place of a screen"
    )
    parser.add_argument("--input", type=Path, metavar="FILE.wav", help="hear this recording")
    parser.add_argument("--output", type=Path, metavar="FILE.wav", help="write what is said to this file")
    parser.set_defaults(handler=_run, parser=parser)


def _run(arguments: argparse.Namespace) -> int:
    from voiceskill.config import load_config

    if arguments.output is not None and arguments.input is None:
        arguments.parser.error("--output needs --input: name the recording to hear")
    if arguments.typed and arguments.input is not None:
        arguments.parser.error("--typed and --input exclude each other")
    if arguments.typed:
        return _typed(load_config(), plain=arguments.plain)

    def load() -> Config:
        return load_config().with_devices(arguments.mic, arguments.speaker, arguments.model)

    if arguments.input is not None:
        from voiceskill.app.run_file import run_file

        return run_file(load(), arguments.input, arguments.output)
    return _live(load, plain=arguments.plain)


def _live(load: Callable[[], Config], *, plain: bool) -> int:
    from voiceskill.app.run_live import run_live
    from voiceskill.audio.portaudio import NoAudioDevice
    from voiceskill.service.notify import ServiceManager

    manager = ServiceManager.from_environment()
    try:
        return run_live(load, manager, plain=plain)
    except NoAudioDevice as error:
        if manager.is_there:
            # A service is for talking: its manager starts it anew until there is a device to talk through.
            raise
        return _without_sound(load(), error, plain=plain)


def _without_sound(config: Config, error: VoiceskillError, *, plain: bool) -> int:
    if sys.stdin.isatty():
        remark(f"{error} Carrying on typed.")
        return _typed(config, plain=plain)
    remark(f"{error} Playing the recorded demonstration into {DEMO_FOLDER}/ instead.")
    from voiceskill.simulation.demo import run_demo

    return run_demo(config, DEMO_FOLDER)


def _typed(config: Config, *, plain: bool) -> int:
    from voiceskill.app.run_typed import run_typed

    return run_typed(config, sys.stdin, plain=plain)
