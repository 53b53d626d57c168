"""SIGHUP as a wish to read the settings anew, granted when the session has a moment."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["hangups"]


@contextmanager
def hangups() -> Iterator[Callable[[], bool]]:
    """Inside the block SIGHUP ends nothing: what is given tells whether one came since it was last asked.

    On a terminal the signal keeps its own meaning, which is that the terminal is gone.
    """
    came = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal came
        came = True

    def one_came() -> bool:
        nonlocal came
        answer, came = came, False
        return answer

    if sys.stdin.isatty():
        yield one_came
        return
    before = signal.signal(signal.SIGHUP, note)
    try:
        yield one_came
    finally:
        signal.signal(signal.SIGHUP, before)
