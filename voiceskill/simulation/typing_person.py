"""A scripted person whose words arrive as text, on a clock of their own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from voiceskill.app.device_view import DeviceView
from voiceskill.simulation.moment import has_come
from voiceskill.simulation.scenario import Turn

__all__ = ["TypingPerson"]

_GLANCE_SECONDS = 0.05
_LEAST_STEP = 0.001
_REST_SECONDS = 30.0
"""How long the idle device is watched once everything was said."""


class TypingPerson:
    """The ``Lines`` of a typed session; ``moments`` says when each turn was said."""

    def __init__(self, turns: Sequence[Turn], view: Callable[[float], DeviceView], at_most: float) -> None:
        """``at_most``: session time in seconds at which the lines end, whatever is left to say."""
        self._turns = deque(turns)
        self._view = view
        self._at_most = at_most
        self._now = 0.0
        self.moments: list[float] = []

    def now(self) -> float:
        """Session time in seconds."""
        return self._now

    def wait(self, seconds: float) -> str | None:
        """What is said within ``seconds`` of session time; raises ``EOFError`` when the session is over."""
        until = self._now + max(seconds, _LEAST_STEP)
        while self._now < until:
            self._now = min(self._now + _GLANCE_SECONDS, until)
            view = self._view(self._now)
            if self._now >= self._at_most or (not self._turns and _is_over(view)):
                raise EOFError
            if self._turns and self._is_due(view):
                self.moments.append(self._now)
                return self._turns.popleft().say
        return None

    def _is_due(self, view: DeviceView) -> bool:
        return has_come(self._turns[0].when, view, self.moments[-1] if self.moments else 0.0)


def _is_over(view: DeviceView) -> bool:
    quiet_since = view.quiet_since
    return view.state == "idle" and quiet_since is not None and view.now - quiet_since >= _REST_SECONDS
