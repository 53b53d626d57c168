"""``voiceskill report``: the diary as one page for a visit to the doctor."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from voiceskill.console import show

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``report`` to the command line."""
    parser = subparsers.add_parser(
        "report",
        help="write the diary as a page for a visit to the doctor",
        description="Writes one HTML file that needs no network and prints well. No clinician reviewed it.",
    )
    parser.add_argument(
        "--since", default="90d", metavar="SPAN", help="from when: 90d (default), 12h, 4w, or 2026-03-01"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE.html", help="default: cramps-DATE.html in this folder"
    )
    parser.set_defaults(handler=_report)


def _report(arguments: argparse.Namespace) -> int:
    from voiceskill.app.content import shipped_script
    from voiceskill.config import load_config
    from voiceskill.journal.files import episodes_since, write_private
    from voiceskill.journal.report.page import report_page
    from voiceskill.journal.report.summary import summarize
    from voiceskill.journal.times import read_since

    now = datetime.now().astimezone()
    since = read_since(arguments.since, now)
    config = load_config()
    summary = summarize(episodes_since(since, now), since, now)
    page = report_page(summary, shipped_script(), sorted(config.known_profile.conditions), config.name, now)
    target = arguments.out or Path(f"cramps-{now:%Y-%m-%d}.html")
    write_private(target, page)
    show(f"{target} is written; only you can read it. Open it in a browser, or print it.")
    return 0
