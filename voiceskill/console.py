"""Lines for whoever sits at the terminal: results on standard output, remarks on standard error."""

from __future__ import annotations

import sys

__all__ = ["remark", "show"]


def show(line: str) -> None:
    """Write ``line`` to standard output at once."""
    print(line, flush=True)


def remark(line: str) -> None:
    """Write ``line`` to standard error at once."""
    print(line, file=sys.stderr, flush=True)
