"""Hearing in a room whose loudspeaker and microphone are far away: what comes with our voice is mistrusted.

The delay between the two is not known and changes with every stretch of sound, so an echo canceller needs a
while after each beginning, and leaves scraps of our voice that no filter of known words catches. Of what
overlaps our voice, or follows it before its echo can be over, only what must never be lost is heard: "stop",
a call for help and signs of danger.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from voiceskill.app.hearing import Hearing
from voiceskill.audio.listener import Block
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.recognition.recognizer import Recognizer
from voiceskill.understanding.meaning import Intent, Meaning

__all__ = ["ECHO_SECONDS", "CarefulHearing", "is_never_lost"]

ECHO_SECONDS = 0.6
"""Our voice may be in the microphone up to this long (s) after it was sent: on its way, in the satellite's
buffers and in the room. An answer takes longer: it travels the same way and waits for the question's end.
"""

_MEMORY_SECONDS = 60.0
_NEVER_LOST: frozenset[Intent] = frozenset({"stop", "call_help"})


def is_never_lost(meaning: Meaning) -> bool:
    """Whether ``meaning`` is heard even over our own voice."""
    return meaning.intent in _NEVER_LOST or meaning.red_flag is not None or meaning.check is not None


class CarefulHearing(Hearing):
    """A ``Hearing`` that is told when our voice sounds; times in session seconds."""

    def __init__(self, recognizer: Recognizer, understand: Callable[[str], Meaning]) -> None:
        """``understand`` says what words mean; ``recognizer`` is closed by ``close``."""
        super().__init__(recognizer)
        self._understand = understand
        self._sounded: deque[float] = deque()

    def sound(self, now: float) -> None:
        """Our voice sounds at ``now``; to be called for each block in which it does."""
        self._sounded.append(now)
        while self._sounded[0] < now - _MEMORY_SECONDS:
            self._sounded.popleft()

    def take(self, block: Block) -> Sequence[Hypothesis]:
        """See ``Hearing.take``."""
        return [self._trusted(hypothesis) for hypothesis in super().take(block)]

    def flush(self) -> Sequence[Hypothesis]:
        """See ``Hearing.flush``."""
        return [self._trusted(hypothesis) for hypothesis in super().flush()]

    def _trusted(self, hypothesis: Hypothesis) -> Hypothesis:
        """``hypothesis``, or one without words where they may be our own."""
        if not hypothesis.final or not hypothesis.text or not self._may_be_ours(hypothesis):
            return hypothesis
        if is_never_lost(self._understand(hypothesis.text)):
            return hypothesis
        return replace(hypothesis, text="", words=(), readings=())

    def _may_be_ours(self, hypothesis: Hypothesis) -> bool:
        first, last = hypothesis.start - ECHO_SECONDS, hypothesis.end
        return any(first <= sounded <= last for sounded in reversed(self._sounded))
