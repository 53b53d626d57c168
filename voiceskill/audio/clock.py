"""Which sample belongs to which moment: a device's sample clock, seen through callbacks that come late."""

from __future__ import annotations

from collections import deque

__all__ = ["SampleClock"]

_WINDOW_SECONDS = 10.0
_SETTLING_SECONDS = 0.3


class SampleClock:
    """Maps sample numbers to host seconds and back.

    A callback can come late but not early, so the smallest offset between host time and sample time is the
    truest. It is taken over ten seconds, in which a crystal drifts by a millisecond, and the beat between the
    blocks of a sound server and ours comes round at least once.
    """

    def __init__(self, rate: int) -> None:
        """``rate``: nominal samples a second (Hz)."""
        self.rate = rate
        self._offsets: deque[tuple[float, float]] = deque()
        self._settled_at: float | None = None

    @property
    def started(self) -> bool:
        """Whether anything was seen yet."""
        return bool(self._offsets)

    def resettle(self) -> None:
        """The device stumbled (an underrun): what was seen before it does not hold any more."""
        self._settled_at = None

    def see(self, sample: int, host: float) -> None:
        """Sample number ``sample`` passed at ``host`` seconds, or a little before."""
        if self._settled_at is None:
            self._settled_at = host + _SETTLING_SECONDS
        offset = host - sample / self.rate
        if host < self._settled_at:
            # A stream that starts asks for several blocks at once: only what comes after that burst is true.
            self._offsets.clear()
        while self._offsets and self._offsets[-1][1] >= offset:
            self._offsets.pop()
        self._offsets.append((host, offset))
        while self._offsets[0][0] < host - _WINDOW_SECONDS:
            self._offsets.popleft()

    def time_of(self, sample: float) -> float:
        """Host seconds at which ``sample`` passed or will pass; needs ``started``."""
        return self._offsets[0][1] + sample / self.rate

    def sample_at(self, host: float) -> int:
        """Number of the sample that passes at ``host`` seconds; needs ``started``."""
        return round((host - self._offsets[0][1]) * self.rate)
