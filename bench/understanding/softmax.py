"""Multinomial logistic regression on sparse yes-or-no features, by L-BFGS (Liu and Nocedal 1989)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "fit_softmax"]

Floats = NDArray[np.float64]
_MEMORY = 8
_HALVINGS = 20
_ENOUGH = 1e-4


def fit_softmax(
    rows: Sequence[Sequence[int]],
    classes: Sequence[int],
    costs: Sequence[float],
    shape: tuple[int, int],
    l2: float,
    steps: int = 120,
) -> tuple[Floats, Floats]:
    """Weights (features, classes) and intercepts (classes).

    ``rows`` hold the features present, ``costs`` what each row counts; ``l2`` weighs half the squared
    weights against the sum of costs.
    """
    features, count = shape
    lengths = np.array([len(row) for row in rows])
    columns = np.concatenate([np.asarray(row, dtype=np.int64) for row in rows])
    owners = np.repeat(np.arange(len(rows)), lengths)
    wanted = np.eye(count)[np.asarray(classes)]
    cost = np.asarray(costs, dtype=np.float64)[:, None]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, intercepts = flat[:-count].reshape(shape), flat[-count:]
        present = weights[columns]
        scores = intercepts + _sums(owners, present, len(rows))
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total = odds.sum(axis=1, keepdims=True)
        off = cost * (odds / total - wanted)
        slope = _sums(columns, off[owners], features) + l2 * weights
        value = float((cost * (np.log(total) - (scores * wanted).sum(axis=1, keepdims=True))).sum())
        value += 0.5 * l2 * float((weights**2).sum())
        return value, np.concatenate([slope.ravel(), off.sum(axis=0)])

    best = _minimise(loss, np.zeros(features * count + count), steps)
    return best[:-count].reshape(shape), best[-count:]


def _sums(places: NDArray[np.int64], values: Floats, size: int) -> Floats:
    """The sums of the rows of ``values`` that have the same place."""
    return np.stack([np.bincount(places, column, size) for column in values.T], axis=1)


def _minimise(loss: Callable[[Floats], tuple[float, Floats]], at: Floats, steps: int) -> Floats:
    history: deque[tuple[Floats, Floats]] = deque(maxlen=_MEMORY)
    value, slope = loss(at)
    for _ in range(steps):
        direction = -_scaled(slope, history)
        stride = 1.0 if history else 1.0 / max(1.0, float(np.abs(slope).sum()))
        for _ in range(_HALVINGS):
            there = at + stride * direction
            value_there, slope_there = loss(there)
            if value_there <= value + 1e-4 * stride * float(slope @ direction):
                break
            stride /= 2
        else:
            return at
        moved, turned = there - at, slope_there - slope
        if float(moved @ turned) > 0:
            history.append((moved, turned))
        done = value - value_there < _ENOUGH * max(1.0, abs(value)) * 1e-2
        at, value, slope = there, value_there, slope_there
        if done:
            break
    return at


def _scaled(slope: Floats, history: deque[tuple[Floats, Floats]]) -> Floats:
    """The slope times an estimate of the inverse curvature."""
    shares: list[float] = []
    scaled = slope.copy()
    for moved, turned in reversed(history):
        share = float(moved @ scaled) / float(moved @ turned)
        shares.append(share)
        scaled -= share * turned
    if history:
        moved, turned = history[-1]
        scaled *= float(moved @ turned) / float(turned @ turned)
    for (moved, turned), share in zip(history, reversed(shares), strict=True):
        scaled += (share - float(turned @ scaled) / float(moved @ turned)) * moved
    return scaled
