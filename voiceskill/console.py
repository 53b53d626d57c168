"""Lines for whoever sits at the terminal: results on standard output, remarks on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["remark", "show", "taken_by"]

_takers: list[Callable[[str], None]] = []


def show(line: str) -> None:
    """Write ``line`` to standard output at once."""
    if not _taken(line):
        print(line, flush=True)


def remark(line: str) -> None:
    """Write ``line`` to standard error at once."""
    if not _taken(line):
        print(line, file=sys.stderr, flush=True)


@contextmanager
def taken_by(taker: Callable[[str], None]) -> Iterator[None]:
    """Inside the block ``taker`` gets every line, from any thread: it has the terminal."""
    _takers.append(taker)
    try:
        yield
    finally:
        _takers.remove(taker)


def _taken(line: str) -> bool:
    newest = _takers[-1:]
    for taker in newest:
        taker(line)
    return bool(newest)
