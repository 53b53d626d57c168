"""``voiceskill prepare``: does now what would otherwise be done when somebody first needs it."""

from __future__ import annotations

import argparse
import sys

from voiceskill.console import show

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``prepare`` to the command line."""
    parser = subparsers.add_parser(
        "prepare",
        help="learn the phrases, make the recognizer's model and render the prompts",
        description="Learns what people say, makes the default model from it, and renders every prompt once.",
    )
    parser.set_defaults(handler=_prepare)


def _prepare(_: argparse.Namespace) -> int:
    from voiceskill.app.content import shipped_content
    from voiceskill.app.stages import open_speaker
    from voiceskill.audio.player import PLAYBACK_RATE
    from voiceskill.config import load_config
    from voiceskill.dialogue.prompts import prompts
    from voiceskill.recognition.store.store import resolve_model

    config = load_config()
    content = shipped_content()
    show("What people say is understood")
    model = resolve_model(config.model, config)
    show(f"The recognizer's model is ready: {model.name}")
    texts = prompts(content.script, config.country)
    with open_speaker(config, PLAYBACK_RATE) as speaker:
        new = speaker.prerender(texts, progress=sys.stderr.isatty())
    show(f"The voice is ready: {len(texts)} prompts, {new} of them rendered now")
    return 0
