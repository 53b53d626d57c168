"""Speech to text for a home's voice pipeline: one utterance at a time, and what was heard lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from voiceskill.audio.pcm import Samples
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.recognition.recognizer import SAMPLE_RATE, Recognizer

__all__ = ["LONGEST_UTTERANCE", "HeardLately", "Listening", "typed"]

LONGEST_UTTERANCE = 60.0
"""An utterance is over after this (s), whatever the client goes on to send."""

_CHUNK = SAMPLE_RATE // 10
_REMEMBERED = 64
_REMEMBERED_SECONDS = 60.0


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

    def finish(self) -> Hypothesis:
        """The utterance has ended: what was said in it, from ``audio-start`` to ``audio-stop``."""
        if len(self._rest):
            self._keep(self._recognizer.accept(self._rest.tobytes()))
        self._keep(self._recognizer.flush())
        self.close()
        return _joined(self._finals)

    def close(self) -> None:
        """Nobody wants to know any more."""
        self._recognizer.close()

    def _keep(self, hypotheses: Sequence[Hypothesis]) -> None:
        self._finals += [hypothesis for hypothesis in hypotheses if hypothesis.final and hypothesis.text]


def typed(text: str) -> Hypothesis:
    """``text`` as it is, beyond doubt."""
    return Hypothesis(text, 0.0, 0.0, 1.0, final=True)


def _joined(finals: Sequence[Hypothesis]) -> Hypothesis:
    """Several utterances as one: as sure as its least sure part, each part's readings in its place."""
    texts = [final.text for final in finals]
    readings = [
        (" ".join([*texts[:place], text, *texts[place + 1 :]]), share)
        for place, final in enumerate(finals)
        for text, share in final.readings
    ]
    return Hypothesis(
        text=" ".join(texts),
        start=finals[0].start if finals else 0.0,
        end=finals[-1].end if finals else 0.0,
        confidence=min((final.confidence for final in finals), default=0.0),
        final=True,
        readings=tuple(readings),
    )


class HeardLately:
    """What the server itself heard within the last minute, how sure it was, and what else it may have been.

    A home's pipeline hands over the words alone; without this a whisper would count for as sure as a shout.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """``clock`` is steady, in seconds."""
        self._clock = clock
        self._heard: OrderedDict[str, tuple[Hypothesis, float]] = OrderedDict()

    def remember(self, utterance: Hypothesis) -> None:
        """Note what was heard just now."""
        self._heard[utterance.text] = (utterance, self._clock())
        self._heard.move_to_end(utterance.text)
        if len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)

    def as_heard(self, text: str) -> Hypothesis:
        """``text`` as it was heard; what was typed, or heard elsewhere, is taken as it is."""
        heard, when = self._heard.get(text.strip(), (typed(text), self._clock()))
        return heard if self._clock() - when <= _REMEMBERED_SECONDS else typed(text)
