"""Weighted finite-state transducers in OpenFst's binary formats.

Layouts from ``fst/fst.cc``, ``fst/vector-fst.h``, ``fst/const-fst.h``, ``fst/add-on.h``,
``fst/label-reachable.h`` and ``fst/interval-set.h`` of OpenFst 1.8. Header: int32 magic, type and arc type as
int32 length and text, int32 version, int32 flags, uint64 properties, int64 start, states, arcs. Weights are
tropical: negative logarithms, infinity where a state is not final.

- ``vector``: for each state float32 final weight, int64 count of arcs, and the arcs (int32 input label,
  int32 output label, float32 weight, int32 next state).
- ``const``: for each state float32 final weight, uint32 first arc, arcs, input epsilons, output epsilons;
  then all arcs.
- ``olabel_lookahead``: a ``const`` one within an add-on: a header, int32 magic, the contained file; then
  whether there is an add-on, whether it has an input half (no) and an output half (yes): bool "reaches
  inputs" (no), bool "keeps relabelling" (no), int32 label that stands for "final", int64 count of states,
  and for each of them the output labels that can come next as int64 count of half-open intervals, their
  int32 begins and ends, and the int32 count of labels in them.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.model_maker.kaldi.label_reach import Intervals

__all__ = ["EPSILON", "Arcs", "Fst", "lookahead_bytes", "vector_bytes"]

EPSILON = 0
_MAGIC = 2125659606
_ADD_ON_MAGIC = 446681434
_EXPANDED, _MUTABLE = 0x1, 0x2
_ACCEPTOR = 0x10000
_INPUT_SORTED, _OUTPUT_SORTED = 0x10000000, 0x40000000
_ARC = np.dtype([("input", "<i4"), ("output", "<i4"), ("weight", "<f4"), ("next", "<i4")])
_CONST_STATE = np.dtype(
    [
        ("final", "<f4"),
        ("first", "<u4"),
        ("arcs", "<u4"),
        ("input_epsilons", "<u4"),
        ("output_epsilons", "<u4"),
    ]
)


class Arcs(NamedTuple):
    """All arcs, ordered by their state; ``first`` of shape (states + 1,) says where each state's begin."""

    first: npt.NDArray[np.int64]
    records: npt.NDArray[np.void]


@dataclass(slots=True)
class Fst:
    """A transducer under construction; states are numbered from 0."""

    start: int = 0
    finals: dict[int, float] = field(default_factory=dict)
    _states: int = 0
    _sources: array[int] = field(default_factory=lambda: array("i"))
    _inputs: array[int] = field(default_factory=lambda: array("i"))
    _outputs: array[int] = field(default_factory=lambda: array("i"))
    _weights: array[float] = field(default_factory=lambda: array("f"))
    _nexts: array[int] = field(default_factory=lambda: array("i"))

    def state(self) -> int:
        """A new state."""
        self._states += 1
        return self._states - 1

    def arc(
        self,
        source: int,
        target: int,
        *,
        consumed: int = EPSILON,
        given: int = EPSILON,
        weight: float = 0.0,
    ) -> None:
        """A new arc; ``consumed`` and ``given`` are labels, ``weight`` is a negative natural logarithm."""
        self._sources.append(source)
        self._inputs.append(consumed)
        self._outputs.append(given)
        self._weights.append(weight)
        self._nexts.append(target)

    def map_inputs(self, labels: Sequence[int], costs: Sequence[float]) -> None:
        """Replace each input label i by ``labels[i]`` and add ``costs[i]`` to the arc's weight."""
        before = np.array(self._inputs, np.int64)
        self._inputs = array("i", np.asarray(labels, np.intc)[before].tobytes())
        weights = np.array(self._weights) + np.asarray(costs)[before]
        self._weights = array("f", weights.astype(np.float32).tobytes())

    @property
    def states(self) -> int:
        """How many states there are."""
        return self._states

    def sorted_arcs(self, key: str) -> Arcs:
        """The arcs by state and then by ``key``, ``input`` or ``output``."""
        sources = np.array(self._sources, np.int64)
        records = np.empty(len(sources), _ARC)
        records["input"], records["output"] = self._inputs, self._outputs
        records["weight"], records["next"] = self._weights, self._nexts
        order = np.lexsort((records[key], sources))
        first = np.searchsorted(sources[order], np.arange(self._states + 1))
        return Arcs(first, records[order])

    def final_weights(self) -> npt.NDArray[np.float32]:
        """Shape (states,), infinity where a state is not final."""
        weights = np.full(self._states, np.inf, np.float32)
        for state, weight in self.finals.items():
            weights[state] = weight
        return weights


def vector_bytes(fst: Fst) -> bytes:
    """An acceptor as a ``vector`` file with its arcs sorted by label."""
    arcs = fst.sorted_arcs("input")
    finals = fst.final_weights()
    properties = _EXPANDED | _MUTABLE | _ACCEPTOR | _INPUT_SORTED | _OUTPUT_SORTED
    parts = [_header("vector", 2, properties, fst.start, fst.states, len(arcs.records))]
    for state in range(fst.states):
        begin, end = arcs.first[state], arcs.first[state + 1]
        parts += (struct.pack("<fq", finals[state], end - begin), arcs.records[begin:end].tobytes())
    return b"".join(parts)


def lookahead_bytes(fst: Fst, reachable: Sequence[Intervals], final_label: int) -> bytes:
    """A transducer as an ``olabel_lookahead`` file with its arcs sorted by output label.

    ``reachable[s]`` are the output labels that can come next from state s; ``final_label`` is larger than
    all of them and stands for the end of input.
    """
    no_states = _header("olabel_lookahead", 1, _EXPANDED | _OUTPUT_SORTED, -1, 0, 0)
    encoded: dict[Intervals, bytes] = {}
    sets = []
    for intervals in reachable:
        if intervals not in encoded:
            encoded[intervals] = _interval_bytes(intervals)
        sets.append(encoded[intervals])
    add_on = struct.pack("<???", True, False, True) + struct.pack(
        "<??iq", False, False, final_label, len(reachable)
    )
    return b"".join((no_states, struct.pack("<i", _ADD_ON_MAGIC), _const_bytes(fst), add_on, *sets))


def _const_bytes(fst: Fst) -> bytes:
    arcs = fst.sorted_arcs("output")
    states = np.empty(fst.states, _CONST_STATE)
    states["final"] = fst.final_weights()
    states["first"] = arcs.first[:-1]
    states["arcs"] = np.diff(arcs.first)
    for name, label in (("input_epsilons", "input"), ("output_epsilons", "output")):
        silent = np.concatenate(([0], np.cumsum(arcs.records[label] == EPSILON)))
        states[name] = silent[arcs.first[1:]] - silent[arcs.first[:-1]]
    header = _header("const", 2, _EXPANDED | _OUTPUT_SORTED, fst.start, fst.states, len(arcs.records))
    return header + states.tobytes() + arcs.records.tobytes()


def _header(kind: str, version: int, properties: int, start: int, states: int, arcs: int) -> bytes:
    names = b"".join(struct.pack("<i", len(name)) + name.encode("ascii") for name in (kind, "standard"))
    return (
        struct.pack("<i", _MAGIC)
        + names
        + struct.pack("<iiQqqq", version, 0, properties, start, states, arcs)
    )


def _interval_bytes(intervals: Intervals) -> bytes:
    ends = b"".join(struct.pack("<ii", begin, end) for begin, end in intervals)
    return struct.pack("<q", len(intervals)) + ends + struct.pack("<i", sum(e - b for b, e in intervals))
