"""Questions of the waiting device that nobody answered: it was a television, and the next ones need more.

Whoever waits for help answers "was that chest pain?"; a television talks on. After a question that stayed
unanswered, hints and words that were hardly heard are asked about only if they were heard better than that,
until some minutes have passed or somebody speaks to the device. Danger that was surely heard is never held
back.
"""

from __future__ import annotations

from voiceskill.app.watcher import Move
from voiceskill.dialogue.events import Heard
from voiceskill.dialogue.state import listening_state
from voiceskill.understanding.meaning import Level, Meaning

__all__ = ["Unanswered"]

_REMEMBERED_SECONDS = 600.0
_SURELY_HEARD = 0.75
"""Hearing (0 to 1) from which words are trusted: ``unsure_hearing`` of the dialogue's settings."""
_HINT = (0.0, 0.75, 0.85)
_HARDLY_HEARD = (0.0, 0.5, 0.65)
"""Hearing from which a hint, or danger that was hardly heard, is asked about after none, one, and more
unanswered questions: of 30 utterances of other talk 4 are heard with 0.75 (``bench/recognition/README.md``).
"""


class Unanswered:
    """Watches a conversation; ``now`` in session seconds."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._answered = False
        self._count = 0
        self._last = 0.0

    def watch(self, move: Move) -> None:
        """Notice a question that ends in silence, and somebody who speaks to us."""
        before, after = listening_state(move.before), listening_state(move.after)
        if before == "idle":
            self._answered = False
        elif isinstance(move.event, Heard) and _speaks_to_us(move.event):
            self._answered, self._count = True, 0
        if before == "confirm" and after == "idle" and not self._answered:
            self._count, self._last = self._counted(move.now) + 1, move.now

    def is_worth_asking(self, meaning: Meaning, hearing: float, now: float) -> bool:
        """Whether what the waiting device heard with ``hearing`` (0 to 1) may lead to a question."""
        counted = min(self._counted(now), len(_HINT) - 1)
        grave = meaning.red_flag is not None and meaning.red_flag.level >= Level.URGENT
        if grave:
            return hearing >= _SURELY_HEARD or hearing >= _HARDLY_HEARD[counted]
        return meaning.check is None or hearing >= _HINT[counted]

    def _counted(self, now: float) -> int:
        return self._count if now - self._last <= _REMEMBERED_SECONDS else 0


def _speaks_to_us(event: Heard) -> bool:
    return event.meaning.intent != "out_of_scope" and event.hearing >= _SURELY_HEARD
