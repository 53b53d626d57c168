"""A second opinion beside the rules: how alike an utterance is to what people say in danger.

Rules are sure where they fit and deaf where nobody foresaw a wording. Here every piece of evidence counts a
little (``evidence.py``). The numbers are fitted to example sentences (``fitting.py``) on first need.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.understanding.red_flags.network import Network

__all__ = ["Fitted", "Likeness"]


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What was fitted, in natural logarithms.

    ``inner``, ``bias``, ``outer`` and ``levels`` are a ``Network`` from ``pieces`` of evidence to levels.
    For each of the ``rows`` there is its prior and its cost of a piece of evidence; piece i adds
    ``shares[share_starts[i]:share_starts[i + 1]]`` to the rows that stand in ``share_rows`` there.
    """

    pieces: tuple[str, ...]
    inner: NDArray[np.float32]
    bias: NDArray[np.float32]
    outer: NDArray[np.float32]
    levels: NDArray[np.float32]
    rows: tuple[str, ...]
    priors: NDArray[np.float32]
    costs: NDArray[np.float32]
    share_starts: NDArray[np.int32]
    share_rows: NDArray[np.int32]
    shares: NDArray[np.float32]

    def fits(self) -> bool:
        """Whether the parts have the sizes that they need to have of one another."""
        pieces, rows = len(self.pieces), len(self.rows)
        return (
            self.inner.shape == (pieces, len(self.bias))
            and self.outer.shape == (len(self.bias), len(Level))
            and self.levels.shape == (len(Level),)
            and self.priors.shape == self.costs.shape == (rows,)
            and self.share_starts.shape == (pieces + 1,)
            and self.share_rows.shape == self.shares.shape
        )


class Likeness:
    """Judges evidence of danger; never changes once made."""

    def __init__(self, fitted: Fitted, flags: Mapping[str, RedFlag]) -> None:
        """``flags`` are the rows of the taxonomy by their ids; raises ``KeyError`` if a fitted row is
        none.
        """
        self._fitted = fitted
        self._network = Network(fitted.inner, fitted.bias, fitted.outer, fitted.levels)
        self._places = {piece: at for at, piece in enumerate(fitted.pieces)}
        self._flags = [flags[row] for row in fitted.rows]
        self._of_level = {
            level: np.array([flag.level is level for flag in self._flags], dtype=np.bool_) for level in Level
        }

    def levels(self, evidence: Collection[str]) -> tuple[float, ...]:
        """The probability (0 to 1) of each level, ``NONE`` first, by the pieces of evidence."""
        scores = self._network.scores(self._known(evidence))
        odds = [exp(score) for score in (scores - scores.max()).tolist()]
        total = sum(odds)
        return tuple(each / total for each in odds)

    def likeliest(self, evidence: Collection[str], level: Level) -> RedFlag:
        """The row of ``level`` that the pieces of evidence are most like."""
        fitted = self._fitted
        known = [
            slice(start, end)
            for start, end in (fitted.share_starts[at : at + 2].tolist() for at in self._known(evidence))
            if end > start
        ]
        scores = fitted.priors - fitted.costs * len(known)
        for found in known:
            scores[fitted.share_rows[found]] += fitted.shares[found]
        scores[~self._of_level[level]] = -np.inf
        return self._flags[int(scores.argmax())]

    def _known(self, evidence: Collection[str]) -> list[int]:
        return [at for at in map(self._places.get, evidence) if at is not None]
