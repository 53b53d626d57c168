"""Takes background noise and the room's tail out of sound, before it is judged and decoded.

Each frame's spectrum is weighted by the gain that keeps the logarithm of the voice's amplitude closest to the
truth: Y. Ephraim and D. Malah, "Speech enhancement using a minimum mean-square error log-spectral amplitude
estimator", IEEE Transactions on Acoustics, Speech, and Signal Processing 33 (1985), with their
decision-directed estimate of the signal-to-noise ratio. Recognition, not the ear, decides how much is left:
a little noise hurts less than holes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.noise_floor import NoiseFloor
from voiceskill.recognition.room_tail import RoomTail

__all__ = ["DELAY_SAMPLES", "Suppressor"]

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float64]
Spectrum = npt.NDArray[np.complexfloating]

_SHIFT = 160
_FRAME = 2 * _SHIFT
_BINS = _FRAME // 2 + 1
_WINDOW = np.sqrt(np.hanning(_FRAME + 1)[:_FRAME])
"""Applied twice and overlapped by half it adds up to one."""
DELAY_SAMPLES = _SHIFT
"""By how much (samples at 16 kHz) what comes out lags what went in, once the background is known."""
_DEEPEST_DB = 12.0
"""By how much noise and tail are lowered at most: holes hurt recognition more than a little noise."""
_NOISY_DB, _QUIET_DB = 20.0, 32.0
"""Where the loudest of a voice is so far above the background all is done, or nothing: real people in quiet
rooms are heard best as they are.
"""
_FADE = 10.0 ** (-1.0 / 10.0 / 100.0)
"""A loud voice is forgotten by 1 dB a second."""
_HISS = 10.0
"""The root mean square (s16 steps) of what is added, as much as a common microphone hisses by itself. In the
silence of a recording that was cleaned up, a model that allows for rooms makes something of the smallest
sounds, and misses the words around it.
"""
_LEAST_RATIO = 10.0**-2.5
_MOST_RATIO = 1e3
_MEMORY = 0.95
"""How much the last frame's voice counts in this frame's expected ratio of voice to noise."""
_LOOK, _LONG_LOOK = 40, 80
"""Frames that are held back once, at the very beginning: to learn the background, and the room if the second
number is enough for that.
"""


class Suppressor:
    """What was learned of background and room stays from one utterance to the next."""

    def __init__(self) -> None:
        """Nothing is known yet, so the first frames are held back."""
        self._floor = NoiseFloor(_BINS)
        self._tail = RoomTail(_BINS)
        self._loudest = 0.0
        self._hiss = np.random.default_rng(0)
        self._seen = 0
        self._begin()

    def accept(self, samples: Samples) -> Samples:
        """Take the next samples (n,) at 16 kHz; give those that are ready."""
        self._owed += len(samples)
        ready = []
        for spectrum in self._spectra(samples):
            self._learn(np.abs(spectrum) ** 2)
            self._held.append(spectrum)
            if self._settled:
                ready.append(self._release())
        return self._paid(ready)

    def flush(self) -> Samples:
        """Give all that is still owed; what is accepted next is another utterance."""
        ready = [self._release()]
        self._held.extend(self._spectra(np.zeros(_FRAME, np.int16)))
        ready.append(self._release())
        rest = self._paid(ready)
        self._begin()
        return rest

    @property
    def _settled(self) -> bool:
        return self._seen >= (_LOOK if self._tail.known else _LONG_LOOK)

    def _begin(self) -> None:
        self._waiting = np.zeros(_SHIFT, np.int16)
        self._overlap = np.zeros(_SHIFT)
        self._held: list[Spectrum] = []
        self._voice = np.zeros(_BINS)
        self._surplus = _SHIFT
        self._owed = 0
        self._first = True
        self._tail.pause()

    def _spectra(self, samples: Samples) -> Spectrum:
        """Of the frames that ``samples`` complete, shape (frames, bins)."""
        self._waiting = np.concatenate([self._waiting, samples])
        count = max(0, len(self._waiting) // _SHIFT - 1)
        used, self._waiting = self._waiting, self._waiting[count * _SHIFT :]
        if not count:
            return np.empty((0, _BINS), complex)
        frames = np.lib.stride_tricks.sliding_window_view(used, _FRAME)[::_SHIFT][:count]
        return np.fft.rfft(frames * _WINDOW)

    def _learn(self, power: Floats) -> None:
        """All but the first frame of an utterance, which begins with the silence before it."""
        if self._first:
            self._first = False
            return
        self._floor.follow(power)
        self._tail.watch(power, self._floor.power)
        self._loudest = max(_FADE * self._loudest, float(power.mean()))
        self._seen += 1

    def _release(self) -> Floats:
        """The sound of the frames that are held back."""
        sound = [np.empty(0)]
        for spectrum in self._held:
            frame = np.fft.irfft(spectrum * self._gain(np.abs(spectrum) ** 2)) * _WINDOW
            sound.append(self._overlap + frame[:_SHIFT] + _HISS * self._hiss.standard_normal(_SHIFT))
            self._overlap = frame[_SHIFT:]
        self._held = []
        return np.concatenate(sound)

    def _gain(self, power: Floats) -> Floats:
        floor = self._floor.power
        noise = floor + self._tail.after(np.maximum(power - floor, 0.0))
        ratio = power / noise
        expected = _MEMORY * self._voice / noise + (1.0 - _MEMORY) * np.maximum(ratio - 1.0, 0.0)
        expected = np.maximum(expected, _LEAST_RATIO)
        wiener = expected / (1.0 + expected)
        gain = np.minimum(1.0, wiener * np.exp(0.5 * _integral(wiener * np.minimum(ratio, _MOST_RATIO))))
        self._voice = gain**2 * power
        limited: Floats = np.maximum(gain, 10.0 ** (-_DEEPEST_DB * self._need / 20.0))
        return limited

    @property
    def _need(self) -> float:
        """From 0, a quiet room without a tail, to 1."""
        above = 10.0 * np.log10(max(self._loudest, 1.0) / float(self._floor.power.mean()))
        noisy = np.clip((_QUIET_DB - above) / (_QUIET_DB - _NOISY_DB), 0.0, 1.0)
        return max(float(noisy), self._tail.share)

    def _paid(self, pieces: list[Floats]) -> Samples:
        """Joined, without the silence before the first sample and without more than is owed."""
        sound = np.concatenate([np.empty(0), *pieces])
        dropped = min(self._surplus, len(sound))
        self._surplus -= dropped
        due = sound[dropped : dropped + self._owed]
        self._owed -= len(due)
        samples: Samples = np.clip(np.rint(due), -32768, 32767).astype(np.int16)
        return samples


def _integral(v: Floats) -> Floats:
    """The exponential integral E1, to about 1 part in 1,000 (Abramowitz and Stegun, "Handbook of Mathematical
    Functions", 5.1.53 shortened, and 5.1.54).
    """
    v = np.maximum(v, 1e-6)
    small = -np.euler_gamma - np.log(v) + v * (1.0 - v / 4.0 * (1.0 - 2.0 * v / 9.0 * (1.0 - 3.0 * v / 16.0)))
    large = np.exp(-v) / v * (v * (v + 2.334733) + 0.250621) / (v * (v + 3.330657) + 1.681534)
    integral: Floats = np.where(v < 1.0, small, large)
    return integral
