"""Remembers facts about the person when the dialogue was asked to, and forgets what is so no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from voiceskill.app.watcher import Move
from voiceskill.config import Config
from voiceskill.console import remark
from voiceskill.dialogue.actions import Note
from voiceskill.errors import VoiceskillError
from voiceskill.profile import CONDITIONS, Profile
from voiceskill.remembered import apply_remembered, load_remembered, save_remembered

__all__ = ["KeptFacts", "kept_facts"]

_HOLDS = {"remember": True, "forget_fact": False}


class KeptFacts:
    """A watcher; what it was told counts at once and is on disk soon after."""

    def __init__(self, tell: Callable[[str], None], write: Callable[[Callable[[], None]], object]) -> None:
        """``tell`` is given sentences for the owner; ``write`` has work done that a disk may hold up.

        Raises ``ContentError`` if the file of facts is wrong.
        """
        self._tell = tell
        self._write = write
        self._facts = load_remembered()

    def profile(self, config: Config) -> Profile:
        """What is known about the person by now."""
        return apply_remembered(config.known_profile, self._facts)

    def read_again(self) -> None:
        """Take over what was changed by hand; raises ``ContentError``, and keeps what is known, if wrong."""
        self._facts = load_remembered()

    def watch(self, move: Move) -> None:
        """See ``Watcher.watch``."""
        notes = [action for action in move.actions if isinstance(action, Note) and action.kind in _HOLDS]
        for note in notes:
            fact = dict(note.fields).get("fact", "")
            if fact in CONDITIONS:
                self._facts = {**self._facts, fact: _HOLDS[note.kind]}
        if notes:
            facts = self._facts
            self._write(lambda: self._save(facts))

    def _save(self, facts: dict[str, bool]) -> None:
        try:
            save_remembered(facts)
        except VoiceskillError as error:
            self._tell(f"What I was asked to remember is lost at the next start: {error}")


@contextmanager
def kept_facts(tell: Callable[[str], None] = remark) -> Iterator[KeptFacts]:
    """The facts of one session; all are on disk when the block ends."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="facts") as pool:
        yield KeptFacts(tell, pool.submit)
