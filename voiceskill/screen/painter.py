"""Rows onto a terminal: only those that changed, light on dark, and everything put back at the end.

The codes are those of ECMA-48 with the colours and the alternate screen of xterm.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TextIO

from voiceskill.screen.view import Row, Style

__all__ = ["Painter"]

_STYLES: Mapping[Style, str] = MappingProxyType(
    {
        "plain": "38;5;250",
        "faint": "38;5;244",
        "strong": "1;38;5;255",
        "bar": "38;5;73",
        "rest": "38;5;238",
        "alarm": "1;38;5;217",
    }
)
_DARK = "48;5;16"
_INPUT_ROWS = 2
"""Rows at the foot that are left to typing: the least that a terminal can scroll by themselves."""
_OPEN = "\x1b[?1049h"
_CLOSE = "\x1b[r\x1b[0m\x1b[?25h\x1b[?1049l"
_HIDE_CURSOR = "\x1b[?25l"


class Painter:
    """Paints on one terminal; one thread at a time."""

    def __init__(self, terminal: TextIO, *, typing: bool = False) -> None:
        """``typing``: whether the last rows are left to what somebody types."""
        self._terminal = terminal
        self._typing = typing
        self._size = (0, 0)
        self._shown: list[str] = []

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows that can be painted now."""
        columns, rows = os.get_terminal_size(self._terminal.fileno())
        return columns, rows - (_INPUT_ROWS if self._typing else 0)

    def open(self) -> None:
        """Take the terminal, leaving what was on it for later."""
        self._write(_OPEN + ("" if self._typing else _HIDE_CURSOR))

    def close(self) -> None:
        """Give the terminal back as it was."""
        self._write(_CLOSE)

    def paint(self, rows: Sequence[Row], size: tuple[int, int]) -> None:
        """Show ``rows``, drawn for ``size`` (columns and rows)."""
        codes = ""
        if size != self._size:
            self._size, self._shown = size, []
            codes = self._cleared(size[1])
        painted = [_codes(row) for row in rows[: size[1]]]
        painted += [_codes(())] * (size[1] - len(painted))
        before = self._shown or [""] * len(painted)
        changed = "".join(
            f"\x1b[{place + 1};1H{row}"
            for place, (row, old) in enumerate(zip(painted, before, strict=True))
            if row != old
        )
        self._shown = painted
        if codes or changed:
            # Whoever types keeps the cursor.
            self._write(f"{codes}\x1b7{changed}\x1b8" if self._typing else codes + changed)

    def _cleared(self, rows: int) -> str:
        cleared = f"\x1b[0;{_DARK}m\x1b[r\x1b[2J"
        if not self._typing:
            return cleared
        first = rows + 1
        return f"{cleared}\x1b[{first};{first + _INPUT_ROWS - 1}r\x1b[{first + _INPUT_ROWS - 1};1H"

    def _write(self, codes: str) -> None:
        self._terminal.write(codes)
        self._terminal.flush()


def _codes(row: Row) -> str:
    pieces = "".join(f"\x1b[0;{_DARK};{_STYLES[piece.style]}m{piece.text}" for piece in row if piece.text)
    return f"{pieces}\x1b[0;{_DARK}m\x1b[K"
