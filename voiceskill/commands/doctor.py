"""``voiceskill doctor``: each part of the device, ok or how to mend it."""

from __future__ import annotations

import argparse

from voiceskill.console import show

__all__ = ["add_parser"]

LISTENING_SECONDS = 5.0
"""How long ``--listen`` listens (s)."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``doctor`` to the command line."""
    parser = subparsers.add_parser(
        "doctor",
        help="check devices, model, voice, disk, clock and permissions",
        description="Says for each part that it is ok, or how to mend it; exits with 1 if anything is not.",
    )
    parser.add_argument(
        "--listen", action="store_true", help="show only how loud the microphone hears you, for 5 seconds"
    )
    parser.add_argument(
        "--privacy", action="store_true", help="show only what is kept, where, and whom the device talks to"
    )
    parser.set_defaults(handler=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    if arguments.privacy:
        return _privacy()
    from voiceskill.doctor import examine, examine_hearing

    healthy = True
    for finding in [examine_hearing(LISTENING_SECONDS)] if arguments.listen else examine():
        show(str(finding))
        healthy = healthy and finding.ok
    return 0 if healthy else 1


def _privacy() -> int:
    from voiceskill.config import load_config
    from voiceskill.privacy import statement

    for line in statement(load_config()):
        show(line)
    return 0
