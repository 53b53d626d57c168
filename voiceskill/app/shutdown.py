"""Ends a session cleanly when it is interrupted: Ctrl-C and SIGTERM look alike to the session."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["Interrupted", "interruptible"]


class Interrupted(BaseException):
    """Somebody wants the session to end now; not an ``Exception``, so that nothing swallows it."""

    def __init__(self, *, by_hand: bool) -> None:
        """``by_hand``: a person did (Ctrl-C), and not the machine that goes down or starts us anew."""
        super().__init__()
        self.by_hand = by_hand


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise ``Interrupted`` inside the block on SIGINT and SIGTERM; a second signal ends the process."""
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
    raise Interrupted(by_hand=number == signal.SIGINT)
