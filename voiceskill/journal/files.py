"""Where the journal lies, reading from it, and writing what is taken out of it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from voiceskill import locations
from voiceskill.console import remark
from voiceskill.errors import VoiceskillError
from voiceskill.journal.background import damage_notice
from voiceskill.journal.database import open_database
from voiceskill.journal.episodes import Episode
from voiceskill.journal.reading import read_episodes

__all__ = ["episodes_since", "journal_path", "opened_journal", "write_private"]


def journal_path() -> Path:
    """The file of the journal, in a folder of its own."""
    return locations.data_dir() / "journal" / "journal.sqlite"


@contextmanager
def opened_journal(now: datetime) -> Iterator[sqlite3.Connection | None]:
    """The journal, or None if none was begun: reading makes no file. A damaged one is put aside as of ``now``
    and remarked on; raises ``VoiceskillError`` if it can't be opened.
    """
    path = journal_path()
    if not path.exists():
        yield None
        return
    opened = open_database(path, now)
    if opened.put_aside is not None:
        remark(damage_notice(opened.put_aside))
    with closing(opened.connection) as connection:
        yield connection


def episodes_since(since: datetime | None, now: datetime) -> tuple[Episode, ...]:
    """The episodes that began at ``since`` or later (None: all), oldest first; see ``opened_journal``."""
    with opened_journal(now) as connection:
        return read_episodes(connection, since) if connection is not None else ()


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, readable by its owner alone; raises ``VoiceskillError`` if that fails."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(handle, 0o600)
            file.write(text)
    except OSError as error:
        raise VoiceskillError(f"{path} can't be written ({error.strerror}): choose another place.") from None
