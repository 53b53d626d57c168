"""A prompt that comes out of a long silence in the night swells instead of starting at full volume."""

from __future__ import annotations

import numpy as np

from voiceskill.audio.pcm import Pcm

__all__ = ["swelling"]

_FROM_DB = -15.0
_SECONDS = 1.5


def swelling(pcm: Pcm) -> Pcm:
    """``pcm`` whose first 1.5 s rise evenly, in dB, from 15 dB below its level; a shorter one does not get
    there.
    """
    count = min(len(pcm.samples), round(_SECONDS * pcm.rate))
    decibels = _FROM_DB * (1.0 - np.arange(count) / (_SECONDS * pcm.rate))
    samples = pcm.samples.astype(np.float32)
    samples[:count] *= 10.0 ** (decibels / 20.0)
    return Pcm(np.rint(samples).astype(np.int16), pcm.rate)
