"""Raw synthesizer output made ready to play: one rate, one level, no silence at either end."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import soxr

from voiceskill.audio.pcm import Pcm

__all__ = ["PEAK_DBFS", "SPEECH_DBFS", "shape"]

SPEECH_DBFS = -20.0
"""Level to which every prompt is brought: RMS (dB below full scale) over the frames that hold speech."""
PEAK_DBFS = -1.0
"""No sample of a prompt is louder than this (dB below full scale)."""

_FRAME_SECONDS = 0.005
_SILENCE_BELOW_PEAK_DB = 40.0
_LEAD_SECONDS = 0.005
_TAIL_SECONDS = 0.02

_Floats = npt.NDArray[np.float32]


def shape(raw: Pcm, rate: int) -> Pcm:
    """``raw`` at ``rate`` (Hz), trimmed and levelled; empty if it holds no sound.

    Speech begins within 10 ms of the first sample, so that a count starts when it is played, and the last
    sample is within 25 ms of its end. Frames more than 40 dB below the loudest count as silence.
    """
    sound = _resample(raw, rate)
    levels = _frame_levels(sound, rate)
    loudest = float(levels.max(initial=0.0))
    if loudest == 0.0:
        return Pcm(np.zeros(0, np.int16), rate)
    speech = levels > loudest * _gain(-_SILENCE_BELOW_PEAK_DB)
    return Pcm(_to_samples(_level(_trim(sound, speech, rate), levels[speech])), rate)


def _resample(raw: Pcm, rate: int) -> _Floats:
    sound = raw.samples.astype(np.float32) / 32768.0
    if raw.rate == rate or not len(sound):
        return sound
    resampled: _Floats = soxr.resample(sound, raw.rate, rate, "HQ")
    return resampled


def _frame_levels(sound: _Floats, rate: int) -> _Floats:
    """RMS of each whole frame."""
    size = max(1, round(rate * _FRAME_SECONDS))
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    levels: _Floats = np.sqrt(np.mean(frames * frames, axis=1))
    return levels


def _trim(sound: _Floats, speech: npt.NDArray[np.bool_], rate: int) -> _Floats:
    size = max(1, round(rate * _FRAME_SECONDS))
    spoken = np.flatnonzero(speech)
    first = int(spoken[0]) * size - round(_LEAD_SECONDS * rate)
    last = (int(spoken[-1]) + 1) * size + round(_TAIL_SECONDS * rate)
    return sound[max(0, first) : last]


def _level(sound: _Floats, spoken_levels: _Floats) -> _Floats:
    rms = float(np.sqrt(np.mean(spoken_levels**2)))
    peak = float(np.abs(sound).max())
    levelled: _Floats = sound * min(_gain(SPEECH_DBFS) / rms, _gain(PEAK_DBFS) / peak)
    return levelled


def _gain(decibels: float) -> float:
    return float(10.0 ** (decibels / 20.0))


def _to_samples(sound: _Floats) -> npt.NDArray[np.int16]:
    return np.round(sound * 32767.0).astype(np.int16)
