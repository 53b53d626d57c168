"""What still rings in a room of what was said a moment ago, guessed from how fast sounds fall off.

A voice breaks off at once, some tens of decibels in 80 ms; the walls make it fade. How fast the steepest of
many falls are tells the room's reverberation time without knowing what was said (the idea of R. Ratnam and
others, "Blind estimation of reverberation time", J. Acoust. Soc. Am. 114 (2003)). The power of the tail is
that of a little earlier, less what the room took of it since (K. Lebart, J. M. Boucher and P. N. Denbigh, "A
new method based on spectral subtraction for speech dereverberation", Acta Acustica 87 (2001)).
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

__all__ = ["RoomTail"]

Floats = npt.NDArray[np.float64]

_FRAME_SECONDS = 0.01
_BAND_BINS = 8
_FALL_FRAMES = 8
_HIGHEST_DB = 80
_ABOVE_FLOOR_DB = 20.0
"""Only what begins so far above the background shows a fall."""
_STEEP = 0.95
"""This share of the falls is less steep than the one that counts."""
_ENOUGH = 100
_OLD = 8_000
"""After so many falls the earlier ones count half: somebody may have moved."""
_DRY_SECONDS = 0.22
_ROOMY_SECONDS = 0.26
"""Below the one nothing is taken for a tail, above the other all: falls look a little slow in noise too."""
_STRETCH = 1.35
"""The steepest falls are steeper than the room's mean decay."""
_LAG_FRAMES = 3
"""What follows a sound within this time helps to understand it."""
_KEPT = 0.5
_SILENCE = 1e3
"""Added to the power of a band: about the square of 2.5 steps."""


class RoomTail:
    """Estimates the power of the tail in ``bins`` frequencies from frames every 10 ms."""

    def __init__(self, bins: int) -> None:
        """The room is not known yet: no tail.

        ``seconds`` is the time of a fall of 60 dB, by the steepest falls; 0 while the room is not known.
        """
        self.seconds = 0.0
        self._bins = bins
        self._falls = np.zeros(_HIGHEST_DB + 1)
        self._levels: deque[Floats] = deque(maxlen=_FALL_FRAMES)
        self._voice: deque[Floats] = deque(maxlen=_LAG_FRAMES)
        self._smoothed = np.zeros(bins)

    @property
    def known(self) -> bool:
        """Whether enough falls were seen to judge the room."""
        return bool(self._falls.sum() >= _ENOUGH)

    def watch(self, power: Floats, floor: Floats) -> None:
        """Learn about the room from a frame's power and the background's, both of shape (bins,)."""
        level, background = _levels(power), _levels(floor)
        if len(self._levels) == _FALL_FRAMES:
            before = self._levels[0]
            falls = (before - level)[before > background + _ABOVE_FLOOR_DB]
            steps = np.clip(falls, 0, _HIGHEST_DB).astype(int)
            self._falls += np.bincount(steps, minlength=_HIGHEST_DB + 1)
            if self._falls.sum() > _OLD:
                self._falls /= 2.0
            self.seconds = self._judged()
        self._levels.append(level)

    def after(self, voice: Floats) -> Floats:
        """The power of the tail in this frame, whose power without background is ``voice``, shape (bins,)."""
        earlier = self._voice[0] if len(self._voice) == _LAG_FRAMES else np.zeros(self._bins)
        self._smoothed = _KEPT * self._smoothed + (1.0 - _KEPT) * voice
        self._voice.append(self._smoothed)
        share = self.share
        if share == 0.0:
            return np.zeros(self._bins)
        decay = 10.0 ** (-6.0 * _LAG_FRAMES * _FRAME_SECONDS / (_STRETCH * self.seconds))
        tail: Floats = share * decay * earlier
        return tail

    @property
    def share(self) -> float:
        """How much (0 to 1) of what rings on is taken for a tail: none where the room is dry."""
        return float(np.clip((self.seconds - _DRY_SECONDS) / (_ROOMY_SECONDS - _DRY_SECONDS), 0.0, 1.0))

    def _judged(self) -> float:
        if not self.known:
            return 0.0
        shares = np.cumsum(self._falls) / self._falls.sum()
        steepest = max(1, int(np.searchsorted(shares, _STEEP)))
        return 60.0 * _FALL_FRAMES * _FRAME_SECONDS / steepest

    def pause(self) -> None:
        """The next frame does not follow on the last one."""
        self._levels.clear()
        self._voice.clear()
        self._smoothed = np.zeros(self._bins)


def _levels(power: Floats) -> Floats:
    """Levels (dB) of bands of neighbouring bins."""
    whole = len(power) // _BAND_BINS * _BAND_BINS
    bands = power[:whole].reshape(-1, _BAND_BINS).mean(axis=1)
    levels: Floats = 10.0 * np.log10(bands + _SILENCE)
    return levels
