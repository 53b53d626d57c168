"""A small network over sparse yes-or-no features, fitted by Adam (Kingma and Ba 2015).

Features add up to a hidden layer of rectified units, and these to classes, as in a classifier over averaged
word vectors (Iyyer et al. 2015). Features are dropped at random while it learns, lest it leans on few words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

__all__ = ["Network", "Settings", "fit_network"]

_Numbers = NDArray[np.float32]
_Ints = NDArray[np.int64]
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-7


@dataclass(frozen=True, slots=True)
class Settings:
    """How a network is fitted: ``members`` that begin at random and are averaged, each with ``units`` in its
    hidden layer, ``rounds`` over all rows in batches of ``batch`` rows, ``rate`` of learning, ``dropped``
    share of features (0 to 1). ``doubt`` is the part of each row that is taken to be of any class (label
    smoothing: Szegedy et al. 2016), lest a few odd rows make it too sure.
    """

    members: int = 2
    units: int = 32
    rounds: int = 6
    batch: int = 256
    rate: float = 9e-3
    dropped: float = 0.3
    doubt: float = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """``inner`` (features, units) and ``bias`` (units) make the hidden layer, ``outer`` (units, classes) and
    ``levels`` (classes) the scores.
    """

    inner: _Numbers
    bias: _Numbers
    outer: _Numbers
    levels: _Numbers

    def scores(self, present: Sequence[int]) -> _Numbers:
        """The scores (natural logarithms of odds, up to a constant) of the classes for features
        ``present``.
        """
        hidden = self.bias + self.inner[present].sum(axis=0) * _scale(len(present))
        scores: _Numbers = self.levels + np.maximum(hidden, 0.0) @ self.outer
        return scores


def _scale(count: int) -> float:
    return 1.0 / sqrt(max(1, count))


def fit_network(
    rows: Sequence[Sequence[int]],
    classes: Sequence[int],
    costs: Sequence[float],
    shape: tuple[int, int],
    settings: Settings,
) -> Network:
    """A network for ``shape`` (features, classes); the same for the same rows, which cost what ``costs``
    says.
    """
    present = [np.asarray(row, dtype=np.int64) for row in rows]
    sure = np.eye(shape[1], dtype=np.float32)[np.asarray(classes)]
    wanted = sure * np.float32(1.0 - settings.doubt) + np.float32(settings.doubt / shape[1])
    cost = np.asarray(costs, dtype=np.float32)
    return _averaged(
        [
            _member(present, wanted, cost, shape[0], settings, np.random.default_rng(seed))
            for seed in range(settings.members)
        ]
    )


def _averaged(members: Sequence[Network]) -> Network:
    """One network whose scores are the means of those of ``members``: their hidden layers side by side."""
    count = len(members)
    return Network(
        np.concatenate([member.inner for member in members], axis=1),
        np.concatenate([member.bias for member in members]),
        np.concatenate([member.outer / np.float32(count) for member in members]),
        np.mean([member.levels for member in members], axis=0, dtype=np.float32),
    )


def _member(
    rows: Sequence[_Ints],
    wanted: _Numbers,
    cost: _Numbers,
    features: int,
    settings: Settings,
    chance: np.random.Generator,
) -> Network:
    classes, units = wanted.shape[1], settings.units
    parts = {
        "inner": _Adam(chance.normal(0.0, 0.1, (features, units))),
        "bias": _Adam(np.zeros(units)),
        "outer": _Adam(chance.normal(0.0, units**-0.5, (units, classes))),
        "levels": _Adam(np.zeros(classes)),
    }
    total = settings.rounds * -(-len(rows) // settings.batch)
    for step, chosen in enumerate(_batches(len(rows), settings, chance)):
        rate = settings.rate * (1.0 - step / total)
        kept = [_thinned(rows[at], settings.dropped, chance) for at in chosen]
        _learn(parts, kept, wanted[chosen], cost[chosen], rate)
    return Network(*(parts[name].value for name in ("inner", "bias", "outer", "levels")))


def _batches(count: int, settings: Settings, chance: np.random.Generator) -> Iterator[_Ints]:
    for _ in range(settings.rounds):
        order = chance.permutation(count)
        yield from (order[at : at + settings.batch] for at in range(0, count, settings.batch))


def _thinned(row: _Ints, dropped: float, chance: np.random.Generator) -> _Ints:
    kept = row[chance.random(len(row)) >= dropped]
    return kept if len(kept) else row


class _Adam:
    """A parameter that moves against its slope; rows that have none stay as they are."""

    def __init__(self, start: NDArray[np.float64]) -> None:
        self.value: _Numbers = start.astype(np.float32)
        self._mean = np.zeros_like(self.value)
        self._square = np.zeros_like(self.value)
        self._steps = 0

    def move(self, slope: _Numbers, rate: float, rows: _Ints | None = None) -> None:
        self._steps += 1
        at = slice(None) if rows is None else rows
        mean = self._mean[at] = _FIRST * self._mean[at] + (1 - _FIRST) * slope
        square = self._square[at] = _SECOND * self._square[at] + (1 - _SECOND) * slope * slope
        pace = rate * (1 - _SECOND**self._steps) ** 0.5 / (1 - _FIRST**self._steps)
        self.value[at] -= pace * mean / (np.sqrt(square) + _TINY)


def _learn(
    parts: dict[str, _Adam], rows: Sequence[_Ints], wanted: _Numbers, cost: _Numbers, rate: float
) -> None:
    inner, bias, outer, levels = (parts[name].value for name in ("inner", "bias", "outer", "levels"))
    columns = np.concatenate(rows)
    lengths = np.array([len(row) for row in rows])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    scale = (lengths.astype(np.float32) ** -0.5)[:, None]
    hidden = bias + np.add.reduceat(inner[columns], starts, axis=0) * scale
    lit = np.maximum(hidden, 0.0)
    scores = levels + lit @ outer
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    off = (odds / odds.sum(axis=1, keepdims=True) - wanted) * (cost / len(rows))[:, None]
    back = (off @ outer.T) * (hidden > 0)
    order = np.argsort(columns, kind="stable")
    touched, first = np.unique(columns[order], return_index=True)
    owners = np.repeat(np.arange(len(rows)), lengths)[order]
    slope = np.add.reduceat((back * scale)[owners], first, axis=0)
    parts["outer"].move(lit.T @ off, rate)
    parts["levels"].move(off.sum(axis=0), rate)
    parts["bias"].move(back.sum(axis=0), rate)
    parts["inner"].move(slope, rate, touched)
