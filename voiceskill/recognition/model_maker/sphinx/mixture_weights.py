"""Reader of ``sendump``: how much of each Gaussian every senone mixes in.

Layout (from ``ptm_mgau.c`` of PocketSphinx): header strings, each an int32 length and the bytes, ended by a
length of zero; int32 densities, int32 senones; then uint8 [stream][density][senone]. A byte b stands for the
weight 1.0001 ** (-1024 b): a negative logarithm to the base 1.0001, shifted right by ten bits.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.model_maker.sphinx.binary_cursor import BinaryCursor

__all__ = ["read_mixture_weights"]

_NEPER_PER_STEP = 1024 * math.log(1.0001)


def read_mixture_weights(path: Path) -> npt.NDArray[np.float64]:
    """The weights, shape (streams, densities, senones); raise ``VoiceskillError`` if damaged."""
    cursor = BinaryCursor(path)
    header = _header(cursor)
    if header.get("cluster_count", "0") != "0":
        raise cursor.error("clustered mixture weights are not supported")
    if not header.get("feature_count", "").isdigit():
        raise cursor.error("the count of its streams is missing")
    streams = int(header["feature_count"])
    densities, senones = cursor.integers(2)
    steps = cursor.array("u1", streams * densities * senones).reshape(streams, densities, senones)
    return np.exp(-_NEPER_PER_STEP * steps.astype(np.float64))


def _header(cursor: BinaryCursor) -> dict[str, str]:
    """The header strings of the form ``name value``."""
    pairs: dict[str, str] = {}
    while length := cursor.integer():
        name, _, value = cursor.take(length).rstrip(b"\0").decode("ascii", "replace").partition(" ")
        pairs[name] = value
    return pairs
