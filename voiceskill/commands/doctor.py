"""``voiceskill doctor``: each part of the device, ok or how to mend it."""

from __future__ import annotations

import argparse

from voiceskill.console import show

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``doctor`` to the command line."""
    parser = subparsers.add_parser(
        "doctor",
        help="check devices, model, voice, disk, clock and permissions",
        description="Says for each part that it is ok, or how to mend it; exits with 1 if anything is not.",
    )
    parser.set_defaults(handler=_doctor)


def _doctor(_: argparse.Namespace) -> int:
    from voiceskill.doctor import examine

    healthy = True
    for finding in examine():
        show(str(finding))
        healthy = healthy and finding.ok
    return 0 if healthy else 1
