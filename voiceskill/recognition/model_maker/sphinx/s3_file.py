"""The header that Sphinx-3 parameter files (means, variances, transition matrices) share.

Text lines ``s3``, then ``name value`` pairs up to ``endhdr``, then the int32 0x11223344 in the byte order of
the numbers that follow (from ``s3file.c`` of PocketSphinx; here always little-endian).
"""

from __future__ import annotations

from pathlib import Path

from voiceskill.recognition.model_maker.sphinx.binary_cursor import BinaryCursor

__all__ = ["open_s3_file"]

_BYTE_ORDER = 0x11223344


def open_s3_file(path: Path) -> BinaryCursor:
    """A cursor behind the header; raise ``VoiceskillError`` if there is none."""
    cursor = BinaryCursor(path)
    if cursor.take(3) != b"s3\n":
        raise cursor.error("it is no Sphinx-3 file")
    cursor.until(b"endhdr\n")
    if cursor.integer() != _BYTE_ORDER:
        raise cursor.error("its byte order is not little-endian")
    return cursor
