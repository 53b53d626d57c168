"""SQLite files that are their owner's alone and outlive power cuts; a damaged one is put aside."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

__all__ = ["OpenDatabase", "is_damage", "open_database", "transaction"]

Migrate = Callable[[sqlite3.Connection], None]
"""Brings the tables of an open file up to date; what it raises passes through."""

_BUSY_SECONDS = 5.0
"""How long another process may hold the file before a write gives up."""
_SIDE_FILES = ("-wal", "-shm")
_DAMAGE = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))


@dataclass(frozen=True, slots=True)
class OpenDatabase:
    """A connection in autocommit mode, and where a damaged file was put aside, if one was found."""

    connection: sqlite3.Connection
    put_aside: Path | None = None


def open_database(path: Path, now: datetime, migrate: Migrate) -> OpenDatabase:
    """Open the file at ``path``, made if need be; a damaged one is renamed with the date of ``now``.

    The connection may be handed to another thread, as long as one thread at a time uses it. Raises
    ``OSError`` or ``sqlite3.Error`` if the file can't be used: no permission, no room, a link in its place.
    """
    try:
        return OpenDatabase(_connect(path, migrate))
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
    aside = _put_aside(path, now)
    return OpenDatabase(_connect(path, migrate), aside)


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


def _connect(path: Path, migrate: Migrate) -> sqlite3.Connection:
    _claim(path)
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # Each entry must outlive a power cut, not only the end of the process.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        _check(connection)
        migrate(connection)
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


def _put_aside(path: Path, now: datetime) -> Path:
    """Rename the damaged file; what lay beside it goes along, since only with it can it be mended."""
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%d-%H%M%S}")
    path.replace(aside)
    for suffix in _SIDE_FILES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(aside.with_name(aside.name + suffix))
    return aside
