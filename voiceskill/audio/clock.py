"""Which sample belongs to which moment: a device's sample clock, seen through callbacks that come late."""

from __future__ import annotations

__all__ = ["SampleClock"]

_DRIFT = 300e-6
"""Bound on how far a sound card's crystal strays from the host's clock (s per s)."""

_STEADY_SECONDS = 0.5


class SampleClock:
    """Maps sample numbers to host seconds and back.

    A callback can come late but not early, so the smallest offset between host time and sample time is the
    truest; it is let rise at the rate at which crystals drift.
    """

    def __init__(self, rate: int) -> None:
        """``rate``: nominal samples a second (Hz)."""
        self.rate = rate
        self._offset: float | None = None
        self._seen_at = 0.0
        self._since = 0.0

    @property
    def started(self) -> bool:
        """Whether anything was seen since the start or the last ``restart``."""
        return self._offset is not None

    def restart(self) -> None:
        """The device was reopened: forget the offset."""
        self._offset = None

    def see(self, sample: int, host: float) -> None:
        """Sample number ``sample`` passed at ``host`` seconds, or a little before."""
        offset = host - sample / self.rate
        if self._offset is None:
            self._offset, self._since = offset, host
        elif host - self._since < _STEADY_SECONDS:
            # A stream that starts asks for several blocks at once: what comes after that burst is truer.
            self._offset = offset
        else:
            allowed = self._offset + _DRIFT * (host - self._seen_at)
            self._offset = min(offset, allowed)
        self._seen_at = host

    def time_of(self, sample: float) -> float:
        """Host seconds at which ``sample`` passed or will pass; needs ``started``."""
        assert self._offset is not None
        return self._offset + sample / self.rate

    def sample_at(self, host: float) -> int:
        """Number of the sample that passes at ``host`` seconds; needs ``started``."""
        assert self._offset is not None
        return round((host - self._offset) * self.rate)
