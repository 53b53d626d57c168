"""Reader of ``transition_matrices``: how long each state of a phone lasts.

Layout after the header (from ``tmat.c`` of PocketSphinx): int32 matrices, int32 emitting states, int32 states
with the final one, int32 count of numbers; then float32 [matrix][from][to], rows not yet normalised.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.model_maker.sphinx.s3_file import open_s3_file

__all__ = ["read_transitions"]


def read_transitions(path: Path) -> npt.NDArray[np.float64]:
    """Probabilities, shape (matrices, states, states + 1); raise ``VoiceskillError`` if damaged."""
    cursor = open_s3_file(path)
    shape = cursor.integers(3)
    if cursor.integer() != int(np.prod(shape)):
        raise cursor.error("the count of its numbers is wrong")
    raw: npt.NDArray[np.float64] = cursor.array("<f4", int(np.prod(shape))).reshape(shape).astype(np.float64)
    raw /= raw.sum(axis=2, keepdims=True)
    return raw
