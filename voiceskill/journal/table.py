"""Plain tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["table"]

_BOLD, _NORMAL = "\x1b[1m", "\x1b[0m"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, bold_head: bool) -> tuple[str, ...]:
    """The lines of a table with columns side by side; ``bold_head`` makes the first one stand out."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    first, *rest = (_line(row, widths) for row in (head, *rows))
    return (f"{_BOLD}{first}{_NORMAL}" if bold_head else first, *rest)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
