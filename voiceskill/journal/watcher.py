"""Keeps the journal of one conversation by watching it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from voiceskill.app.watcher import Move
from voiceskill.journal.entries import Entry
from voiceskill.journal.recorder import Recorder

__all__ = ["JournalWatcher"]


class JournalWatcher:
    """A watcher that hands what is worth keeping to ``write``, which must return at once."""

    def __init__(self, write: Callable[[Entry], None], clock: Callable[[], datetime]) -> None:
        """``clock`` gives the time with its zone."""
        self._recorder = Recorder()
        self._write = write
        self._clock = clock

    def watch(self, move: Move) -> None:
        """Take notice of ``move``."""
        for entry in self._recorder.take(move, self._clock()):
            self._write(entry)
