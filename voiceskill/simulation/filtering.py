"""Linear filters of a simulated room: one that takes sound block by block, and a high-pass for a response."""

from __future__ import annotations

import math

import numpy as np

from voiceskill.simulation.image_source import Floats

__all__ = ["StreamConvolver", "around", "energy_db", "high_passed"]


class StreamConvolver:
    """Convolves a stream with a response, block by block and without delay (uniformly partitioned FFT)."""

    def __init__(self, response: Floats, block: int) -> None:
        """``response``: shape (n,); ``block``: samples of every ``push``."""
        self._block = block
        parts = max(1, math.ceil(len(response) / block))
        padded = np.zeros(parts * block)
        padded[: len(response)] = response
        self._parts = np.fft.rfft(padded.reshape(parts, block), 2 * block)
        self._spectra = np.zeros_like(self._parts)
        self._previous = np.zeros(block)
        self._newest = 0
        self._silent_blocks = parts + 1

    def push(self, sound: Floats) -> Floats:
        """The next block, shape (block,), as it is heard."""
        self._silent_blocks = 0 if sound.any() else self._silent_blocks + 1
        if self._silent_blocks > len(self._parts):
            self._previous = sound
            return np.zeros(self._block)
        self._newest = (self._newest - 1) % len(self._parts)
        self._spectra[self._newest] = np.fft.rfft(np.concatenate((self._previous, sound)))
        self._previous = sound
        newest_first = np.roll(self._spectra, -self._newest, axis=0)
        heard = np.fft.irfft((newest_first * self._parts).sum(axis=0), 2 * self._block)
        return heard[self._block :]


def around(loop: Floats, response: Floats) -> Floats:
    """``loop``, repeated without end, through a ``response`` no longer than it; shape of ``loop``."""
    heard: Floats = np.fft.irfft(np.fft.rfft(loop) * np.fft.rfft(response, len(loop)), len(loop))
    return heard


def high_passed(response: Floats, corner: float, rate: int) -> Floats:
    """``response`` behind a Butterworth high-pass of second order with its ``corner`` in Hz."""
    size = 2 * len(response)
    frequencies = np.fft.rfftfreq(size, 1 / rate)
    s = 1j * frequencies / corner
    passed = s**2 / (s**2 + math.sqrt(2) * s + 1)
    return np.fft.irfft(np.fft.rfft(response, size) * passed, size)[: len(response)]


def energy_db(response: Floats) -> float:
    """By how much (dB) ``response`` changes the level of sound that holds all frequencies alike."""
    return 10 * math.log10(float((response**2).sum()))
