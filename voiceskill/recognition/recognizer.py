"""The interface that every recognizer implements: libvosk, a keyboard, fakes in tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import ListeningState

__all__ = ["SAMPLE_RATE", "Recognizer"]

SAMPLE_RATE = 16_000
"""Samples a second (Hz) of the mono signed 16-bit audio that a recognizer is fed."""


class Recognizer(Protocol):
    """Streaming speech to text; one thread at a time."""

    def accept(self, pcm: bytes) -> Sequence[Hypothesis]:
        """Take up to 100 ms of mono s16le at ``SAMPLE_RATE``; give what became known, oldest first.

        At most one partial is returned, last, and only when it differs from the one before.
        """
        ...

    def flush(self) -> Sequence[Hypothesis]:
        """End the current utterance now and give its final hypothesis, if there is one."""
        ...

    def expect(self, state: ListeningState) -> None:
        """Bias what follows towards what is said in ``state``; takes effect between utterances."""
        ...

    def close(self) -> None:
        """Free the decoder; the recognizer can't be used after that."""
        ...
