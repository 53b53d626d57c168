"""Tells what a device is doing from nothing but its transcript."""

from __future__ import annotations

from voiceskill.app.device_view import DeviceView
from voiceskill.app.transcript import Entry

__all__ = ["Onlooker"]


class Onlooker:
    """Sees each entry of a transcript as it is written."""

    def __init__(self) -> None:
        """Nothing was seen yet: the device is idle and quiet."""
        self._state = "idle"
        self._speaks_until = 0.0
        self._said: list[tuple[float, str]] = []

    def see(self, entry: Entry) -> None:
        """Take in one entry; times are session seconds."""
        if entry.kind == "state":
            self._state = entry.text
        elif entry.kind == "silenced":
            self._speaks_until = min(self._speaks_until, entry.at)
        elif entry.kind == "said":
            self._said.append((entry.at, entry.text))
            self._speaks_until = max(self._speaks_until, entry.until or entry.at)

    def view(self, now: float) -> DeviceView:
        """What can be told of the device at session time ``now``."""
        quiet_since = self._speaks_until if self._speaks_until <= now else None
        return DeviceView(now, self._state, quiet_since, self._said)
