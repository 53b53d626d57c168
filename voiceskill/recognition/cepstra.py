"""Mel cepstra of sound, as libvosk calculates them for the models that are made here.

Method and order of steps as in Kaldi's ``feature-mfcc.cc`` and ``mel-computations.cc`` with the settings
``model_maker.settings.FEATURES``.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.recognizer import SAMPLE_RATE

__all__ = ["CEPSTRA", "FRAME_SAMPLES", "SHIFT_SAMPLES", "cepstra", "cepstra_to_log_mel", "mel_centres"]

CEPSTRA = 13
FRAME_SAMPLES = 410
SHIFT_SAMPLES = 160
_CHANNELS = 25
_FFT = 512
_LOW_HZ, _HIGH_HZ = 130.0, 6800.0
_PREEMPHASIS = 0.97
_LIFTER = 22
_LEAST_ENERGY = float(np.finfo(np.float32).eps)

Matrix = npt.NDArray[np.float64]


def cepstra(samples: npt.NDArray[np.int16]) -> Matrix:
    """Cepstra of whole frames, shape (frames, 13); the scale of samples is that of 16-bit numbers."""
    if len(samples) < FRAME_SAMPLES:
        return np.empty((0, CEPSTRA))
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME_SAMPLES)[::SHIFT_SAMPLES].astype(float)
    emphasized = frames - _PREEMPHASIS * np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    power = np.abs(np.fft.rfft(emphasized * np.hamming(FRAME_SAMPLES), _FFT)) ** 2
    mel = np.log(np.maximum(power @ _filters().T, _LEAST_ENERGY))
    cepstral: Matrix = mel @ _transform().T
    return cepstral


def cepstra_to_log_mel(difference: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The smooth log-mel spectrum, shape (25,), that adding ``difference`` (13,) to the cepstra adds."""
    log_mel: npt.NDArray[np.float64] = np.asarray(difference) @ np.linalg.pinv(_transform()).T
    return log_mel


def mel_centres() -> npt.NDArray[np.float64]:
    """Centre frequencies of the channels (Hz), shape (25,)."""
    edges = np.linspace(_mel(_LOW_HZ), _mel(_HIGH_HZ), _CHANNELS + 2)
    centres: npt.NDArray[np.float64] = 700.0 * np.expm1(edges[1:-1] / 1127.0)
    return centres


def _mel(hertz: npt.ArrayLike) -> npt.NDArray[np.float64]:
    mels: npt.NDArray[np.float64] = 1127.0 * np.log1p(np.asarray(hertz, float) / 700.0)
    return mels


@cache
def _filters() -> Matrix:
    """Triangles on the mel scale, shape (25, 257)."""
    edges = np.linspace(_mel(_LOW_HZ), _mel(_HIGH_HZ), _CHANNELS + 2)
    bins = _mel(np.arange(_FFT // 2 + 1) * SAMPLE_RATE / _FFT)
    width = edges[1] - edges[0]
    filters: Matrix = np.maximum(0.0, 1.0 - np.abs(bins[None, :] - edges[1:-1, None]) / width)
    return filters


@cache
def _transform() -> Matrix:
    """The orthonormal cosine transform with Kaldi's lifter, shape (13, 25)."""
    order = np.arange(CEPSTRA)[:, None]
    cosine: Matrix = np.sqrt(2.0 / _CHANNELS) * np.cos(
        np.pi / _CHANNELS * (np.arange(_CHANNELS) + 0.5) * order
    )
    cosine[0] = np.sqrt(1.0 / _CHANNELS)
    cosine *= 1.0 + 0.5 * _LIFTER * np.sin(np.pi * order / _LIFTER)
    return cosine
