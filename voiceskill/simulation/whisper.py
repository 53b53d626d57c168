"""Whispering made of speech: breath in place of the voice, shaped by the same mouth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.simulation.image_source import Floats

__all__ = ["whispered"]

_FRAME_SECONDS = 0.032
_ENVELOPE_SECONDS = 0.002
"""Cepstrum up to here (s) is the mouth's; what lies beyond holds the pitch and is dropped."""

_FLOOR = 1e-3


def whispered(pcm: Pcm, seed: int) -> Pcm:
    """``pcm`` with each 32 ms of it replaced by noise that has its smoothed spectrum (cepstral liftering).

    The same ``seed`` gives the same sound. Below the voice's loudest hum a whisper is weak: the lowest 300 Hz
    are taken down.
    """
    size = 2 * round(pcm.rate * _FRAME_SECONDS / 2)
    hop = size // 2
    window = np.hanning(size + 1)[:size]
    padded = np.pad(pcm.samples.astype(np.float64), (hop, size))
    frames = np.stack([padded[at : at + size] for at in range(0, len(padded) - size + 1, hop)])
    breath = np.random.default_rng(seed).standard_normal(frames.shape)
    mouths = _envelopes(np.fft.rfft(frames * window), round(pcm.rate * _ENVELOPE_SECONDS))
    mouths *= _weak_below(300.0, np.fft.rfftfreq(size, 1 / pcm.rate).astype(np.float64))
    noise = np.fft.rfft(breath)
    shaped = np.fft.irfft(noise / np.abs(noise).mean() * mouths, size) * window
    return Pcm(_overlapped(shaped, hop)[hop : hop + len(pcm.samples)], pcm.rate)


def _envelopes(spectra: npt.NDArray[np.complex128], kept: int) -> Floats:
    cepstra = np.fft.irfft(np.log(np.abs(spectra) + _FLOOR))
    cepstra[:, kept : cepstra.shape[1] - kept + 1] = 0
    envelopes: Floats = np.exp(np.fft.rfft(cepstra).real)
    return envelopes


def _weak_below(corner: float, hertz: Floats) -> Floats:
    return hertz**2 / (corner**2 + hertz**2)


def _overlapped(frames: Floats, hop: int) -> Samples:
    sound = np.zeros((len(frames) + 1) * hop)
    for number, frame in enumerate(frames):
        sound[number * hop : number * hop + len(frame)] += frame
    loudest = max(1.0, float(np.abs(sound).max(initial=0.0)))
    samples: Samples = (sound * min(1.0, 30_000 / loudest)).astype(np.int16)
    return samples
