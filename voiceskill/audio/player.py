"""What the device says, mixed on a sample clock: a queue of sounds, counts on the beat, cutting off at once.

The player does not know devices or wall time: each ``read(n)`` advances its clock by ``n`` samples. The live
output callback and the simulation of a session in a file read the same object.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.audio.resample import to_rate

__all__ = ["PLAYBACK_RATE", "Finished", "Player"]

PLAYBACK_RATE = 48_000
"""Rate (Hz) of the live player: every sound card has it, and it is a whole multiple of the recognizer's."""

FADE_SECONDS = 0.008
"""A cut fades over this long (s): short enough to be at once, long enough not to click."""

LATE_SECONDS = 0.5
"""A count that would start later than this (s) is dropped: a late beat is worse than none."""

_RAMP_SECONDS = 0.02
"""A gain moves by a factor of one in this time (s)."""

_MIN_VOLUME_DB, _MAX_VOLUME_DB = -30.0, 12.0

_Sound = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Finished:
    """The sound ``token`` ended at ``sample`` of the player's clock, or, not ``complete``, came too late."""

    token: int
    sample: int
    complete: bool = True


@dataclass(slots=True)
class _Voice:
    samples: Samples
    token: int
    at: int = 0
    played: int = 0

    def take(self, count: int) -> Samples:
        piece = self.samples[self.played : self.played + count]
        self.played += len(piece)
        return piece

    @property
    def done(self) -> bool:
        return self.played >= len(self.samples)


class Player:
    """Thread-safe; the lock is held for one mix of a block at most, so a callback may call ``read``."""

    def __init__(self, rate: int = PLAYBACK_RATE) -> None:
        """``rate``: samples a second (Hz) of what ``read`` gives."""
        self.rate = rate
        self.fade_samples = int(FADE_SECONDS * rate)
        self._lock = threading.Lock()
        self._clock = 0
        self._queue: deque[_Voice] = deque()
        self._scheduled: list[_Voice] = []
        self._tail: _Sound = np.zeros(0, np.float32)
        self._finished: list[Finished] = []
        self._volume_db = 0.0
        self._duck_db = 0.0
        self._gain = 1.0

    @property
    def clock(self) -> int:
        """Samples read so far: the next ``read`` gives the sample of this number first."""
        return self._clock

    @property
    def busy(self) -> bool:
        """Whether anything sounds or waits in the queue; a count yet to come does not make it busy."""
        with self._lock:
            return bool(self._queue or len(self._tail) or any(v.at <= self._clock for v in self._scheduled))

    @property
    def volume_db(self) -> float:
        """Gain of everything played, in dB."""
        return self._volume_db

    def play(self, pcm: Pcm, token: int, at: int | None = None) -> None:
        """Queue ``pcm`` behind what is queued, or mix it in so that its first sample is number ``at``.

        An ``at`` that has passed starts at once; one that passed more than ``LATE_SECONDS`` ago is dropped.
        """
        samples = to_rate(pcm, self.rate).samples
        with self._lock:
            if at is None:
                self._queue.append(_Voice(samples, token))
            else:
                self._scheduled.append(_Voice(samples, token, at))

    def cut(self) -> None:
        """Silence now: what sounds fades within 10 ms; queue and coming counts are forgotten, unreported."""
        with self._lock:
            fading = self._mix(self.fade_samples, reported=[]) * self._gain
            fading *= np.linspace(1, 0, self.fade_samples, endpoint=False, dtype=np.float32)
            fading[: len(self._tail)] += self._tail
            self._tail = fading if fading.any() else np.zeros(0, np.float32)
            self._queue.clear()
            self._scheduled.clear()

    def read(self, count: int) -> Samples:
        """The next ``count`` samples, shape (count,)."""
        with self._lock:
            if not (self._queue or self._scheduled or len(self._tail)):
                self._clock += count
                return np.zeros(count, np.int16)
            gains = self._next_gains(count)
            mixed = self._mix(count, self._finished) * gains
            tail, self._tail = self._tail[:count], self._tail[count:]
            mixed[: len(tail)] += tail
            self._clock += count
        samples: Samples = np.clip(np.rint(mixed), -32_768, 32_767).astype(np.int16)
        return samples

    def skip(self, count: int) -> None:
        """Advance the clock by ``count`` samples that no one heard (the device was away); the queue waits."""
        with self._lock:
            self._clock += count

    def finished(self) -> list[Finished]:
        """Sounds that ended since the last call, in the order of their ends."""
        with self._lock:
            finished, self._finished = self._finished, []
        return finished

    def duck(self, decibels: float) -> None:
        """Play everything ``decibels`` (negative: softer) off its volume from now on; 0 ends ducking."""
        self._duck_db = decibels

    def change_volume(self, decibels: float) -> float:
        """Make everything louder (positive) or softer; gives the gain now in force, -30 to 12 dB."""
        self._volume_db = min(_MAX_VOLUME_DB, max(_MIN_VOLUME_DB, self._volume_db + decibels))
        return self._volume_db

    def _next_gains(self, count: int) -> _Sound:
        """Gain of each of the next samples; a change of level is a ramp, so that nothing clicks."""
        target = 10 ** ((self._volume_db + self._duck_db) / 20)
        if target == self._gain or count == 0:
            return np.full(count, target, np.float32)
        slope = 1 / (_RAMP_SECONDS * self.rate)
        steps = np.arange(1, count + 1) * (slope if target > self._gain else -slope)
        gains: npt.NDArray[np.float64] = np.clip(
            self._gain + steps, min(self._gain, target), max(self._gain, target)
        )
        self._gain = float(gains[-1])
        return gains.astype(np.float32)

    def _mix(self, count: int, reported: list[Finished]) -> _Sound:
        """Queue and counts from the clock on, without gain; ends are appended to ``reported``."""
        mixed = np.zeros(count, np.float32)
        ends = self._mix_queue(mixed) + self._mix_scheduled(mixed)
        reported.extend(sorted(ends, key=lambda end: end.sample))
        return mixed

    def _mix_queue(self, mixed: _Sound) -> list[Finished]:
        ends: list[Finished] = []
        filled = 0
        while self._queue and filled < len(mixed):
            voice = self._queue[0]
            piece = voice.take(len(mixed) - filled)
            mixed[filled : filled + len(piece)] += piece
            filled += len(piece)
            if voice.done:
                self._queue.popleft()
                ends.append(Finished(voice.token, self._clock + filled))
        return ends

    def _mix_scheduled(self, mixed: _Sound) -> list[Finished]:
        ends: list[Finished] = []
        waiting: list[_Voice] = []
        for voice in self._scheduled:
            offset = voice.at - self._clock
            if voice.played == 0 and -offset > LATE_SECONDS * self.rate:
                ends.append(Finished(voice.token, self._clock, complete=False))
                continue
            if offset < len(mixed):
                start = 0 if voice.played else max(0, offset)
                piece = voice.take(len(mixed) - start)
                mixed[start : start + len(piece)] += piece
                if voice.done:
                    ends.append(Finished(voice.token, self._clock + start + len(piece)))
                    continue
            waiting.append(voice)
        self._scheduled = waiting
        return ends
