"""The journal's file and its tables, brought up to date when it is opened."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from voiceskill import private_database
from voiceskill.errors import VoiceskillError
from voiceskill.private_database import OpenDatabase, transaction

__all__ = ["newest_version", "open_database"]

_MIGRATIONS = Path(__file__).with_name("migrations")
_NUMBERED = re.compile(r"(\d{3})_\w+\.sql")


def open_database(path: Path, now: datetime) -> OpenDatabase:
    """Open the journal at ``path``, made if need be; a damaged one is renamed with the date of ``now``.

    The connection may be handed to another thread, as long as one thread at a time uses it. Raises
    ``VoiceskillError`` if the file can't be used: no permission, no room, made by a newer voiceskill.
    """
    try:
        return private_database.open_database(path, now, partial(_migrate, path=path))
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise VoiceskillError(
            f"The journal {path} can't be opened ({reason}): "
            "check its folder's permissions and the disk's space."
        ) from None


def newest_version() -> int:
    """The version of the tables that this voiceskill reads and writes."""
    return len(_migrations())


def _migrations() -> list[str]:
    """The statements of each version, in order."""
    files = sorted(file for file in _MIGRATIONS.iterdir() if _NUMBERED.fullmatch(file.name))
    return [file.read_text(encoding="utf-8") for file in files]


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    migrations = _migrations()
    if _version(connection) > len(migrations):
        raise VoiceskillError(f"The journal {path} was written by a newer voiceskill: install that version.")
    with transaction(connection):
        for number, statements in enumerate(migrations[_version(connection) :], _version(connection) + 1):
            for statement in _single(statements):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def _single(statements: str) -> Iterator[str]:
    """One statement at a time, so that all of a version can be written in one transaction."""
    statement = ""
    for line in statements.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
