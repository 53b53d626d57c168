"""What is heard together with our own voice, in a room whose echo nobody can time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from support.english import meaning

from voiceskill.audio.listener import BLOCK_SAMPLES, Block
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.serve.careful_hearing import ECHO_SECONDS, CarefulHearing

SILENCE = np.zeros(BLOCK_SAMPLES, np.int16)


class Recognizer:
    """Gives one hypothesis when it is asked for what is left."""

    def __init__(self, hypothesis: Hypothesis) -> None:
        self._hypothesis = hypothesis

    def accept(self, _: bytes) -> Sequence[Hypothesis]:
        return ()

    def flush(self) -> Sequence[Hypothesis]:
        return [self._hypothesis]

    def expect(self, _: str) -> None: ...

    def close(self) -> None: ...


def heard(text: str, start: float, *, ours: tuple[float, float]) -> str:
    """What is made of ``text``, heard for a second from ``start`` on, if our voice sounded in ``ours``."""
    hypothesis = Hypothesis(text, start, start + 1.0, 0.9, final=True)
    hearing = CarefulHearing(Recognizer(hypothesis), lambda words: meaning(words, "step"))
    for moment in np.arange(*ours, 0.02):
        hearing.sound(float(moment))
    closed = Block(SILENCE, start + 1.0, playing=False, speech=SILENCE, speech_start=0.0, closed=True)
    (final,) = hearing.take(closed)
    return final.text


@pytest.mark.parametrize("start", [9.2, 10.5, 11.5, 12.0 + ECHO_SECONDS - 0.05])
def test_scraps_of_our_voice_are_not_heard(start: float) -> None:
    assert heard("no good", start, ours=(10.0, 12.0)) == ""


@pytest.mark.parametrize("start", [5.0, 12.0 + ECHO_SECONDS + 0.05, 20.0])
def test_what_is_said_before_or_after_is_heard(start: float) -> None:
    assert heard("no good", start, ours=(10.0, 12.0)) == "no good"


@pytest.mark.parametrize("text", ["stop", "my chest hurts", "call an ambulance"])
def test_what_must_never_be_lost_is_heard_over_our_voice(text: str) -> None:
    assert heard(text, 11.0, ours=(10.0, 12.0)) == text
