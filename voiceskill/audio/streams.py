"""An open microphone and an open speaker: PortAudio callbacks on one side, rings and clocks on the other."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from voiceskill.audio.clock import SampleClock
from voiceskill.audio.devices import Device, Direction
from voiceskill.audio.pcm import Samples
from voiceskill.audio.player import Player
from voiceskill.audio.portaudio import NoAudioDevice
from voiceskill.audio.resample import StreamResampler
from voiceskill.audio.ring import Ring

__all__ = ["Microphone", "Speaker"]

_COMMON_RATES = (48_000, 44_100, 16_000)
_MICROPHONE_BLOCK_SECONDS = 0.02
_SPEAKER_BLOCK_SECONDS = 0.02
_BUFFERED_SECONDS = 10


class _Stream:
    """What both directions share: opening with what the device can do, and a heartbeat.

    ``open`` and ``close`` belong to PortAudio's thread.
    """

    def __init__(self, device: Device, direction: Direction) -> None:
        self.device = device
        self.direction: Direction = direction
        self.rate = 0
        self.channels = 0
        self.xruns = 0
        self._stream: Any = None
        self._beat = time.monotonic()

    def silent_for(self) -> float:
        """Seconds since the last callback; infinite once the stream has ended by itself."""
        if self._stream is None or not self._stream.active:
            return float("inf")
        return time.monotonic() - self._beat

    def close(self) -> None:
        """Drop what is buffered and close; harmless if it is closed, or its device is gone."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)

    def _open(self, sounddevice: Any, block_seconds: float, callback: Callable[..., None]) -> None:  # noqa: ANN401
        make = sounddevice.RawInputStream if self.direction == "input" else sounddevice.RawOutputStream
        problem: Exception | None = None
        for rate, channels in self._settings():
            self.rate, self.channels = rate, channels
            stream = None
            try:
                stream = make(
                    device=self.device.index,
                    samplerate=rate,
                    channels=channels,
                    dtype="int16",
                    blocksize=round(block_seconds * rate),
                    latency="low",
                    callback=callback,
                )
                self._prepare(float(stream.latency))
                self._beat = time.monotonic()
                stream.start()
            except (sounddevice.PortAudioError, ValueError) as error:
                problem = problem or error
                if stream is not None:
                    stream.close(ignore_errors=True)
                continue
            self._stream = stream
            return
        raise NoAudioDevice(
            f"The sound device '{self.device.name}' can't be opened ({problem}): choose another one."
        )

    def _settings(self) -> Iterator[tuple[int, int]]:
        rates = dict.fromkeys((*_COMMON_RATES, self.device.rate))
        most = self.device.channels(self.direction)
        for rate in rates:
            for channels in sorted({1, min(2, most)}):
                yield rate, channels

    def _prepare(self, latency: float) -> None:
        """Called when rate, channels and ``latency`` (s) are known, before the first callback."""
        raise NotImplementedError


class Microphone(_Stream):
    """Callback → ring. ``clock`` says when (host seconds) a sample of the ring arrived."""

    ring: Ring
    clock: SampleClock

    def __init__(self, device: Device) -> None:
        """Not open yet."""
        super().__init__(device, "input")

    def open(self, sounddevice: Any) -> None:  # noqa: ANN401
        """Raises ``NoAudioDevice`` if the device can't be opened."""
        self._open(sounddevice, _MICROPHONE_BLOCK_SECONDS, self._callback)

    def _prepare(self, latency: float) -> None:  # noqa: ARG002
        self.ring = Ring(_BUFFERED_SECONDS * self.rate)
        self.clock = SampleClock(self.rate)

    def _callback(self, data: Any, frames: int, times: Any, status: Any) -> None:  # noqa: ANN401, ARG002
        self._beat = time.monotonic()
        if status:
            self.xruns += 1
            self.clock.resettle()
        samples = np.frombuffer(data, np.int16)
        if self.channels > 1:
            samples = samples.reshape(-1, self.channels).mean(axis=1).astype(np.int16)
        self.ring.write(samples)
        self.clock.see(self.ring.written, self._beat)


class Speaker(_Stream):
    """Player → callback. What is played is kept in ``ring`` (at the player's rate) as the echo's reference;
    ``clock`` says when (host seconds) a sample of the ring was asked for; after ``loud_until`` it is silent.
    """

    ring: Ring
    clock: SampleClock

    def __init__(self, device: Device, player: Player) -> None:
        """Not open yet; it will play what ``player`` gives."""
        super().__init__(device, "output")
        self.latency = 0.0
        self.first_sample = 0
        self.loud_until = 0
        self._missed = 0
        self._player = player

    def open(self, sounddevice: Any) -> None:  # noqa: ANN401
        """Raises ``NoAudioDevice`` if the device can't be opened."""
        self._open(sounddevice, _SPEAKER_BLOCK_SECONDS, self._callback)

    def _prepare(self, latency: float) -> None:
        self.ring = Ring(_BUFFERED_SECONDS * self._player.rate)
        self.clock = SampleClock(self._player.rate)
        self.first_sample = self._player.clock
        self.latency = latency
        self._resampler = StreamResampler(self._player.rate, self.rate)
        self._ready = np.zeros(0, np.int16)

    def _callback(self, data: Any, frames: int, times: Any, status: Any) -> None:  # noqa: ANN401
        self._beat = time.monotonic()
        if status:
            self.xruns += 1
            self.clock.resettle()
        if times.outputBufferDacTime > times.currentTime:
            self.latency = times.outputBufferDacTime - times.currentTime
        self.clock.see(self.ring.written, self._beat)
        samples = self._next(frames)
        np.frombuffer(data, np.int16).reshape(-1, self.channels)[:] = samples[:, np.newaxis]

    def take_samples_missed(self) -> int:
        """How many samples the player would have been asked for since the last one, had nothing failed.

        A second call counts from the first one on.
        """
        if not self.clock.started:
            return 0
        expected = self.clock.sample_at(time.monotonic())
        missed = max(0, expected - self.ring.written - self._missed)
        self._missed += missed
        return missed

    def _next(self, frames: int) -> Samples:
        if self.rate == self._player.rate:
            return self._play(frames)
        while len(self._ready) < frames:
            missing = frames - len(self._ready)
            played = self._play(math.ceil(missing * self._player.rate / self.rate))
            self._ready = np.concatenate((self._ready, self._resampler.push(played)))
        samples, self._ready = self._ready[:frames], self._ready[frames:]
        return samples

    def _play(self, count: int) -> Samples:
        played = self._player.read(count)
        self.ring.write(played)
        if played.any():
            self.loud_until = self.ring.written
        return played
