"""A piece of sound in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Pcm", "Samples"]

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Pcm:
    """Mono signed 16-bit sound: ``samples`` of shape (n,), ``rate`` in Hz."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """Duration in seconds."""
        return len(self.samples) / self.rate
