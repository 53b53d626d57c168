"""``voiceskill check``: validates all content and walks the whole dialogue."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from voiceskill.console import remark, show
from voiceskill.errors import VoiceskillError

if TYPE_CHECKING:
    from voiceskill.dialogue.script import Script

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``check`` to the command line."""
    parser = subparsers.add_parser(
        "check",
        help="validate intents and guides, walk the whole dialogue",
        description="Loads everything, walks every reachable state of the dialogue and proves its rules.",
    )
    parser.add_argument(
        "--draw",
        metavar="DIR",
        type=Path,
        help="write each guide, each routine and the session as a diagram (SVG) into DIR, and walk nothing",
    )
    parser.set_defaults(handler=_check)


def _check(arguments: argparse.Namespace) -> int:
    from voiceskill.app.content import shipped_script, shipped_understander

    shipped_understander(validate=True)
    show("intents: ok")
    script = shipped_script()
    show("guides: ok")
    return _draw(script, arguments.draw) if arguments.draw else _walk(script)


def _draw(script: Script, folder: Path) -> int:
    from voiceskill.diagrams import drawings

    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, svg in drawings(script):
            (folder / name).write_text(svg, encoding="utf-8")
            count += 1
    except OSError as error:
        raise VoiceskillError(
            f"Diagrams can't be written to {folder} ({error.strerror}): name a folder that can be written."
        ) from None
    show(f"diagrams: {count} in {folder}")
    return 0


def _walk(script: Script) -> int:
    from voiceskill.dialogue.checker import check_dialogue

    report = check_dialogue(script, processes=os.cpu_count() or 1)
    show(
        f"dialogue: {report.states} states and {report.transitions} transitions "
        f"in {report.walks} walks, {report.seconds:.0f} s"
    )
    for problem in report.problems:
        remark(f"voiceskill: broken rule: {problem.rule} (profile: {problem.profile})")
        for line in problem.conversation:
            remark(f"    {line}")
    for step in report.unreached:
        remark(f"voiceskill: the step {step} is never reached: remove it, or mend what leads to it")
    if report.passed:
        show("dialogue: ok, every rule holds in every reachable state")
    return 0 if report.passed else 1
