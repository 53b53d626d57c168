"""Where the newest moment of the conversation is kept: one row of a private SQLite file."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from voiceskill import locations
from voiceskill.errors import VoiceskillError
from voiceskill.private_database import OpenDatabase, is_damage, open_database, transaction
from voiceskill.survival.moment import Moment, read_moment, write_moment
from voiceskill.survival.typed_json import MisfitError

__all__ = ["MomentStore", "StoreBusyError", "session_path"]

_FORM = 1
_CHECKPOINT_PAGES = 64
_SETTLING_WRITES = 40


class StoreBusyError(VoiceskillError):
    """Another process keeps its conversation in the same file."""


def session_path() -> Path:
    """The file of the conversation under way, in a folder of its own."""
    return locations.data_dir() / "session" / "session.sqlite"


class MomentStore:
    """One process at a time; may be handed to another thread."""

    def __init__(self, path: Path, now: datetime) -> None:
        """Open the file at ``path``, made if need be; what is damaged is put aside with the date of ``now``.

        ``remarks`` then holds sentences for the owner. Raises ``StoreBusyError`` if another process has it,
        and ``VoiceskillError`` if it can't be used.
        """
        self._path = path
        self._now = now
        self.remarks: list[str] = []
        try:
            self._lock = _lock(path)
            self._connection = self._open()
        except (OSError, sqlite3.Error) as error:
            raise VoiceskillError(f"{_cannot_be_kept(path, error)}.") from None

    def read(self) -> Moment | None:
        """The moment that was kept, if there is one that can be read."""
        try:
            row = self._connection.execute("SELECT json FROM moment").fetchone()
            return None if row is None else read_moment(row[0])
        except MisfitError as error:
            self.remarks.append(f"What was going on before can't be gone on with ({error}): starting fresh.")
        except sqlite3.Error as error:
            if not is_damage(error):
                raise VoiceskillError(f"{_cannot_be_kept(self._path, error)}.") from None
            self._begin_anew()
        return None

    def write(self, moment: Moment) -> None:
        """Keep ``moment`` in place of the one before, so that it outlives this process.

        Raises ``VoiceskillError`` if the disk does not take it; the one before is then still there.
        """
        text = write_moment(moment)
        try:
            self._put(text)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise VoiceskillError(f"{_cannot_be_kept(self._path, error)}.") from None
            self._begin_anew()
            self.write(moment)

    def sync(self) -> None:
        """Wait until what was written outlives a power cut too; meanwhile another thread may write on.

        Raises ``VoiceskillError`` if the disk fails.
        """
        try:
            _sync(self._path.with_name(f"{self._path.name}-wal"))
        except OSError as error:
            raise VoiceskillError(f"{_cannot_be_kept(self._path, error)}.") from None

    def forget(self) -> None:
        """Keep nothing; raises ``VoiceskillError`` if the disk does not take that."""
        try:
            self._connection.execute("DELETE FROM moment")
        except sqlite3.Error as error:
            raise VoiceskillError(f"{_cannot_be_kept(self._path, error)}.") from None

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._connection.close()
        self._lock.close()

    def _open(self) -> sqlite3.Connection:
        opened: OpenDatabase = open_database(self._path, self._now, _migrate)
        if opened.put_aside is not None:
            self.remarks.append(
                "What was going on before was damaged on disk: "
                f"it is kept as {opened.put_aside}, and a new file was begun."
            )
        _take_room(opened.connection)
        _sync(self._path.parent)
        return opened.connection

    def _begin_anew(self) -> None:
        self._connection.close()
        try:
            self._connection = self._open()
        except (OSError, sqlite3.Error) as error:
            raise VoiceskillError(f"{_cannot_be_kept(self._path, error)}.") from None

    def _put(self, text: str) -> None:
        with transaction(self._connection):
            self._connection.execute("INSERT OR REPLACE INTO moment (id, json) VALUES (1, ?)", (text,))


def _migrate(connection: sqlite3.Connection) -> None:
    """One moment lives too short to be carried over from another form of the file."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == _FORM:
        return
    with transaction(connection):
        connection.execute("DROP TABLE IF EXISTS moment")
        connection.execute("CREATE TABLE moment (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)")
        connection.execute(f"PRAGMA user_version = {_FORM}")


def _take_room(connection: sqlite3.Connection) -> None:
    """Let the write-ahead file grow to its lasting size now: a disk that fills up later stops no write."""
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    connection.execute("PRAGMA synchronous = OFF")
    for _ in range(_SETTLING_WRITES):
        with transaction(connection):
            connection.execute("CREATE TABLE room (filler TEXT)")
            connection.execute("INSERT INTO room VALUES (?)", (" " * 8000,))
            connection.execute("DROP TABLE room")
    # A commit that waits for the disk would make the next move wait too: see ``MomentStore.sync``.
    connection.execute("PRAGMA synchronous = NORMAL")


def _sync(path: Path) -> None:
    """Wait until the disk has what was written to the file or folder ``path``."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lock(path: Path) -> BinaryIO:
    """The lock of the folder, held until it is closed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.fdopen(os.open(path.with_name("lock"), flags, 0o600), "r+b", buffering=0)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise StoreBusyError(
            "Another voiceskill is running: only that one goes on after a power cut."
        ) from None
    return file


def _cannot_be_kept(path: Path, error: OSError | sqlite3.Error) -> str:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return (
        f"What is going on can't be kept in {path.parent} ({reason}) and will not survive a power cut: "
        "check the folder's permissions and the disk's space"
    )
