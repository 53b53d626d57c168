"""Subtracting our own voice from the microphone's sound and leaving everybody else's as it is.

AEC3 masks what its filter leaves, and takes half of a word with it that is said over ours: good to notice
that somebody speaks, useless to understand what. Here the echo is only estimated and subtracted. The
estimate is a Kalman filter over the partitions of the room's response in the frequency domain, which slows
down by itself where somebody else is heard (G. Enzner and P. Vary, "Frequency-domain adaptive Kalman filter
for acoustic echo control in hands-free telephones", Signal Processing 86, 2006; F. Kuech, E. Mabande and
G. Enzner, "State-space architecture of the partitioned-block-based acoustic echo controller", ICASSP 2014).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voiceskill.audio.pcm import Samples

__all__ = ["LinearEcho"]

_HOP = 320
_PARTITIONS = 16
"""20 ms each: delay and reverberation of 0.32 s in all."""
_STABILITY = 0.998
"""How much of the response is the same 20 ms later."""
_SMOOTHING = 0.9
_QUIETEST_POWER = 1e-9 * 32_768.0**2 * _HOP
"""What a near end is never believed to be below, as the power of a bin: -90 dBFS."""
_FIRST_UNCERTAINTY = 0.01
_KNOWN_DB = 20.0
"""An echo that became so much softer (dB) is one of a room that is known."""
_REST_BLOCKS = 100

_Spectrum = npt.NDArray[np.complex128]
_Powers = npt.NDArray[np.float64]


class LinearEcho:
    """Driven by blocks of 320 samples at 16 kHz; one thread at a time."""

    def __init__(self) -> None:
        """Nothing is known of the room; it is learned within some seconds of playback (``knows_room``)."""
        self.reset()

    def reset(self) -> None:
        """Forget the room."""
        bins = _HOP + 1
        self._far = np.zeros(_HOP)
        self._played: _Spectrum = np.zeros((_PARTITIONS, bins), complex)
        self._response: _Spectrum = np.zeros((_PARTITIONS, bins), complex)
        self._uncertainty: _Powers = np.full((_PARTITIONS, bins), _FIRST_UNCERTAINTY)
        self._near_power: _Powers = np.full(bins, _QUIETEST_POWER)
        self._silent_blocks = _REST_BLOCKS
        self._heard_power = self._left_power = 0.0
        self.knows_room = False

    def subtract(self, near: Samples, far: Samples) -> Samples:
        """``near`` without what it holds of ``far``, which was played meanwhile; both shape (320,)."""
        self._silent_blocks = 0 if far.any() else self._silent_blocks + 1
        if self._silent_blocks > _REST_BLOCKS:
            return near
        self._remember(far.astype(np.float64))
        echo = np.fft.irfft((self._played * self._response).sum(axis=0))[_HOP:]
        left = near - echo
        self._judge(near.astype(np.float64), left)
        self._learn(left)
        rest: Samples = np.clip(np.rint(left), -32_768, 32_767).astype(np.int16)
        return rest

    def _judge(self, near: npt.NDArray[np.float64], left: npt.NDArray[np.float64]) -> None:
        """Before the room is known, what is left is our own voice, which would be taken for words."""
        self._heard_power = _SMOOTHING * self._heard_power + float(near @ near)
        self._left_power = _SMOOTHING * self._left_power + float(left @ left)
        if self._heard_power > 10 ** (_KNOWN_DB / 10) * self._left_power:
            self.knows_room = True

    def _remember(self, far: npt.NDArray[np.float64]) -> None:
        self._played = np.roll(self._played, 1, axis=0)
        self._played[0] = np.fft.rfft(np.concatenate([self._far, far]))
        self._far = far

    def _learn(self, left: npt.NDArray[np.float64]) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(_HOP), left]))
        near_power = _SMOOTHING * self._near_power + (1 - _SMOOTHING) * np.abs(error) ** 2
        self._near_power = np.maximum(near_power, _QUIETEST_POWER)
        far_power = np.abs(self._played) ** 2
        unknown_echo = 0.5 * (far_power * self._uncertainty).sum(axis=0)
        gain = self._uncertainty / (unknown_echo + self._near_power)
        step = np.fft.irfft(gain * np.conj(self._played) * error, axis=1)
        step[:, _HOP:] = 0.0
        self._response += np.fft.rfft(step, axis=1)
        self._uncertainty *= np.maximum(0.0, 1.0 - 0.5 * gain * far_power)
        self._forget()

    def _forget(self) -> None:
        self._uncertainty = _STABILITY**2 * self._uncertainty + (1 - _STABILITY**2) * (
            np.abs(self._response) ** 2
        )
        self._response *= _STABILITY
