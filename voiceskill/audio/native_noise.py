"""Keeping what C libraries write to standard error from the user, who can do nothing with it.

PortAudio and ALSA print internal expressions whenever a device goes away, and have no switch for that.
Python's own messages are not affected.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

__all__ = ["NativeNoise"]

_STANDARD_ERROR = 2


class NativeNoise:
    """Between ``silence`` and ``restore`` only Python writes to standard error."""

    def __init__(self) -> None:
        """Nothing is changed yet."""
        self._before: TextIO | None = None
        self._own: TextIO | None = None

    def silence(self) -> None:
        """Send C's standard error away; harmless where Python's is not a file (a test that captures it)."""
        before = sys.stderr
        if self._own is not None or not _is_standard_error(before):
            return
        before.flush()
        self._before = before
        self._own = sys.stderr = os.fdopen(
            os.dup(_STANDARD_ERROR), "w", buffering=1, errors="backslashreplace"
        )
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STANDARD_ERROR)
        os.close(nowhere)

    def restore(self) -> None:
        """Undo ``silence``; harmless without it."""
        if self._own is None or self._before is None:
            return
        self._own.flush()
        os.dup2(self._own.fileno(), _STANDARD_ERROR)
        if sys.stderr is self._own:
            sys.stderr = self._before
        self._own.close()
        self._own = self._before = None


def _is_standard_error(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.fileno() == _STANDARD_ERROR
    except (OSError, ValueError, io.UnsupportedOperation):
        return False
