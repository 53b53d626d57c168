"""Keeps the journal beside a session, where the settings want one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from voiceskill.app.watcher import Watcher
from voiceskill.config import Config
from voiceskill.console import remark
from voiceskill.errors import VoiceskillError
from voiceskill.journal.background import BackgroundWriter
from voiceskill.journal.files import journal_path
from voiceskill.journal.watcher import JournalWatcher

__all__ = ["KeptJournal", "kept_journal"]


class KeptJournal:
    """One journal for any number of conversations of this process."""

    def __init__(self, writer: BackgroundWriter | None, clock: Callable[[], datetime]) -> None:
        """Without a ``writer`` nothing is kept."""
        self._writer = writer
        self._clock = clock

    def watchers(self) -> tuple[Watcher, ...]:
        """The watchers for one more conversation."""
        return () if self._writer is None else (JournalWatcher(self._writer.conversation(), self._clock),)


@contextmanager
def kept_journal(config: Config, tell: Callable[[str], None] = remark) -> Iterator[KeptJournal]:
    """The journal that ``config`` asks for; where it can't be kept, the session goes on without one.

    ``tell`` is given sentences for the device's owner, from any thread.
    """
    writer = _open(tell) if config.journal else None
    try:
        yield KeptJournal(writer, _now)
    finally:
        if writer is not None:
            writer.close()


def _open(tell: Callable[[str], None]) -> BackgroundWriter | None:
    try:
        return BackgroundWriter(journal_path(), _now, tell)
    except VoiceskillError as error:
        tell(f"{error} Nothing is written down until then.")
        return None


def _now() -> datetime:
    return datetime.now().astimezone()
