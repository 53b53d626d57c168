"""Telephone numbers as people say them: "9 1 1", never "nine hundred and eleven"."""

from __future__ import annotations

import re

__all__ = ["digit_by_digit"]

_NUMBER = re.compile(r"(?<![\d.,:])\d{3,}(?![\d:]|[.,]\d)")


def digit_by_digit(text: str) -> str:
    """``text`` with every whole number of three or more digits read out digit by digit.

    Clock times and decimals stay as they are. The script holds no other numbers that long: counts and times
    are spelled in words.
    """
    return _NUMBER.sub(lambda number: " ".join(number.group()), text)
