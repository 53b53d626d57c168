"""What happens to speech between a mouth and a microphone: noise, and rooms that ring."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from bench.recognition.spoken import RATE, Samples, hiss
from voiceskill.simulation.image_source import Box, Point, impulse_response, sabine_seconds

Change = Callable[[Samples, int], Samples]
"""From sound and the number of an utterance, which chooses among places and draws the noise."""
_SIZE = (4.0, 3.4, 2.6)
_MICROPHONE = (0.6, 0.9, 0.6)
_MOUTHS: tuple[Point, ...] = ((1.5, 1.0, 0.7), (1.7, 1.4, 0.8), (1.6, 1.2, 0.9), (1.9, 1.1, 0.75))
_LONGEST_SECONDS = 0.9


def untouched(samples: Samples, number: int) -> Samples:
    """Clean speech."""
    del number
    return samples


def noise(snr: float) -> Change:
    """Pink noise ``snr`` dB below the speech."""
    return lambda samples, number: hiss(samples, snr, number)


def room(seconds: float) -> Change:
    """As loud as before, from a metre or more away in an empty room with that reverberation time."""
    return lambda samples, number: _through(samples, _response(seconds, _MOUTHS[number % len(_MOUTHS)]))


def _through(samples: Samples, response: npt.NDArray[np.float64]) -> Samples:
    size = len(samples) + len(response)
    heard = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)[: len(samples)]
    heard *= np.sqrt((samples.astype(float) ** 2).mean() / (heard**2).mean())
    return np.clip(heard, -32768, 32767).astype(np.int16)


@lru_cache(maxsize=32)
def _response(seconds: float, mouth: Point) -> npt.NDArray[np.float64]:
    absorbed = sabine_seconds(Box(_SIZE, 1.0, 1.0, 1.0)) / seconds
    box = Box(_SIZE, absorbed, absorbed, absorbed)
    return impulse_response(box, mouth, _MICROPHONE, RATE, min(1.1 * seconds, _LONGEST_SECONDS))
