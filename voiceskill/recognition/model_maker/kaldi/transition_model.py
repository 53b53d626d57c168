"""Kaldi's transition model: phones, the states they pass through, and the ids of the steps between them.

Layout from ``hmm/transition-model.cc`` and ``hmm/hmm-topology.cc``: one topology for all phones here, three
states in a row, each with a loop and a step onwards. A triple (phone, state, pdf) is a transition state;
its loop and its step get consecutive transition ids, counted from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voiceskill.recognition.model_maker.kaldi.binary import integer, integers, real, token, vector

__all__ = ["STATES", "TransitionModel", "Triple"]

STATES = 3
_STEPS = 2
_NO_PDF = -1

Triple = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class TransitionModel:
    """``phones`` are ids from 1 without gaps; ``triples`` are sorted (phone, state, pdf) without doubles;
    ``loops`` holds each triple's probability of staying.
    """

    phones: int
    triples: Sequence[Triple]
    loops: Sequence[float]

    def ids(self) -> dict[Triple, tuple[int, int]]:
        """For each triple the transition ids of its loop and of its step onwards."""
        return {triple: (_STEPS * index + 1, _STEPS * index + 2) for index, triple in enumerate(self.triples)}

    def to_bytes(self) -> bytes:
        """The ``<TransitionModel>`` part of ``final.mdl``."""
        stay = np.asarray(self.loops, np.float64)
        log_probabilities = np.zeros(1 + _STEPS * len(self.triples))
        log_probabilities[1::_STEPS] = np.log(stay)
        log_probabilities[2::_STEPS] = np.log1p(-stay)
        triples = b"".join(integer(value) for triple in self.triples for value in triple)
        return b"".join(
            (
                token("<TransitionModel>"),
                self._topology(),
                token("<Triples>") + integer(len(self.triples)) + triples + token("</Triples>"),
                token("<LogProbs>") + vector(log_probabilities) + token("</LogProbs>"),
                token("</TransitionModel>"),
            )
        )

    def _topology(self) -> bytes:
        entry_of_phone = [-1] + [0] * self.phones
        states = b"".join(
            integer(state) + integer(_STEPS) + integer(state) + real(0.5) + integer(state + 1) + real(0.5)
            for state in range(STATES)
        )
        final = integer(_NO_PDF) + integer(0)
        return b"".join(
            (
                token("<Topology>"),
                integers(range(1, self.phones + 1)),
                integers(entry_of_phone),
                integer(1),
                integer(STATES + 1) + states + final,
                token("</Topology>"),
            )
        )
