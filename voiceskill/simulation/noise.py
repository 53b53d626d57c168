"""What a room sounds like while nobody in it speaks: endless, seeded, and the same each time.

Each kind is a loop of a minute, at 16 kHz, whose end runs on into its beginning. Steady noise is made in the
frequency domain, where that comes by itself.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from voiceskill.audio.listener import LISTENING_RATE
from voiceskill.simulation.image_source import Floats

__all__ = ["STEADY_KINDS", "Loop", "hiss", "steady_noise"]

STEADY_KINDS = ("pink", "fan", "kitchen")

_LOOP_SECONDS = 60
_FULL_SCALE = 32_768.0
_BLADES_HZ, _MAINS_HZ = 87.0, 100.0
_CLATTERS = 40


class Loop:
    """A sound without an end."""

    def __init__(self, samples: Floats, dbfs: float) -> None:
        """``samples`` (n,) again and again, at an RMS level of ``dbfs``."""
        rms = float(np.sqrt(np.mean(samples**2)))
        self._samples = samples * (_FULL_SCALE * 10 ** (dbfs / 20) / max(rms, 1e-12))
        self._next = 0

    def read(self, count: int) -> Floats:
        """The next ``count`` samples (±32768)."""
        places = np.arange(self._next, self._next + count) % len(self._samples)
        self._next = (self._next + count) % len(self._samples)
        return self._samples[places]


def hiss(chance: np.random.Generator) -> Floats:
    """The noise of a microphone: all frequencies alike."""
    return chance.standard_normal(_LOOP_SECONDS * LISTENING_RATE)


def steady_noise(kind: str, chance: np.random.Generator) -> Floats:
    """A loop of one of ``STEADY_KINDS``; its level is left to ``Loop``."""
    makers = {"pink": _pink, "fan": _fan, "kitchen": _kitchen}
    return makers[kind](chance)


def _pink(chance: np.random.Generator) -> Floats:
    """Power falls by 3 dB an octave, from 40 Hz up."""
    return _shaped(chance, lambda hertz: 1 / np.sqrt(np.maximum(hertz, 40.0)))


def _fan(chance: np.random.Generator) -> Floats:
    """Rushing air below some 400 Hz, with the hum of blades and motor in it."""
    air = _shaped(chance, lambda hertz: 1 / (1 + (hertz / 400.0) ** 2))
    air /= air.std()
    time = np.arange(len(air)) / LISTENING_RATE
    hum = np.zeros(len(air))
    for base, strength in ((_BLADES_HZ, 0.5), (_MAINS_HZ, 0.3)):
        for harmonic in range(1, 6):
            phase = chance.uniform(0, 2 * np.pi)
            hum += strength / harmonic * np.sin(2 * np.pi * base * harmonic * time + phase)
    return np.asarray(air * (1 + 0.1 * np.sin(np.pi * time)) + hum)


def _kitchen(chance: np.random.Generator) -> Floats:
    """Running water, and dishes that knock together: short rings of a few high tones."""
    water = _shaped(chance, lambda hertz: hertz / (500.0**2 + hertz**2))
    sound: Floats = water / water.std()
    for _ in range(_CLATTERS):
        ring = _clatter(chance)
        places = (chance.integers(len(sound)) + np.arange(len(ring))) % len(sound)
        sound[places] += ring
    return sound


def _clatter(chance: np.random.Generator) -> Floats:
    time = np.arange(LISTENING_RATE // 4) / LISTENING_RATE
    tones = sum(
        np.sin(2 * np.pi * chance.uniform(1200, 6000) * time) * np.exp(-time / chance.uniform(0.01, 0.05))
        for _ in range(4)
    )
    return np.asarray(tones) * chance.uniform(2.0, 8.0)


def _shaped(chance: np.random.Generator, amplitude: Callable[[Floats], Floats]) -> Floats:
    """Noise whose spectrum follows ``amplitude`` of the frequencies in Hz."""
    count = _LOOP_SECONDS * LISTENING_RATE
    hertz: Floats = np.fft.rfftfreq(count, 1 / LISTENING_RATE).astype(np.float64)
    phases = np.exp(2j * np.pi * chance.random(len(hertz)))
    spectrum = amplitude(hertz) * phases
    spectrum[0] = 0
    sound: Floats = np.fft.irfft(spectrum, count)
    return sound
