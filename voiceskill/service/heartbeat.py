"""Proof of hearing: the watchdog is fed only by blocks of sound that are taken in time.

A process that runs but is deaf, because its microphone gives nothing or its decoder lags behind, is fed no
more and so started anew by its manager. It then goes on where it was (``voiceskill.survival``).
"""

from __future__ import annotations

from voiceskill.service.notify import ServiceManager

__all__ = ["Heartbeat"]

LONGEST_LAG = 5.0
"""A block that is taken later than this after it sounded (s) does not count as heard."""

_FEEDS_A_PERIOD = 4


class Heartbeat:
    """Fed with every block that was taken; tells the manager as often as it needs to know."""

    def __init__(self, manager: ServiceManager) -> None:
        """``manager`` is told nothing where it does not watch."""
        self._manager = manager
        period = manager.watchdog_seconds
        self._interval = None if period is None else period / _FEEDS_A_PERIOD
        self._told = float("-inf")

    def took(self, sounded: float, now: float) -> None:
        """A block that sounded at session time ``sounded`` (s) has been decoded, and it is ``now`` (s)."""
        if self._interval is None or now - sounded > LONGEST_LAG:
            return
        if now - self._told >= self._interval:
            self._told = now
            self._manager.alive()
