"""What a recognizer makes of a whole recording."""

from __future__ import annotations

import numpy as np

from voiceskill.audio.pcm import Pcm
from voiceskill.errors import VoiceskillError
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.recognition.recognizer import SAMPLE_RATE, Recognizer

__all__ = ["decode"]

_CHUNK = SAMPLE_RATE // 10


def decode(recognizer: Recognizer, recording: Pcm) -> list[Hypothesis]:
    """The final hypotheses, oldest first, of a recording that is fed in pieces of 100 ms as a live one
    would be.

    Raise ``VoiceskillError`` if its rate is not ``SAMPLE_RATE``.
    """
    if recording.rate != SAMPLE_RATE:
        raise VoiceskillError(
            f"The recording has {recording.rate} Hz: resample it to {SAMPLE_RATE} Hz first."
        )
    samples = np.ascontiguousarray(recording.samples, "<i2")
    heard: list[Hypothesis] = []
    for start in range(0, len(samples), _CHUNK):
        heard += recognizer.accept(samples[start : start + _CHUNK].tobytes())
    heard += recognizer.flush()
    return [hypothesis for hypothesis in heard if hypothesis.final]
