"""Keeps the newest digest of the journal at hand, made anew whenever the journal or the hour has changed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime

from voiceskill.dialogue.diary import Diary
from voiceskill.journal.digest import LOOKS_BACK, digest
from voiceskill.journal.reading import last_advised, read_episodes
from voiceskill.journal.rules import DiaryRules

__all__ = ["NewestDiary"]

_FREQUENT = "c_freq"


class NewestDiary:
    """Made in the journal's thread, read from any other."""

    def __init__(
        self,
        rules: DiaryRules,
        swapping: Mapping[str, tuple[str, ...]],
        clock: Callable[[], datetime],
        rng: random.Random,
    ) -> None:
        """See ``digest``; ``clock`` gives the time with the owner's zone."""
        self._rules = rules
        self._swapping = swapping
        self._clock = clock
        self._rng = rng
        self._made_of: tuple[object, ...] = ()
        self._diary = Diary(kept=True)

    def __call__(self) -> Diary:
        """The newest digest."""
        return self._diary

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Make the digest anew if anything has changed; raises ``sqlite3.Error`` if that can't be read."""
        now = self._clock()
        others_changes = connection.execute("PRAGMA data_version").fetchone()[0]
        made_of = (id(connection), connection.total_changes, others_changes, now.date(), now.hour)
        if made_of != self._made_of:
            episodes = read_episodes(connection, now - LOOKS_BACK)
            advised = last_advised(connection, _FREQUENT)
            self._diary = digest(episodes, now, self._rules, self._swapping, advised, self._rng)
            self._made_of = made_of
