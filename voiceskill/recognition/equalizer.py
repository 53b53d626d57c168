"""Brings speech to the level and colour that the acoustic model was trained on, from its first word.

The Gaussians of the acoustic model expect cepstra whose mean over an utterance was taken off. Nobody knows
that mean while the utterance is being said, and a mean that runs along is wrong at its start, the more so
after a silence. So the start of an utterance is held back for a few tenths of a second of speech; the
offset of its cepstra is estimated against the model's own Gaussians (which, unlike a mean, does not care
which sounds were said); and one filter that undoes it is put on the whole utterance. The decoder catches up
within the utterance. From one utterance to the next the estimate is kept as the prior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.cepstra import (
    CEPSTRA,
    FRAME_SAMPLES,
    SHIFT_SAMPLES,
    cepstra,
    cepstra_to_log_mel,
    mel_centres,
)
from voiceskill.recognition.recognizer import SAMPLE_RATE
from voiceskill.recognition.speech_gaussians import SpeechGaussians

__all__ = ["Equalizer"]

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Patience:
    """``speech`` frames of speech settle the start of an utterance, and so do ``longest`` frames after the
    first of them; ``deviation`` (13,) is how far the offset may lie from the expected one.
    """

    speech: int
    longest: int
    deviation: Floats


_COLD = _Patience(speech=40, longest=70, deviation=np.array([25.0, 8.0] + [4.0] * (CEPSTRA - 2)))
"""Before anything was heard."""
_WARM = _Patience(speech=20, longest=35, deviation=np.array([10.0, 4.0] + [2.0] * (CEPSTRA - 2)))
"""Once a whole utterance was heard."""
_MEMORABLE = 40
"""Frames of speech in an utterance from which the next one's expectation is drawn."""
_PREROLL = 30
"""Frames before speech that are kept back while there is none, so that its onset is filtered too."""
_ABOVE_FLOOR_DB = 10.0
_BELOW_PEAK_DB = 25.0
_FLOOR_RISE_DB = 0.02
"""How fast (a frame) the estimate of the background's level follows a louder background."""
_EVIDENCE = 0.2
_COMFORT_NOISE = 8.0
"""Root mean square (steps) of the noise that is added: a perfectly silent pause is like no silence that the
model was trained on, and is heard as a word.
"""
_SEED = 1
_TAPS = 128
_FFT = 512


class Equalizer:
    """``target`` (13,) is the mean that the decoder takes off the cepstra of what this gives."""

    def __init__(self, gaussians: SpeechGaussians, target: Sequence[float]) -> None:
        """Start cold: nothing is known about the level yet."""
        self._gaussians = gaussians
        self._target = np.asarray(target, float)
        self._prior = self._target
        self._patience = _COLD
        self._floor_db = np.inf
        self._filter = _Filter(np.zeros(CEPSTRA))
        self._held = np.empty(0, np.int16)
        self._settled = False
        self._quietest_db = self._loudest_db = 0.0
        self._speech: list[Floats] = []

    def accept(self, samples: Samples) -> Samples:
        """Take the next samples (n,); give those that are ready, none while the start is held back."""
        if self._settled:
            levels = _levels(samples)
            self._quietest_db = min(self._quietest_db, float(levels.min(initial=np.inf)))
            self._loudest_db = max(self._loudest_db, float(levels.max(initial=-np.inf)))
            self._speech.append(cepstra(samples)[self._is_speech(levels)])
            return self._filter.apply(samples)
        self._held = np.concatenate([self._held, samples])
        levels = _levels(self._held)
        speaking = self._is_speech(levels)
        if not speaking.any():
            return self._release_idle(levels)
        first = int(np.argmax(speaking))
        if speaking.sum() >= self._patience.speech or len(levels) - first >= self._patience.longest:
            return self._settle(levels, speaking)
        return np.empty(0, np.int16)

    @property
    def loudness_db(self) -> float:
        """How far the loudest frame of the utterance lies above its quietest (dB); 0 before its start
        settled.
        """
        return self._loudest_db - self._quietest_db if self._settled else 0.0

    def flush(self) -> Samples:
        """Give what is still held back; ``next_utterance`` must follow."""
        if self._settled:
            return np.empty(0, np.int16)
        levels = _levels(self._held)
        speaking = self._is_speech(levels)
        rest = self._settle(levels, speaking) if speaking.any() else self._filter.apply(self._held)
        self._held = np.empty(0, np.int16)
        return rest

    def next_utterance(self, *, heard: bool) -> None:
        """Judge what follows anew; expect it to sound like the last utterance if words were ``heard`` in
        it.
        """
        frames = np.concatenate([np.empty((0, CEPSTRA)), *self._speech])
        if heard and len(frames) >= _MEMORABLE:
            self._prior = self._offset(frames)
            self._patience = _WARM
        if self._settled:
            self._floor_db = self._quietest_db
        self._settled = False
        self._speech = []

    def _offset(self, frames: Floats) -> Floats:
        return self._gaussians.offset(frames, self._prior, self._patience.deviation, _EVIDENCE)

    def _settle(self, levels: Floats, speaking: npt.NDArray[np.bool_]) -> Samples:
        self._quietest_db, self._loudest_db = float(levels.min()), float(levels.max())
        frames = cepstra(self._held)[speaking]
        self._filter = _Filter(self._target - self._offset(frames))
        self._speech = [frames]
        self._settled = True
        held, self._held = self._held, np.empty(0, np.int16)
        return self._filter.apply(held)

    def _release_idle(self, levels: Floats) -> Samples:
        surplus = len(levels) - _PREROLL
        if surplus <= 0:
            return np.empty(0, np.int16)
        self._follow_floor(levels[:surplus])
        ready, self._held = self._held[: surplus * SHIFT_SAMPLES], self._held[surplus * SHIFT_SAMPLES :]
        return self._filter.apply(ready)

    def _is_speech(self, levels: Floats) -> npt.NDArray[np.bool_]:
        if not len(levels):
            return np.zeros(0, bool)
        floor = min(self._floor_db, float(levels.min()))
        threshold = max(floor + _ABOVE_FLOOR_DB, float(levels.max()) - _BELOW_PEAK_DB)
        speaking: npt.NDArray[np.bool_] = levels > threshold
        return speaking

    def _follow_floor(self, levels: Floats) -> None:
        quietest = float(levels.min())
        self._floor_db = min(self._floor_db + _FLOOR_RISE_DB * len(levels), quietest)


class _Filter:
    """A minimum-phase filter that adds ``difference`` (13,) to the cepstra, and faint noise."""

    def __init__(self, difference: Floats) -> None:
        self._taps = _minimum_phase(difference)
        self._past = np.zeros(_TAPS - 1)
        self._noise = np.random.default_rng(_SEED)

    def apply(self, samples: Samples) -> Samples:
        """Filter the next samples (n,)."""
        if not len(samples):
            return samples
        joined = np.concatenate([self._past, samples])
        self._past = joined[len(joined) - (_TAPS - 1) :]
        filtered = np.convolve(joined, self._taps, mode="valid")
        filtered += self._noise.normal(0.0, _COMFORT_NOISE, len(filtered))
        return np.clip(np.rint(filtered), -32768, 32767).astype(np.int16)


def _minimum_phase(difference: Floats) -> Floats:
    """The taps, by folding the real cepstrum of the amplitudes (Oppenheim and Schafer)."""
    frequencies = np.arange(_FFT // 2 + 1) * SAMPLE_RATE / _FFT
    log_amplitude = (
        np.interp(
            np.log1p(frequencies / 700.0), np.log1p(mel_centres() / 700.0), cepstra_to_log_mel(difference)
        )
        / 2
    )
    cepstrum = np.fft.irfft(log_amplitude)
    cepstrum[1 : _FFT // 2] *= 2.0
    cepstrum[_FFT // 2 + 1 :] = 0.0
    taps: Floats = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)))[:_TAPS]
    return taps


def _levels(samples: Samples) -> Floats:
    """The level of each whole frame (dB re one step)."""
    if len(samples) < FRAME_SAMPLES:
        return np.empty(0)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME_SAMPLES)[::SHIFT_SAMPLES].astype(float)
    levels: Floats = 10.0 * np.log10((frames**2).mean(axis=1) + 1.0)
    return levels
