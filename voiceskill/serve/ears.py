"""Speech to text for a home's voice pipeline: one utterance at a time, and what was heard lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voiceskill.audio.pcm import Samples
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.recognition.recognizer import SAMPLE_RATE, Recognizer

__all__ = ["LONGEST_UTTERANCE", "HeardLately", "Listening", "Utterance"]

LONGEST_UTTERANCE = 60.0
"""An utterance is over after this (s), whatever the client goes on to send."""

_CHUNK = SAMPLE_RATE // 10
_REMEMBERED = 64
_REMEMBERED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said from ``audio-start`` to ``audio-stop``; ``confidence`` (0 to 1) is that of the least sure
    part.
    """

    text: str
    confidence: float


class Listening:
    """One utterance on its way through a recognizer; its methods block while they decode."""

    def __init__(self, recognizer: Recognizer) -> None:
        """``recognizer`` is closed by ``finish`` or ``close``."""
        self._recognizer = recognizer
        self._finals: list[Hypothesis] = []
        self._rest: Samples = np.zeros(0, np.int16)
        self._left = round(LONGEST_UTTERANCE * SAMPLE_RATE)

    def take(self, samples: Samples) -> None:
        """Hear more, shape (n,) at 16 kHz; what comes after ``LONGEST_UTTERANCE`` is left out."""
        sound = np.concatenate([self._rest, samples[: self._left]])
        self._left = max(0, self._left - len(samples))
        whole = len(sound) - len(sound) % _CHUNK
        for start in range(0, whole, _CHUNK):
            self._keep(self._recognizer.accept(sound[start : start + _CHUNK].tobytes()))
        self._rest = sound[whole:]

    def finish(self) -> Utterance:
        """The utterance has ended: what it was."""
        if len(self._rest):
            self._keep(self._recognizer.accept(self._rest.tobytes()))
        self._keep(self._recognizer.flush())
        self.close()
        text = " ".join(final.text for final in self._finals)
        return Utterance(text, min((final.confidence for final in self._finals), default=0.0))

    def close(self) -> None:
        """Nobody wants to know any more."""
        self._recognizer.close()

    def _keep(self, hypotheses: Sequence[Hypothesis]) -> None:
        self._finals += [hypothesis for hypothesis in hypotheses if hypothesis.final and hypothesis.text]


class HeardLately:
    """How sure the words were that the server itself heard within the last minute.

    A home's pipeline hands over the words alone; without this a whisper would count for as sure as a shout.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """``clock`` is steady, in seconds."""
        self._clock = clock
        self._heard: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def remember(self, utterance: Utterance) -> None:
        """Note what was heard just now."""
        self._heard[utterance.text] = (utterance.confidence, self._clock())
        self._heard.move_to_end(utterance.text)
        if len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)

    def confidence(self, text: str) -> float:
        """How sure (0 to 1) the words ``text`` are; what was typed, or heard elsewhere, counts as sure."""
        confidence, when = self._heard.get(text.strip(), (1.0, self._clock()))
        return confidence if self._clock() - when <= _REMEMBERED_SECONDS else 1.0
