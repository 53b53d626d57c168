"""A small loudspeaker of a simulated room: it is late, it distorts, and its clock is not the microphone's."""

from __future__ import annotations

import math

import numpy as np

from voiceskill.audio.pcm import Samples
from voiceskill.simulation.image_source import Floats

__all__ = ["Loudspeaker"]

_FULL_SCALE = 32_768.0
_HALF_TAPS = 8
_REST_SECONDS = 1.0
_TOLERANCE_SECONDS = 0.025


class Loudspeaker:
    """What leaves the loudspeaker, in the microphone's time.

    The crystals drift apart while something plays. In the live path, ``Duplex`` sets the reference right in
    a silence of a second if it is off by more than 25 ms; here the sound is set right instead, which is the
    same to whoever compares the two.
    """

    def __init__(self, rate: int, delay: float, drift_ppm: float, drive: float) -> None:
        """``delay`` (s) from what is played to the sound; ``drift_ppm``: how much too slow its clock runs;
        ``drive``: how far it is driven into distortion (0: not at all).
        """
        self._rate = rate
        self._delay = delay * rate
        self._drift = drift_ppm * 1e-6
        self._drive = drive
        self._late = self._delay
        self._silent = 0
        self._recent = np.zeros(math.ceil(self._delay) + rate)

    def play(self, samples: Samples) -> Floats:
        """The sound (±32768) that leaves the loudspeaker while ``samples`` are handed to it, same length."""
        count = len(samples)
        self._recent = np.concatenate((self._recent[count:], self._distorted(samples)))
        self._rest(samples)
        first = len(self._recent) - count - self._late
        self._late = min(max(self._late + self._drift * count, _HALF_TAPS), len(self._recent) - 2.0 * count)
        return self._between(first, count)

    def _rest(self, samples: Samples) -> None:
        self._silent = 0 if samples.any() else self._silent + len(samples)
        gathered = abs(self._late - self._delay) / self._rate
        if self._silent > _REST_SECONDS * self._rate and gathered > _TOLERANCE_SECONDS:
            self._late = self._delay

    def _distorted(self, samples: Samples) -> Floats:
        sound = samples.astype(np.float64)
        if self._drive == 0:
            return sound
        softened: Floats = np.tanh(sound / _FULL_SCALE * self._drive) / self._drive * _FULL_SCALE
        return softened

    def _between(self, first: float, count: int) -> Floats:
        """``count`` samples from the place ``first``, between samples by a windowed sinc of 16 taps."""
        if first.is_integer() and not self._drift:
            return self._recent[int(first) : int(first) + count]
        places = first + np.arange(count) * (1 - self._drift)
        whole = np.floor(places).astype(np.int64)
        taps = np.arange(1 - _HALF_TAPS, 1 + _HALF_TAPS)
        away = taps[None, :] - (places - whole)[:, None]
        weights = np.sinc(away) * np.cos(np.pi * away / (2 * _HALF_TAPS + 2)) ** 2
        around = np.minimum(whole[:, None] + taps[None, :], len(self._recent) - 1)
        return np.asarray((self._recent[around] * weights).sum(axis=1))
