"""Sound as it travels in Wyoming events: any usual format in, mono 16-bit pieces out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event

from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.audio.resample import StreamResampler
from voiceskill.recognition.recognizer import SAMPLE_RATE
from voiceskill.serve.wire import WireError

__all__ = ["SoundIn", "chunk", "start", "stop", "whole"]

_RATES = range(8_000, 96_001)
_MOST_CHANNELS = 8
_WIDTH = 2
_CHUNK_SAMPLES = 2_048


class SoundIn:
    """One stream of a client's sound, at 16 kHz mono whatever it came as."""

    def __init__(self, data: dict[str, object]) -> None:
        """``data`` is that of an ``audio-start`` or ``audio-chunk``; raises ``WireError`` for a format that
        is not 16 bits, 8 to 96 kHz and up to 8 channels.
        """
        rate, width, channels = (data.get(name) for name in ("rate", "width", "channels"))
        if not isinstance(rate, int) or rate not in _RATES:
            raise WireError(f"The sound's rate must be {_RATES.start} to {_RATES.stop - 1} Hz.")
        if width != _WIDTH:
            raise WireError("The sound's width must be 2 bytes.")
        if not isinstance(channels, int) or not 1 <= channels <= _MOST_CHANNELS:
            raise WireError(f"The sound must have 1 to {_MOST_CHANNELS} channels.")
        self._channels = channels
        self._resampler = StreamResampler(rate, SAMPLE_RATE)

    def take(self, payload: bytes | None) -> Samples:
        """The next piece, shape (n,) at 16 kHz; bytes that make no whole sample are left out."""
        raw = payload or b""
        frame = _WIDTH * self._channels
        frames = np.frombuffer(raw[: len(raw) - len(raw) % frame], "<i2").reshape(-1, self._channels)
        if self._channels == 1:
            mono: Samples = frames[:, 0].astype(np.int16)
        else:
            mono = np.rint(frames.mean(axis=1)).astype(np.int16)
        return self._resampler.push(mono)


def start(rate: int) -> Event:
    """Mono 16-bit sound at ``rate`` Hz begins."""
    return AudioStart(rate, _WIDTH, 1).event()


def chunk(samples: Samples, rate: int) -> Event:
    """A piece of it."""
    return AudioChunk(rate, _WIDTH, 1, samples.astype("<i2").tobytes()).event()


def stop() -> Event:
    """It ends."""
    return AudioStop().event()


def whole(pcm: Pcm) -> Iterator[Event]:
    """The pieces of ``pcm``, without start and stop."""
    for first in range(0, len(pcm.samples), _CHUNK_SAMPLES):
        yield chunk(pcm.samples[first : first + _CHUNK_SAMPLES], pcm.rate)
