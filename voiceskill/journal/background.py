"""A thread that writes the journal of any number of conversations, so that no disk delays a voice."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TypeAlias

from voiceskill.errors import VoiceskillError
from voiceskill.journal.database import open_database
from voiceskill.journal.entries import Entry
from voiceskill.journal.writing import EpisodeWriter
from voiceskill.private_database import is_damage

__all__ = ["BackgroundWriter", "damage_notice"]

_Addressed: TypeAlias = tuple[int, Entry]

_MOST_WAITING = 1000
"""Entries kept while the disk can't take them: some thirty episodes; beyond, the oldest are lost."""
_RETRY_SECONDS = 30.0


class BackgroundWriter:
    """Takes entries at once and writes them in order; what can't be written now is tried again.

    Faults are told in one sentence, once until writing works again.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime],
        tell: Callable[[str], None],
        on_written: Callable[[sqlite3.Connection], None] | None = None,
    ) -> None:
        """Open the journal at ``path``; raises ``VoiceskillError`` if it can't be used at all.

        ``clock`` gives the time with its zone. ``tell`` is given sentences for the device's owner.
        ``on_written`` is called at once, and in the thread after what was waiting is written and every half
        minute.
        """
        self._path = path
        self._clock = clock
        self._tell = tell
        self._on_written = on_written
        self._entries: queue.SimpleQueue[_Addressed | None] = queue.SimpleQueue()
        self._waiting: deque[_Addressed] = deque(maxlen=_MOST_WAITING)
        self._told = False
        self._conversations = count()
        self._writers: dict[int, EpisodeWriter] = {}
        self._connection: sqlite3.Connection | None = self._open()
        self._write_waiting()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def conversation(self) -> Callable[[Entry], None]:
        """Where one more conversation hands in its entries; handing in returns at once."""
        number = next(self._conversations)
        return lambda entry: self._entries.put((number, entry))

    def close(self, seconds: float = 5.0) -> None:
        """Write what is left, for at most ``seconds``, and close the file."""
        self._entries.put(None)
        self._thread.join(seconds)

    def _open(self) -> sqlite3.Connection:
        opened = open_database(self._path, self._clock())
        if opened.put_aside is not None:
            self._tell(damage_notice(opened.put_aside))
        self._writers.clear()
        return opened.connection

    def _run(self) -> None:
        going = True
        while going:
            going = self._take()
            if not self._write_waiting():
                self._write_waiting()
        self._close()

    def _take(self) -> bool:
        """Wait for entries and take all that have come; False once there will be no more."""
        try:
            entry = self._entries.get(timeout=_RETRY_SECONDS)
            while entry is not None:
                self._waiting.append(entry)
                entry = self._entries.get_nowait()
        except queue.Empty:
            return True
        return False

    def _write_waiting(self) -> bool:
        """Write all that is waiting; False if the file turned out to be damaged, so that a new one is due."""
        try:
            connection = self._connection = self._connection or self._open()
            while self._waiting:
                number, entry = self._waiting[0]
                self._writers.setdefault(number, EpisodeWriter(connection)).write(entry)
                self._waiting.popleft()
            if self._on_written is not None:
                self._on_written(connection)
            self._told = False
        except VoiceskillError as error:
            self._tell_once(str(error))
        except sqlite3.Error as error:
            if is_damage(error):
                self._close()
                return False
            self._tell_once(f"The journal can't be written just now ({error}): check the disk's space.")
        return True

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _tell_once(self, sentence: str) -> None:
        if not self._told:
            self._told = True
            self._tell(sentence)


def damage_notice(put_aside: Path) -> str:
    """What to tell the owner about a damaged journal."""
    return f"The journal was damaged: it is kept as {put_aside}, and a new one was begun."
