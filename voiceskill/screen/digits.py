"""Digits of five rows, to be read from a pillow."""

from __future__ import annotations

__all__ = ["HEIGHT", "big"]

HEIGHT = 5
_GAP = "  "
_FULL, _EMPTY = "██", "  "
# Each digit as rows of three cells: bits from the left, 1 is full.
_CELLS = {
    "0": (7, 5, 5, 5, 7),
    "1": (2, 6, 2, 2, 7),
    "2": (7, 1, 7, 4, 7),
    "3": (7, 1, 7, 1, 7),
    "4": (5, 5, 7, 1, 1),
    "5": (7, 4, 7, 1, 7),
    "6": (7, 4, 7, 5, 7),
    "7": (7, 1, 1, 1, 1),
    "8": (7, 5, 7, 5, 7),
    "9": (7, 5, 7, 1, 7),
}


def big(number: int) -> tuple[str, ...]:
    """The rows of ``number``, which must not be negative; a digit is six columns wide."""
    return tuple(_GAP.join(_cells(_CELLS[digit][row]) for digit in str(number)) for row in range(HEIGHT))


def _cells(bits: int) -> str:
    return "".join(_FULL if bits & mask else _EMPTY for mask in (4, 2, 1))
