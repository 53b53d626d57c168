"""``voiceskill setup``: a few questions, then one commented settings file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from voiceskill.console import remark, show

if TYPE_CHECKING:
    from voiceskill.config import Config
    from voiceskill.yaml_edit import Scalar

__all__ = ["add_parser"]

_INTRODUCTION = (
    "Enter keeps what stands in [brackets]; 'back' goes to the question before; "
    "Ctrl-C stops and keeps your answers."
)
_TAKEN_OVER = "A device that runs takes it over after 'systemctl reload voiceskill' or a restart."


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``setup`` to the command line."""
    parser = subparsers.add_parser(
        "setup",
        help="answer a few questions: country, voice, night, microphone and speaker, profile",
        description="Asks a few questions and writes the answers into the settings file.",
    )
    parser.set_defaults(handler=_setup)


def _setup(_: argparse.Namespace) -> int:
    from voiceskill.app.content import shipped_script
    from voiceskill.config import load_config
    from voiceskill.config_file import settings_with, write_settings
    from voiceskill.remembered import apply_remembered, forget_fact, load_remembered
    from voiceskill.setup.interview import Interview
    from voiceskill.setup.sound import LiveSound
    from voiceskill.setup.terminal import Terminal
    from voiceskill.setup.words import words_of

    load_config()
    remembered = load_remembered()

    def settings(given: Mapping[tuple[str, ...], Scalar]) -> Config:
        config = settings_with(given)
        others = {name: holds for name, holds in remembered.items() if ("profile", name) not in given}
        return replace(config, profile=apply_remembered(config.profile, others))

    interview = Interview(Terminal(sys.stdin, sys.stdout), LiveSound(), words_of(shipped_script()), settings)
    show(_INTRODUCTION)
    status = 0
    try:
        interview.run()
    except EOFError:
        show("")
    except KeyboardInterrupt:
        show("")
        status = 130
    if not interview.given:
        remark("Nothing was changed.")
        return status
    path = write_settings(interview.given)
    for key in interview.given:
        # What is typed now counts over what was once said.
        forget_fact(key[-1])
    show(f"{path} is written. {_TAKEN_OVER}")
    return status
