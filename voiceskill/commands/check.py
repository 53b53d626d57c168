"""``voiceskill check``: validates all content and walks the whole dialogue."""

from __future__ import annotations

import argparse

from voiceskill.console import remark, show

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``check`` to the command line."""
    parser = subparsers.add_parser(
        "check",
        help="validate intents and guides, walk the whole dialogue",
        description="Loads everything, walks every reachable state of the dialogue and proves its rules.",
    )
    parser.set_defaults(handler=_check)


def _check(_: argparse.Namespace) -> int:
    from voiceskill.app.stages import LANGUAGE, shipped_understander
    from voiceskill.dialogue.checker import check_dialogue
    from voiceskill.dialogue.loading import load_script

    shipped_understander()
    show("intents: ok")
    script = load_script(LANGUAGE)
    show("guides: ok")
    report = check_dialogue(script)
    show(report.summary())
    for fault in report.faults:
        remark(f"voiceskill: {fault}")
    return 1 if report.faults else 0
