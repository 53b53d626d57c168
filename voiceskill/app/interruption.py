"""Something sounds over our voice: somebody who speaks to us, or a noise or our own echo."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Interruption"]


class Interruption:
    """One interruption after another; ``turns`` is how often somebody was understood so far."""

    def __init__(self, go_on: Callable[[], None]) -> None:
        """``go_on`` is called at the end of an interruption in which nobody was understood."""
        self._go_on = go_on
        self._turns_before: int | None = None

    def begin(self, turns: int) -> None:
        """Something sounds over our voice."""
        self._turns_before = turns

    def end(self, turns: int) -> None:
        """It has fallen silent; a second call does nothing."""
        before, self._turns_before = self._turns_before, None
        if before == turns:
            self._go_on()
