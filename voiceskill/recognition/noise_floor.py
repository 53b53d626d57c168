"""How loud the background is at each frequency, while somebody speaks or not: minimum statistics.

Method: R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum
statistics", IEEE Transactions on Speech and Audio Processing 9 (2001), with a fixed smoothing. Speech leaves
every frequency alone now and then, so the least power of about a second is the background's.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

__all__ = ["NoiseFloor"]

Floats = npt.NDArray[np.float64]

_KEPT = 0.8
"""How much of the smoothed power stays from one frame to the next."""
_BIAS = 1.9
"""The mean power of noise over the least of its smoothed power."""
_SPAN = 15
_SPANS = 8
"""The least is taken of so many spans of so many frames each, 1.2 s in all."""
_NEIGHBOURS = np.ones(5) / 5
_SMALL = 1e-3


class NoiseFloor:
    """Estimates the mean power of the background in ``bins`` frequencies from frames every 10 ms."""

    def __init__(self, bins: int) -> None:
        """Nothing was heard: no background."""
        self._smoothed: Floats | None = None
        self._least = np.full(bins, np.inf)
        self._earlier: deque[Floats] = deque(maxlen=_SPANS)
        self._frames = 0
        self.power: Floats = np.full(bins, _SMALL)

    def follow(self, power: Floats) -> None:
        """Take the next frame's power, shape (bins,); ``power`` of this object is up to date then."""
        before = power if self._smoothed is None else self._smoothed
        self._smoothed = _KEPT * before + (1.0 - _KEPT) * power
        self._least = np.minimum(self._least, self._smoothed)
        least = np.min([self._least, *self._earlier], axis=0)
        edged = np.pad(least, len(_NEIGHBOURS) // 2, mode="edge")
        self.power = _BIAS * np.convolve(edged, _NEIGHBOURS, mode="valid") + _SMALL
        self._frames += 1
        if self._frames % _SPAN == 0:
            self._earlier.append(self._least)
            self._least = self._smoothed
