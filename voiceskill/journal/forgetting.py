"""Forgetting for good: rows are deleted, overwritten, and the file is written anew without them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

__all__ = ["forget_all", "forget_episodes", "forget_since", "wipe"]


def forget_episodes(connection: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Delete the episodes with these ids and all that belongs to them; how many there were."""
    return sum(connection.execute("DELETE FROM episode WHERE id = ?", (id_,)).rowcount for id_ in ids)


def forget_since(connection: sqlite3.Connection, since: str) -> int:
    """Delete the episodes that began at ``since`` (UTC, as the journal writes it) or later; how many."""
    return connection.execute("DELETE FROM episode WHERE started_utc >= ?", (since,)).rowcount


def forget_all(connection: sqlite3.Connection) -> int:
    """Delete every episode; how many there were."""
    return connection.execute("DELETE FROM episode").rowcount


def wipe(connection: sqlite3.Connection) -> None:
    """Leave no trace of what was deleted in the file or beside it.

    Deleted rows are overwritten with zeros as they go (``secure_delete``); older copies of their pages are
    in the write-ahead log, which is emptied, and in free pages, which are given back.
    """
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
