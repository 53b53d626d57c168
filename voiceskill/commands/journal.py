"""``voiceskill journal``: what the diary holds, taking it along, and forgetting it."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voiceskill.console import show
from voiceskill.errors import VoiceskillError

if TYPE_CHECKING:
    from voiceskill.journal.episodes import Episode

__all__ = ["add_parser"]

_HEAD = ("ID", "BEGAN", "PART", "EASED AFTER", "HELPED", "FLAGS", "ENDED")
_HIGHEST = 2**63 - 1
"""The highest number that SQLite gives to a row."""
_STEP_HEAD = ("AT", "STEP", "TOOK", "ANSWER")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``journal`` with its actions to the command line."""
    parser = subparsers.add_parser(
        "journal",
        help="read, export or forget the diary of cramps",
        description="The private diary of cramps. It stays on this device; no word that was said is in it.",
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="one line a cramp, oldest first")
    _add_since(listing)
    listing.set_defaults(handler=_list)
    showing = actions.add_parser("show", help="one cramp, step by step")
    showing.add_argument("id", type=_entry_number, metavar="ID")
    showing.set_defaults(handler=_show)
    _add_export(actions)
    _add_forget(actions)


def _entry_number(text: str) -> int:
    number = int(text)
    if not 0 < number <= _HIGHEST:
        raise argparse.ArgumentTypeError(f"{text} is no number of an entry")
    return number


def _add_since(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="SPAN", help="only since then: 12h, 90d, 4w, or 2026-03-01")


def _add_export(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("export", help="write the diary as CSV or JSON")
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--csv", action="store_true", help="one line a cramp")
    form.add_argument("--json", action="store_true", help="everything")
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="default: standard output")
    _add_since(parser)
    parser.set_defaults(handler=_export)


def _add_forget(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser(
        "forget",
        help="delete cramps for good",
        description="What is forgotten is overwritten and can't be brought back.",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("id", type=_entry_number, nargs="?", metavar="ID")
    what.add_argument("--tonight", action="store_true", help="all since noon")
    what.add_argument("--all", action="store_true", help="everything")
    parser.set_defaults(handler=_forget)


def _list(arguments: argparse.Namespace) -> int:
    from voiceskill.journal.table import table
    from voiceskill.journal.wording import (
        flag_in_words,
        how_it_ended,
        name_in_words,
        part_in_words,
        seconds_in_words,
    )

    episodes = _episodes(arguments.since)
    if not episodes:
        show(
            "No cramp is in the diary." if arguments.since is None else "No cramp since then is in the diary."
        )
        return 0
    rows = [
        (
            str(episode.id),
            f"{episode.started_local:%Y-%m-%d %H:%M}",
            part_in_words(episode),
            seconds_in_words(episode.relief_seconds) or "-",
            name_in_words(episode.helped or "-"),
            ", ".join(map(flag_in_words, episode.flags)) or "-",
            how_it_ended(episode),
        )
        for episode in episodes
    ]
    _show_table(table(_HEAD, rows, bold_head=_stands_out()))
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from voiceskill.journal.files import opened_journal
    from voiceskill.journal.reading import read_episode
    from voiceskill.journal.table import table
    from voiceskill.journal.wording import (
        flag_in_words,
        how_it_ended,
        name_in_words,
        part_in_words,
        seconds_in_words,
    )

    with opened_journal(_now()) as connection:
        episode = read_episode(connection, arguments.id) if connection is not None else None
    if episode is None:
        raise _no_such(arguments.id)
    show(f"{part_in_words(episode)}, {episode.started_local:%Y-%m-%d %H:%M} ({episode.started:%H:%M} UTC)")
    show(f"Ended: {how_it_ended(episode)}")
    if episode.relief_seconds is not None:
        helped = name_in_words(episode.helped or "")
        show(f"Eased after {seconds_in_words(episode.relief_seconds)}, with {helped}")
    for flag in episode.flags:
        show(f"Flag at {seconds_in_words(flag.raised)}: {flag_in_words(flag)}")
    rows = [
        (
            seconds_in_words(step.began),
            name_in_words(step.name),
            seconds_in_words(step.seconds) or "-",
            step.answer or "-",
        )
        for step in episode.steps
    ]
    if rows:
        _show_table(table(_STEP_HEAD, rows, bold_head=_stands_out()))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from voiceskill.journal.export import as_csv, as_json
    from voiceskill.journal.files import write_private

    episodes = _episodes(arguments.since)
    text = as_csv(episodes) if arguments.csv else as_json(episodes)
    if arguments.file is None:
        show(text.removesuffix("\n"))
        return 0
    write_private(arguments.file, text)
    show(f"{_count(len(episodes))} written to {arguments.file}, which only you can read.")
    return 0


def _forget(arguments: argparse.Namespace) -> int:
    from voiceskill.journal.files import opened_journal
    from voiceskill.journal.forgetting import forget_all, forget_episodes, forget_since, wipe
    from voiceskill.journal.times import as_utc, start_of_night
    from voiceskill.private_database import transaction

    with opened_journal(_now()) as connection:
        forgotten = 0
        if connection is not None:
            with transaction(connection):
                if arguments.id is not None:
                    forgotten = forget_episodes(connection, (arguments.id,))
                elif arguments.tonight:
                    forgotten = forget_since(connection, as_utc(start_of_night(_now())))
                else:
                    forgotten = forget_all(connection)
            wipe(connection)
    if arguments.id is not None and not forgotten:
        raise _no_such(arguments.id)
    show(f"{_count(forgotten)} forgotten for good.")
    return 0


def _count(cramps: int) -> str:
    return "1 entry" if cramps == 1 else f"{cramps} entries"


def _no_such(id_: int) -> VoiceskillError:
    return VoiceskillError(f"The diary has no entry {id_}: 'voiceskill journal list' shows their numbers.")


def _episodes(since: str | None) -> tuple[Episode, ...]:
    from voiceskill.journal.files import episodes_since
    from voiceskill.journal.times import read_since

    return episodes_since(read_since(since, _now()) if since is not None else None, _now())


def _now() -> datetime:
    return datetime.now().astimezone()


def _stands_out() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _show_table(lines: tuple[str, ...]) -> None:
    for line in lines:
        show(line)
