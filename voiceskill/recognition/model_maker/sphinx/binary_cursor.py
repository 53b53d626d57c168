"""A cursor over the bytes of a Sphinx file that never reads past the end."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voiceskill.errors import VoiceskillError

__all__ = ["BinaryCursor"]


class BinaryCursor:
    """Reads little-endian values one after another; a file that ends early is a ``VoiceskillError``."""

    def __init__(self, path: Path) -> None:
        """Raise ``VoiceskillError`` if the file can't be read."""
        self._path = path
        self._offset = 0
        try:
            self._data = path.read_bytes()
        except OSError as error:
            raise VoiceskillError(
                f"The acoustic model file {path.name} can't be read ({error.strerror}): "
                "install the package 'pocketsphinx' again."
            ) from None

    def error(self, problem: str) -> VoiceskillError:
        """An error to raise that names the file."""
        return VoiceskillError(
            f"The acoustic model file {self._path.name} is damaged ({problem}): "
            "install the package 'pocketsphinx' again."
        )

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        end = self._offset + size
        if size < 0 or end > len(self._data):
            raise self.error("it ends early")
        piece = self._data[self._offset : end]
        self._offset = end
        return piece

    def integers(self, count: int) -> tuple[int, ...]:
        """The next ``count`` signed 32-bit integers."""
        return struct.unpack(f"<{count}i", self.take(4 * count))

    def integer(self) -> int:
        """The next signed 32-bit integer."""
        return self.integers(1)[0]

    def array(self, dtype: npt.DTypeLike, count: int) -> npt.NDArray[Any]:
        """The next ``count`` elements of ``dtype``, copied; shape (count,)."""
        kind = np.dtype(dtype)
        return np.frombuffer(self.take(kind.itemsize * count), dtype=kind).copy()

    def until(self, end: bytes) -> bytes:
        """The bytes up to ``end``, which is skipped."""
        found = self._data.find(end, self._offset)
        if found < 0:
            raise self.error("it ends early")
        piece = self._data[self._offset : found]
        self._offset = found + len(end)
        return piece

    def align(self, start: int, step: int) -> None:
        """Skip to the next multiple of ``step`` bytes counted from ``start``."""
        self.take(-(self._offset - start) % step)

    @property
    def offset(self) -> int:
        """Bytes read so far."""
        return self._offset
