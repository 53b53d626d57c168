"""Conversations on a simulated clock that are written into a journal."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from voiceskill.app.watcher import Move
from voiceskill.dialogue.actions import Action, End, Note
from voiceskill.dialogue.state import State
from voiceskill.journal.episodes import Episode
from voiceskill.journal.reading import read_episodes
from voiceskill.journal.recorder import Recorder
from voiceskill.journal.writing import EpisodeWriter

__all__ = ["Diarist"]


class Diarist:
    """Tells a recorder what the dialogue would note, at given seconds of the session, and writes it down."""

    def __init__(self, connection: sqlite3.Connection, began: datetime) -> None:
        self._connection = connection
        self._began = began
        self._recorder = Recorder()
        self._writer = EpisodeWriter(connection)

    def cramp(self, at: float, part: str, side: str = "") -> None:
        self.tell(at, Note("cramp", (("part", part), ("side", side))))

    def step(self, at: float, name: str, kind: str = "do") -> None:
        self.tell(at, Note("step", (("kind", kind), ("name", name))))

    def outcome(self, at: float, result: str) -> None:
        self.tell(at, Note("outcome", (("result", result), ("step", "any"))))

    def flag(self, at: float, name: str, level: str = "emergency") -> None:
        self.tell(at, Note("flag", (("id", name), ("level", level))))

    def forget(self, at: float) -> None:
        self.tell(at, Note("forget", ()))

    def end(self, at: float, reason: str = "settled") -> None:
        self.tell(at, End(reason))

    def tell(self, at: float, action: Action) -> None:
        self._write(Move(None, State(), State(), (action,), at), at)

    def resume(self, at: float, state: State) -> None:
        """The device starts with a conversation that an earlier one left under way."""
        self._write(Move(None, state, state, (), at), at)

    def _write(self, move: Move, at: float) -> None:
        for entry in self._recorder.take(move, self._began + timedelta(seconds=at)):
            self._writer.write(entry)

    def episodes(self) -> tuple[Episode, ...]:
        return read_episodes(self._connection)
