"""Gaussians that allow for the way to the microphone.

The acoustic model was trained on people who spoke into good microphones, and is too sure of what a sound must
be like when a room, noise and the suppressor have been at it. Each dimension of the features is taken to
come out as a line of what went in, plus something random. That moves every mean and widens every variance:
the simplest case of M. J. F. Gales' and S. J. Young's compensation ("Robust continuous speech recognition
using parallel model combination", IEEE Transactions on Speech and Audio Processing 4, 1996), with
coefficients that are measured (``bench/recognition/fit_allowance``) in place of derived.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.model_maker.sphinx.gaussians import Gaussians
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["Allowance", "load_allowance"]

_FILE = Path(__file__).with_name("allowance.yaml")
_STREAMS = ("cepstra", "first", "second")
_DIMENSIONS = 13


@dataclass(frozen=True, slots=True)
class Allowance:
    """``kept`` scales what went in, ``spread`` is the variance of what came on top; both (3, 13)."""

    kept: npt.NDArray[np.float64]
    spread: npt.NDArray[np.float64]

    def within(self, gaussians: Gaussians, strength: float) -> Gaussians:
        """``gaussians`` as they come out; ``strength`` from 0 (as they are) to 1."""
        kept = (1.0 - strength * (1.0 - self.kept))[None, :, None, :]
        spread = (strength * self.spread)[None, :, None, :]
        return Gaussians(gaussians.means * kept, gaussians.variances * kept**2 + spread)


def load_allowance() -> Allowance:
    """Read the coefficients; raise ``ContentError`` if their file is wrong."""
    root = load_yaml(_FILE)
    root.only(_STREAMS)
    streams = [root.require(name) for name in _STREAMS]
    for stream in streams:
        stream.only(("kept", "spread"))
    return Allowance(
        np.array([_row(stream.require("kept"), 1.5) for stream in streams]),
        np.array([_row(stream.require("spread"), 1e4) for stream in streams]),
    )


def _row(node: Node, most: float) -> list[float]:
    values = [value.number(0.0, most) for value in node.elements()]
    if len(values) != _DIMENSIONS:
        raise node.error(f"expected {_DIMENSIONS} numbers")
    return values
