"""The journal's file: its owner's alone, brought up to date, put aside and begun anew if damaged."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voiceskill.errors import VoiceskillError

__all__ = ["OpenDatabase", "is_damage", "newest_version", "open_database", "transaction"]

_MIGRATIONS = Path(__file__).with_name("migrations")
_NUMBERED = re.compile(r"(\d{3})_\w+\.sql")
_BUSY_SECONDS = 5.0
"""How long another process may hold the file before a write gives up."""
_SIDE_FILES = ("-wal", "-shm")
_DAMAGE = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))


@dataclass(frozen=True, slots=True)
class OpenDatabase:
    """A connection in autocommit mode, and where a damaged file was put aside, if one was found."""

    connection: sqlite3.Connection
    put_aside: Path | None = None


def open_database(path: Path, now: datetime) -> OpenDatabase:
    """Open the journal at ``path``, made if need be; a damaged one is renamed with the date of ``now``.

    The connection may be handed to another thread, as long as one thread at a time uses it. Raises
    ``VoiceskillError`` if the file can't be used: no permission, no room, made by a newer voiceskill.
    """
    try:
        try:
            return OpenDatabase(_connect(path))
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            aside = _put_aside(path, now)
            return OpenDatabase(_connect(path), aside)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise VoiceskillError(
            f"The journal {path} can't be opened ({reason}): "
            "check its folder's permissions and the disk's space."
        ) from None


def is_damage(error: sqlite3.Error) -> bool:
    """Whether ``error`` says that the file itself is broken, and not that it can't be reached or written."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGE


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing; raises ``sqlite3.Error`` after taking everything back."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def newest_version() -> int:
    """The version of the tables that this voiceskill reads and writes."""
    return len(_migrations())


def _migrations() -> list[str]:
    """The statements of each version, in order."""
    files = sorted(file for file in _MIGRATIONS.iterdir() if _NUMBERED.fullmatch(file.name))
    return [file.read_text(encoding="utf-8") for file in files]


def _connect(path: Path) -> sqlite3.Connection:
    _claim(path)
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # Each entry must outlive a power cut, not only the end of the process.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        _check(connection)
        _migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _claim(path: Path) -> None:
    """Make folder and file the owner's alone before anything is written; SQLite's side files follow suit."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.chmod(0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def _check(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        error = sqlite3.DatabaseError(found)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


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


def _put_aside(path: Path, now: datetime) -> Path:
    """Rename the damaged file; what lay beside it goes along, since only with it can it be mended."""
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%d-%H%M%S}")
    path.replace(aside)
    for suffix in _SIDE_FILES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(aside.with_name(aside.name + suffix))
    return aside
