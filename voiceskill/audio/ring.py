"""A bounded buffer of samples between an audio callback and the thread that consumes them."""

from __future__ import annotations

import threading

import numpy as np

from voiceskill.audio.pcm import Samples

__all__ = ["Ring"]


class Ring:
    """Keeps the newest ``capacity`` samples, each known by its number since the start.

    Written by one thread and read by another. When the reader is too slow the oldest samples are dropped, and
    counted: fresh sound is worth more than stale.
    """

    def __init__(self, capacity: int) -> None:
        """``capacity`` in samples."""
        self._samples = np.zeros(capacity, np.int16)
        self._condition = threading.Condition()
        self._written = 0
        self._read = 0
        self._dropped = 0
        self._overruns = 0

    @property
    def written(self) -> int:
        """Samples written since the start."""
        return self._written

    @property
    def dropped(self) -> int:
        """Samples that were overwritten before they were read."""
        return self._dropped

    @property
    def overruns(self) -> int:
        """How many times in a row of writes the reader fell behind."""
        return self._overruns

    def write(self, samples: Samples) -> None:
        """Append ``samples``, shape (n,); never waits for the reader."""
        capacity = len(self._samples)
        kept = samples[-capacity:]
        with self._condition:
            first = (self._written + len(samples) - len(kept)) % capacity
            head = min(len(kept), capacity - first)
            self._samples[first : first + head] = kept[:head]
            self._samples[: len(kept) - head] = kept[head:]
            self._written += len(samples)
            lost = self._written - capacity - self._read
            if lost > 0:
                self._read += lost
                self._dropped += lost
                self._overruns += 1
            self._condition.notify()

    def read(self, count: int, timeout: float = 0.0) -> tuple[int, Samples] | None:
        """The number of the oldest unread sample, and ``count`` samples from it on.

        None if that many have not come within ``timeout`` seconds.
        """
        with self._condition:
            if not self._condition.wait_for(lambda: self._written - self._read >= count, timeout):
                return None
            start = self._read
            self._read += count
            return start, self._copy(start, count)

    def at(self, start: int, count: int) -> Samples:
        """``count`` samples from number ``start`` on, read or not; zeros where there are none (any more)."""
        found = np.zeros(count, np.int16)
        with self._condition:
            oldest = max(0, self._written - len(self._samples))
            first, last = max(start, oldest), min(start + count, self._written)
            if first < last:
                found[first - start : last - start] = self._copy(first, last - first)
        return found

    def _copy(self, start: int, count: int) -> Samples:
        capacity = len(self._samples)
        first = start % capacity
        return np.concatenate(
            (self._samples[first : first + count], self._samples[: max(0, first + count - capacity)])
        )
