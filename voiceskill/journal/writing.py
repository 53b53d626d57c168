"""Writes the entries of one conversation into the tables, each in a transaction of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

from voiceskill.journal.entries import (
    Advised,
    Answered,
    Begun,
    Ended,
    Entry,
    FlagRaised,
    FlagWithdrawn,
    ForgetTonight,
    Resumed,
    StepBegun,
)
from voiceskill.journal.forgetting import forget_since, wipe
from voiceskill.journal.times import as_local, as_utc, start_of_night
from voiceskill.private_database import transaction

__all__ = ["EpisodeWriter"]

_GOES_ON_FOR = timedelta(hours=2)
"""How long after its start an episode that broke off may be taken up again."""


class EpisodeWriter:
    """Knows which row the entries of its conversation belong to.

    An episode that was forgotten meanwhile, by this process or another, takes no more entries.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """``connection`` is in autocommit mode."""
        self._connection = connection
        self._episode: int | None = None
        self._lead = 0.0

    def write(self, entry: Entry) -> None:
        """Write ``entry`` so that neither the end of the process nor a power cut loses it; raises
        ``sqlite3.Error`` if that can't be done.
        """
        if isinstance(entry, ForgetTonight):
            self._forget_tonight(entry)
            return
        with transaction(self._connection):
            _WRITE[type(entry)](self, entry)

    def _forget_tonight(self, entry: ForgetTonight) -> None:
        with transaction(self._connection):
            forget_since(self._connection, as_utc(start_of_night(entry.at)))
        self._episode = None
        wipe(self._connection)

    def _begun(self, entry: Begun) -> None:
        self._lead = 0.0
        self._episode = self._connection.execute(
            "INSERT INTO episode (started_utc, started_local, part, side) VALUES (?, ?, ?, ?)",
            (as_utc(entry.at), as_local(entry.at), entry.part or None, entry.side or None),
        ).lastrowid

    def _resumed(self, entry: Resumed) -> None:
        found = self._connection.execute(
            "SELECT id, started_utc FROM episode WHERE ending IS NULL AND part IS ? AND started_utc >= ? "
            "ORDER BY started_utc DESC LIMIT 1",
            (entry.part or None, as_utc(entry.at - _GOES_ON_FOR)),
        ).fetchone()
        if found is None:
            self._begun(Begun(entry.at, entry.part, ""))
            return
        self._episode, started = found[0], datetime.fromisoformat(found[1])
        self._lead = max(0.0, (entry.at.astimezone(UTC) - started).total_seconds())

    def _step(self, entry: StepBegun) -> None:
        began = self._lead + entry.seconds
        self._end_step(began)
        self._insert("step", name=entry.name, kind=entry.kind, began=began)

    def _answered(self, entry: Answered) -> None:
        last = self._connection.execute(
            "SELECT id, name FROM step WHERE episode_id = ? ORDER BY id DESC LIMIT 1", (self._episode,)
        ).fetchone()
        if last is None:
            return
        self._connection.execute("UPDATE step SET answer = ? WHERE id = ?", (entry.answer, last[0]))
        eased = entry.answer == "better"
        self._update(
            helped=last[1] if eased else None, relief_seconds=self._lead + entry.seconds if eased else None
        )

    def _flagged(self, entry: FlagRaised) -> None:
        self._insert("flag", name=entry.name, level=entry.level, raised=self._lead + entry.seconds)

    def _withdrawn(self, entry: FlagWithdrawn) -> None:
        self._connection.execute(
            "UPDATE flag SET withdrawn = 1 WHERE id = "
            "(SELECT max(id) FROM flag WHERE episode_id = ? AND name = ?)",
            (self._episode, entry.name),
        )

    def _advised(self, entry: Advised) -> None:
        self._insert("advice", name=entry.name, given_utc=as_utc(entry.at))

    def _ended(self, entry: Ended) -> None:
        self._end_step(self._lead + entry.seconds)
        self._update(ended_utc=as_utc(entry.at), ended_local=as_local(entry.at), ending=entry.ending)
        self._episode = None

    def _end_step(self, at: float) -> None:
        self._connection.execute(
            "UPDATE step SET seconds = ? - began WHERE episode_id = ? AND seconds IS NULL",
            (at, self._episode),
        )

    def _update(self, **values: object) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE episode SET {columns} WHERE id = ?",  # noqa: S608 - the names are this module's own
            (*values.values(), self._episode),
        )

    def _insert(self, table: str, **values: object) -> None:
        """Insert a row of the episode, unless that was forgotten."""
        columns, marks = ", ".join(values), ", ".join("?" for _ in values)
        self._connection.execute(
            f"INSERT INTO {table} (episode_id, {columns}) "  # noqa: S608 - the names are this module's own
            f"SELECT id, {marks} FROM episode WHERE id = ?",
            (*values.values(), self._episode),
        )


_Writer: TypeAlias = Callable[[EpisodeWriter, Any], None]
_WRITE: Mapping[type[Entry], _Writer] = MappingProxyType(
    {
        Begun: EpisodeWriter._begun,
        Resumed: EpisodeWriter._resumed,
        StepBegun: EpisodeWriter._step,
        Answered: EpisodeWriter._answered,
        FlagRaised: EpisodeWriter._flagged,
        FlagWithdrawn: EpisodeWriter._withdrawn,
        Advised: EpisodeWriter._advised,
        Ended: EpisodeWriter._ended,
    }
)
