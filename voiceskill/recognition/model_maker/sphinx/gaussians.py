"""Reader of ``means`` and ``variances``: the Gaussians of every codebook.

Layout after the header (from ``ms_gauden.c`` of PocketSphinx): int32 codebooks, streams, densities, the
length of each stream's vector, the count of numbers; then float32 [codebook][stream][density][dimension].
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.model_maker.sphinx.s3_file import open_s3_file

__all__ = ["VARIANCE_FLOOR", "Gaussians", "read_gaussians"]

VARIANCE_FLOOR = 1e-4
"""The smallest variance that PocketSphinx calculates with (its option ``varfloor``)."""


@dataclass(frozen=True, slots=True)
class Gaussians:
    """Diagonal Gaussians; ``means`` and ``variances`` have shape (codebooks, streams, densities,
    dimension).
    """

    means: npt.NDArray[np.float64]
    variances: npt.NDArray[np.float64]


def read_gaussians(means: Path, variances: Path) -> Gaussians:
    """Read both files; raise ``VoiceskillError`` if one is damaged."""
    return Gaussians(_read(means), np.maximum(_read(variances), VARIANCE_FLOOR))


def _read(path: Path) -> npt.NDArray[np.float64]:
    cursor = open_s3_file(path)
    codebooks, streams, densities = cursor.integers(3)
    lengths = cursor.integers(streams)
    if len(set(lengths)) != 1:
        raise cursor.error("its streams differ in length")
    shape = (codebooks, streams, densities, lengths[0])
    if cursor.integer() != int(np.prod(shape)):
        raise cursor.error("the count of its numbers is wrong")
    return cursor.array("<f4", int(np.prod(shape))).reshape(shape).astype(np.float64)
