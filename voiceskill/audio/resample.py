"""Any sample rate to any other, for whole sounds and for streams (libsoxr, high quality)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import soxr

from voiceskill.audio.pcm import Pcm, Samples

__all__ = ["STREAM_LAG_SECONDS", "StreamResampler", "to_int16", "to_rate"]

_FULL_SCALE = 32_768.0

STREAM_LAG_SECONDS = 0.014
"""Bound on how much later (s) a sample comes out of a ``StreamResampler`` than it went in."""


def to_int16(sound: npt.NDArray[np.floating]) -> Samples:
    """Sound scaled to ±1.0 as rounded, saturated 16-bit samples; NaN becomes silence."""
    scaled = np.nan_to_num(sound, nan=0.0, posinf=1.0, neginf=-1.0) * _FULL_SCALE
    samples: Samples = np.clip(np.rint(scaled), -32_768, 32_767).astype(np.int16)
    return samples


def to_rate(pcm: Pcm, rate: int) -> Pcm:
    """The same sound at ``rate`` Hz; the very same object if it has that rate already."""
    if pcm.rate == rate:
        return pcm
    if len(pcm.samples) == 0:
        return Pcm(pcm.samples, rate)
    sound = pcm.samples.astype(np.float32) / _FULL_SCALE
    return Pcm(to_int16(soxr.resample(sound, pcm.rate, rate)), rate)


class StreamResampler:
    """Resamples a stream handed over in pieces of any length; its output lags by 5 to 14 ms."""

    def __init__(self, source_rate: int, target_rate: int) -> None:
        """Both rates in Hz; equal rates pass the samples through untouched."""
        self.source_rate = source_rate
        self.target_rate = target_rate
        self._stream: soxr.ResampleStream | None = None
        self.reset()

    @property
    def lag_seconds(self) -> float:
        """``STREAM_LAG_SECONDS``, or 0 where nothing has to be done."""
        return 0.0 if self._stream is None else STREAM_LAG_SECONDS

    def push(self, samples: Samples) -> Samples:
        """Take the next piece, shape (n,); give what can be computed from all pieces so far."""
        return self._resample(samples, last=False)

    def finish(self) -> Samples:
        """The end of the stream: give what is still inside; a new stream may follow."""
        rest = self._resample(np.zeros(0, np.int16), last=True)
        self.reset()
        return rest

    def reset(self) -> None:
        """Forget the stream so far, as after a gap."""
        if self.source_rate != self.target_rate:
            # Variable-rate mode lags by a steady 5 to 14 ms; the plain stream gives bursts up to 40 ms late.
            self._stream = soxr.ResampleStream(
                self.source_rate, self.target_rate, 1, dtype="float32", quality="HQ", vr=True
            )

    def _resample(self, samples: Samples, *, last: bool) -> Samples:
        if self._stream is None:
            return samples
        sound = samples.astype(np.float32) / _FULL_SCALE
        return to_int16(self._stream.resample_chunk(sound, last=last))
