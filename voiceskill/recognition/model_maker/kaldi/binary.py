"""Kaldi's binary building blocks (from ``base/io-funcs-inl.h`` and ``matrix/kaldi-*.cc``).

A token is its text and a blank. A number is one byte with its size (negative where unsigned), then the
number, little-endian. A vector or matrix is its type as a token, its dimensions as numbers, then the raw
elements. A vector of integers is the size byte of an element, a raw int32 count, then the raw elements.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

__all__ = ["BINARY_MARK", "boolean", "double", "integer", "integers", "matrix", "real", "token", "vector"]

BINARY_MARK = b"\0B"
"""The two bytes that open every binary file of Kaldi."""


def token(text: str) -> bytes:
    """A word such as ``<Nnet3>``."""
    return text.encode("ascii") + b" "


def integer(value: int) -> bytes:
    """An int32."""
    return b"\4" + struct.pack("<i", value)


def real(value: float) -> bytes:
    """A float32."""
    return b"\4" + struct.pack("<f", value)


def double(value: float) -> bytes:
    """A float64."""
    return b"\10" + struct.pack("<d", value)


def boolean(value: bool) -> bytes:
    """``T`` or ``F``."""
    return b"T" if value else b"F"


def integers(values: Iterable[int]) -> bytes:
    """A vector of int32."""
    array = np.fromiter(values, "<i4")
    return b"\4" + struct.pack("<i", len(array)) + array.tobytes()


def vector(values: npt.ArrayLike) -> bytes:
    """A vector of float32, shape (n,)."""
    array = np.ascontiguousarray(values, "<f4")
    return token("FV") + integer(len(array)) + array.tobytes()


def matrix(values: npt.ArrayLike) -> bytes:
    """A matrix of float32, shape (rows, columns)."""
    array = np.ascontiguousarray(values, "<f4")
    rows, columns = array.shape
    return token("FM") + integer(rows) + integer(columns) + array.tobytes()
