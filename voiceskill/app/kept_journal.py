"""Keeps the journal beside a session, where the settings want one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from voiceskill.app.content import shipped_script
from voiceskill.app.watcher import Watcher
from voiceskill.config import Config
from voiceskill.console import remark
from voiceskill.dialogue.diary import Diary
from voiceskill.dialogue.plan import swapping_steps
from voiceskill.errors import VoiceskillError
from voiceskill.journal.background import BackgroundWriter
from voiceskill.journal.files import journal_path
from voiceskill.journal.newest_diary import NewestDiary
from voiceskill.journal.rules import load_rules
from voiceskill.journal.watcher import JournalWatcher
from voiceskill.locations import LANGUAGE, content_dir

__all__ = ["KeptJournal", "kept_journal"]


class KeptJournal:
    """One journal for any number of conversations of this process."""

    def __init__(self, writer: BackgroundWriter | None, diary: Callable[[], Diary]) -> None:
        """Without a ``writer`` nothing is kept; ``diary`` gives the newest digest of what is."""
        self._writer = writer
        self.diary = diary

    def watchers(self) -> tuple[Watcher, ...]:
        """The watchers for one more conversation."""
        return () if self._writer is None else (JournalWatcher(self._writer.conversation(), _now),)


@contextmanager
def kept_journal(config: Config, tell: Callable[[str], None] = remark) -> Iterator[KeptJournal]:
    """The journal that ``config`` asks for; where it can't be kept, the session goes on without one.

    ``tell`` is given sentences for the device's owner, from any thread.
    """
    diary = NewestDiary(
        load_rules(content_dir("guides") / LANGUAGE / "diary.yaml"),
        swapping_steps(shipped_script()),
        _now,
        random.Random(),  # noqa: S311 - nothing is secret about the order of stretches
    )
    writer = _open(diary, tell) if config.journal else None
    try:
        yield KeptJournal(writer, diary if writer is not None else Diary)
    finally:
        if writer is not None:
            writer.close()


def _open(diary: NewestDiary, tell: Callable[[str], None]) -> BackgroundWriter | None:
    try:
        return BackgroundWriter(journal_path(), _now, tell, diary.refresh)
    except VoiceskillError as error:
        tell(f"{error} Nothing is written down until then.")
        return None


def _now() -> datetime:
    return datetime.now().astimezone()
