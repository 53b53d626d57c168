"""Fits the likeness to danger to its example sentences.

A small network tells the level, naive Bayes the row of that level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags.evidence import GAP
from voiceskill.understanding.red_flags.examples import ROWS, Sentence
from voiceskill.understanding.red_flags.likeness import Fitted
from voiceskill.understanding.red_flags.network import Settings, fit_network

__all__ = ["fit"]

_SEEN = 2
"""Evidence of fewer sentences is a matter of chance."""

_COSTS = {Level.NONE: 1.0, Level.CLINICIAN_SOON: 1.0, Level.URGENT: 1.3, Level.EMERGENCY: 2.0}
"""What a sentence of a level counts: a missed emergency costs most."""

_OF_TAXONOMY = (ROWS, "taxonomy", "wordings")
_BY_TAXONOMY = 2.0
"""How many times the sentences count that the taxonomy gives, or that its signs were written with."""

_UNHEARD = 0.05


def fit(sentences: Sequence[Sentence], evidence: Sequence[Collection[str]], rows: Sequence[str]) -> Fitted:
    """The numbers by which the sentences' ``evidence`` tells their levels and ``rows``."""
    seen = Counter(piece for each in evidence for piece in each)
    pieces = sorted(piece for piece, count in seen.items() if count >= _SEEN)
    place = {piece: at for at, piece in enumerate(pieces)}
    known = [sorted(place[piece] for piece in each if piece in place) for each in evidence]
    network = fit_network(
        known,
        [int(sentence.level) for sentence in sentences],
        [_cost(sentence) for sentence in sentences],
        (len(pieces), len(Level)),
        Settings(),
    )
    single = np.array([GAP not in piece for piece in pieces], dtype=np.bool_)
    starts, where, shares, priors, costs = _naive_bayes(sentences, known, single, rows)
    return Fitted(
        pieces=tuple(pieces),
        inner=network.inner,
        bias=network.bias,
        outer=network.outer,
        levels=network.levels,
        rows=tuple(rows),
        priors=priors,
        costs=costs,
        share_starts=starts,
        share_rows=where,
        shares=shares,
    )


def _cost(sentence: Sentence) -> float:
    return _COSTS[sentence.level] * (_BY_TAXONOMY if sentence.writer in _OF_TAXONOMY else 1.0)


_Ints = NDArray[np.int32]
_Numbers = NDArray[np.float32]


def _naive_bayes(
    sentences: Sequence[Sentence],
    known: Sequence[Sequence[int]],
    single: NDArray[np.bool_],
    rows: Sequence[str],
) -> tuple[_Ints, _Ints, _Numbers, _Numbers, _Numbers]:
    """For each piece its share of rows (compressed sparse rows), for each row its prior and cost of a
    piece.
    """
    order = {row: at for at, row in enumerate(rows)}
    said = np.zeros(len(rows))
    counts: Counter[tuple[int, int]] = Counter()
    for sentence, pieces in zip(sentences, known, strict=True):
        if sentence.row is not None:
            row = order[sentence.row]
            said[row] += 1
            counts.update((piece, row) for piece in pieces if single[piece])
    pairs = sorted(counts)
    held = np.array([counts[pair] for pair in pairs], dtype=np.float64)
    owners = np.array([piece for piece, _ in pairs], dtype=np.int64)
    where = np.array([row for _, row in pairs], dtype=np.int32)
    sizes = np.bincount(where, held, len(rows))
    starts = np.searchsorted(owners, np.arange(len(single) + 1)).astype(np.int32)
    used = len(np.unique(owners))
    return (
        starts,
        where,
        np.log1p(held / _UNHEARD).astype(np.float32),
        np.log(said + 1).astype(np.float32),
        np.log((sizes + _UNHEARD * used) / _UNHEARD).astype(np.float32),
    )
