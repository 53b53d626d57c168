"""Arrays of an uncompressed ``.npz`` file that stay on disk: only what is used of them comes into memory."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

__all__ = ["mapped_array"]

_CHUNK = 1 << 20
_LENGTHS_AT = 26
_LOCAL_HEADER = 30
"""A member of a zip file begins with 30 bytes, then as many as the two numbers at byte 26 say, then itself
(PKWARE's APPNOTE.TXT, 4.3.7)."""


def mapped_array(path: Path, name: str) -> NDArray[Any]:
    """The array ``name`` of ``path``, which may be replaced but not be written to meanwhile.

    Raises ``OSError``, ``ValueError``, ``KeyError`` or ``BadZipFile`` if it is missing or damaged.
    """
    with path.open("rb") as file, ZipFile(file) as archive:
        member = archive.getinfo(f"{name}.npy")
        if member.compress_type != ZIP_STORED:
            raise ValueError(f"{name} is compressed")
        with archive.open(member) as content:
            if npy.read_magic(content) != (1, 0):
                raise ValueError(f"{name} is of another version")
            shape, by_column, kind = npy.read_array_header_1_0(content)
            begins = content.tell()
            # Its checksum is compared at the end.
            while content.read(_CHUNK):
                pass
        file.seek(member.header_offset + _LENGTHS_AT)
        before = _LOCAL_HEADER + sum(struct.unpack("<HH", file.read(4)))
        offset = member.header_offset + before + begins
        return np.asarray(np.memmap(file, kind, "r", offset, shape, order="F" if by_column else "C"))
