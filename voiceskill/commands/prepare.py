"""``voiceskill prepare``: does now what would otherwise be done when somebody first needs it."""

from __future__ import annotations

import argparse

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``prepare`` to the command line."""
    parser = subparsers.add_parser(
        "prepare",
        help="make the recognizer's model and render the prompts",
        description="Makes the default model from the phrases, and renders every prompt once.",
    )
    parser.set_defaults(handler=_prepare)


def _prepare(_: argparse.Namespace) -> int:
    from voiceskill.app.content import shipped_script
    from voiceskill.app.stages import open_speaker
    from voiceskill.audio.listener import LISTENING_RATE
    from voiceskill.audio.player import PLAYBACK_RATE
    from voiceskill.config import load_config
    from voiceskill.recognition.store.store import resolve_model

    config = load_config()
    resolve_model(config.model, config)
    prompts = shipped_script().prompts()
    for rate in (PLAYBACK_RATE, LISTENING_RATE):
        with open_speaker(config, rate) as speaker:
            speaker.prerender(prompts, progress=True)
    return 0
