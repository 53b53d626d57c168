"""Reads episodes back."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from voiceskill.journal.episodes import Episode, FlagSeen, StepTried
from voiceskill.journal.times import as_utc

__all__ = ["last_advised", "read_episode", "read_episodes"]

_COLUMNS = (
    "id, started_utc, started_local, ended_utc, ended_local, part, side, helped, relief_seconds, ending"
)


def read_episodes(connection: sqlite3.Connection, since: datetime | None = None) -> tuple[Episode, ...]:
    """The episodes that began at ``since`` or later, oldest first; all of them without ``since``."""
    return _read(connection, "started_utc >= ?", as_utc(since) if since is not None else "")


def read_episode(connection: sqlite3.Connection, id_: int) -> Episode | None:
    """The episode with the number ``id_``, if there is one."""
    return next(iter(_read(connection, "id = ?", id_)), None)


def last_advised(connection: sqlite3.Connection, flag: str) -> datetime | None:
    """When the advice of ``flag`` was last given (UTC); None if it never was."""
    newest = connection.execute("SELECT max(given_utc) FROM advice WHERE name = ?", (flag,)).fetchone()[0]
    return _time(newest)


def _read(connection: sqlite3.Connection, condition: str, value: object) -> tuple[Episode, ...]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM episode WHERE {condition} ORDER BY started_utc, id",  # noqa: S608
        (value,),
    ).fetchall()
    return tuple(_episode(connection, row) for row in rows)


def _episode(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Episode:
    id_, started, started_local, ended, ended_local, part, side, helped, relief, ending = row
    steps = connection.execute(
        "SELECT name, kind, began, seconds, answer FROM step WHERE episode_id = ? ORDER BY id", (id_,)
    )
    flags = connection.execute(
        "SELECT name, level, raised, withdrawn FROM flag WHERE episode_id = ? ORDER BY id", (id_,)
    )
    return Episode(
        id=id_,
        started=datetime.fromisoformat(started),
        started_local=datetime.fromisoformat(started_local),
        ended=_time(ended),
        ended_local=_time(ended_local),
        part=part,
        side=side,
        helped=helped,
        relief_seconds=relief,
        ending=ending,
        steps=tuple(StepTried(*step) for step in steps),
        flags=tuple(FlagSeen(name, level, raised, bool(gone)) for name, level, raised, gone in flags),
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
