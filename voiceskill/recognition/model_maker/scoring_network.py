"""The network that computes the Gaussian mixtures of the acoustic model.

For a stream of features (cepstra, first, second differences) the network goes through:

1. splice and difference the cepstra (an affine map of seven frames; their nominal mean is taken off on the
   way);
2. append the squares, and map both to the log density of every Gaussian of every codebook;
3. softmax over all of them: each density as a share of the sum, which no decision depends on;
4. mix the shares with a senone's weights (an affine map for each codebook);
5. logarithm; the three streams are added up.

A share is raised by ``SHARE_FLOOR`` before mixing, which bounds how much one stream can speak against a
senone, as PocketSphinx's clipped scores do. Because scores are relative to all Gaussians together, a
constant is a usable score for sound that is none of the senones: the last output, for the garbage phone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.model_maker.kaldi.nnet3 import (
    Network,
    elementwise_product,
    fixed_affine,
    fixed_scale,
    log_magnitude,
    softmax,
    sum_group,
)
from voiceskill.recognition.model_maker.sphinx.acoustic_model import AcousticModel

__all__ = ["CEPSTRA", "CONTEXT", "SHARE_FLOOR", "difference_map", "pdf_order", "scoring_network"]

CEPSTRA = 13
CONTEXT = 3
"""Frames that the network sees before and after the one it scores."""
SHARE_FLOOR = 5.4e-5
_STREAMS = 3
_AMPLIFICATION = 1e12
"""Keeps mixtures far above what Kaldi's logarithm floors; the same factor for all, so no decision depends
on it.
"""
_DIFFERENCES: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0, 1),),
    ((2, 1), (-2, -1)),
    ((3, 1), (-1, -1), (1, -1), (-3, 1)),
)
"""For each stream the frames (relative) and their signs: Sphinx's ``1s_c_d_dd``."""


def pdf_order(model: AcousticModel, senones: Sequence[int]) -> list[int]:
    """``senones`` grouped by their codebook: the order of the network's outputs."""
    codebook = model.definition.codebook
    return sorted(set(senones), key=lambda senone: (codebook[senone], senone))


def difference_map() -> npt.NDArray[np.float64]:
    """The linear map from seven spliced frames to the streams, shape (39, 91)."""
    width = 2 * CONTEXT + 1
    linear = np.zeros((_STREAMS, CEPSTRA, width, CEPSTRA))
    for stream, terms in enumerate(_DIFFERENCES):
        for frame, sign in terms:
            linear[stream, :, frame + CONTEXT, :] += sign * np.eye(CEPSTRA)
    return linear.reshape(_STREAMS * CEPSTRA, width * CEPSTRA)


def scoring_network(
    model: AcousticModel, senones: Sequence[int], cepstral_mean: npt.ArrayLike, garbage_score: float
) -> Network:
    """A network whose outputs are the log scores of ``senones`` (in ``pdf_order``), and last the garbage
    score.

    ``cepstral_mean`` of shape (13,) is what the features' mean is expected to be. ``garbage_score`` is the
    natural logarithm of a share, negative.
    """
    network = Network(left_context=CONTEXT, right_context=CONTEXT)
    _add_streams(network, np.asarray(cepstral_mean, np.float64))
    logs = [
        _add_stream_scores(network, model, stream, senones, garbage_score / _STREAMS)
        for stream in range(_STREAMS)
    ]
    outputs = len(senones) + 1
    keep_logarithms = np.tile([0.0, 1.0], outputs)
    kept = network.node("kept", fixed_scale(keep_logarithms), f"Sum(Sum({logs[0]}, {logs[1]}), {logs[2]})")
    network.output(network.node("scores", sum_group([2] * outputs), kept))
    return network


def _add_streams(network: Network, cepstral_mean: npt.NDArray[np.float64]) -> None:
    source = network.input(CEPSTRA)
    linear = difference_map()
    bias = -linear @ np.tile(cepstral_mean, 2 * CONTEXT + 1)
    frames = [f"Offset({source}, {k})" if k else source for k in range(-CONTEXT, CONTEXT + 1)]
    values = network.node("features", fixed_affine(linear, bias), f"Append({', '.join(frames)})")
    dimension = len(linear)
    network.node("squares", elementwise_product(2 * dimension, dimension), f"Append({values}, {values})")


def _add_stream_scores(
    network: Network, model: AcousticModel, stream: int, senones: Sequence[int], garbage_score: float
) -> str:
    values = network.slice(f"features{stream}", "features", stream * CEPSTRA, CEPSTRA)
    squares = network.slice(f"squares{stream}", "squares", stream * CEPSTRA, CEPSTRA)
    linear, bias = _log_density_map(model, stream)
    densities = network.node(f"densities{stream}", fixed_affine(linear, bias), f"Append({values}, {squares})")
    shares = network.node(f"shares{stream}", softmax(len(bias)), densities)
    mixtures = [
        _add_codebook(network, model, stream, codebook, members, shares)
        for codebook, members in _by_codebook(model, senones)
    ]
    constant = fixed_affine(np.zeros((1, CEPSTRA)), [math.exp(garbage_score) * _AMPLIFICATION])
    mixtures.append(network.node(f"garbage{stream}", constant, values))
    joined = f"Append({', '.join(mixtures)})"
    return network.node(f"logs{stream}", log_magnitude(len(senones) + 1), joined)


def _log_density_map(
    model: AcousticModel, stream: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Linear map of (x, x²) and bias that give log densities, without the constant that all Gaussians
    share.
    """
    means = model.gaussians.means[:, stream].reshape(-1, CEPSTRA)
    variances = model.gaussians.variances[:, stream].reshape(-1, CEPSTRA)
    linear = np.concatenate([means / variances, -0.5 / variances], axis=1)
    bias = -0.5 * (means**2 / variances + np.log(variances)).sum(axis=1)
    return linear, bias


def _add_codebook(
    network: Network, model: AcousticModel, stream: int, codebook: int, members: Sequence[int], shares: str
) -> str:
    densities = model.weights.shape[1]
    own = network.slice(f"shares{stream}_{codebook}", shares, codebook * densities, densities)
    weights = model.weights[stream][:, members].T * _AMPLIFICATION
    return network.node(
        f"mixtures{stream}_{codebook}", fixed_affine(weights, SHARE_FLOOR * weights.sum(axis=1)), own
    )


def _by_codebook(model: AcousticModel, senones: Sequence[int]) -> list[tuple[int, list[int]]]:
    groups: dict[int, list[int]] = {}
    for senone in senones:
        groups.setdefault(int(model.definition.codebook[senone]), []).append(senone)
    return list(groups.items())
