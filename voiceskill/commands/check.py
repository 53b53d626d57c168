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
    from voiceskill.app.content import shipped_script, shipped_understander
    from voiceskill.dialogue.checker import check_dialogue

    shipped_understander(validate=True)
    show("intents: ok")
    script = shipped_script()
    show("guides: ok")
    report = check_dialogue(script)
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
