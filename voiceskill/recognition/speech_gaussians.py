"""A few hundred Gaussians of the cepstra of speech, by which a recording's level and colour are judged."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["SpeechGaussians", "gaussians_from_bytes", "gaussians_to_bytes"]

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SpeechGaussians:
    """A mixture: ``weights`` (n,), ``means`` (n, 13) and ``variances`` (n, 13), around a mean of zero."""

    weights: npt.NDArray[np.float64]
    means: Matrix
    variances: Matrix

    def offset(self, frames: Matrix, prior: Matrix, prior_deviation: Matrix, evidence: float) -> Matrix:
        """The offset (13,) that best explains how ``frames`` (n, 13) differ from this mixture.

        The maximum a posteriori estimate under a normal prior, by expectation and maximization (Sankar and
        Lee, "A maximum-likelihood approach to stochastic matching for robust speech recognition", IEEE
        Transactions on Speech and Audio Processing 4, 1996). ``evidence`` (0 to 1) is what a frame counts:
        neighbouring frames repeat each other.
        """
        precision = 1.0 / self.variances
        scaled = self.means * precision
        linear = np.concatenate([scaled, -0.5 * precision], axis=1).T
        constant = np.log(self.weights) - 0.5 * (self.means * scaled + np.log(self.variances)).sum(axis=1)
        prior_precision = 1.0 / prior_deviation**2
        offset = prior
        for _ in range(_ITERATIONS):
            shifted = frames - offset
            scores = np.concatenate([shifted, shifted**2], axis=1) @ linear + constant
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            frame_precision = shares @ precision
            pulled = (frames * frame_precision - shares @ scaled).sum(axis=0)
            total = evidence * frame_precision.sum(axis=0) + prior_precision
            offset = (evidence * pulled + prior * prior_precision) / total
        return offset


_ITERATIONS = 4


def gaussians_to_bytes(gaussians: SpeechGaussians) -> bytes:
    """As the bytes of one NumPy file, shape (n, 27): weight, means, variances."""
    table = np.concatenate([gaussians.weights[:, None], gaussians.means, gaussians.variances], axis=1)
    buffer = io.BytesIO()
    np.save(buffer, table)
    return buffer.getvalue()


def gaussians_from_bytes(content: bytes) -> SpeechGaussians:
    """What ``gaussians_to_bytes`` wrote; raise ``ValueError`` if it is something else."""
    table = np.load(io.BytesIO(content), allow_pickle=False)
    if table.ndim != 2 or table.shape[1] % 2 == 0:
        raise ValueError("not a table of Gaussians")
    size = (table.shape[1] - 1) // 2
    return SpeechGaussians(table[:, 0], table[:, 1 : 1 + size], table[:, 1 + size :])
