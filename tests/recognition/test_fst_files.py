"""Transducer files against bytes that OpenFst's own tools write for the same transducers."""

import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.recognition.model_maker.kaldi.fst import Fst, lookahead_bytes, vector_bytes
from voiceskill.recognition.model_maker.kaldi.label_reach import next_labels

MAGIC = b"\xd6\xfd\xb2\x7e"
INFINITY = b"\x00\x00\x80\x7f"


def acceptor() -> Fst:
    fst = Fst()
    start, end = fst.state(), fst.state()
    fst.arc(start, end, consumed=2, given=2, weight=0.5)
    fst.arc(start, start, consumed=1, given=1)
    fst.finals[end] = 1.0
    return fst


def test_vector_file_has_openfst_layout() -> None:
    expected = (
        MAGIC
        + b"\6\0\0\0vector"
        + b"\x08\0\0\0standard"
        + struct.pack("<iiQqqq", 2, 0, 0x50010003, 0, 2, 2)
        + INFINITY
        + struct.pack("<q", 2)
        + struct.pack("<iifi", 1, 1, 0.0, 0)
        + struct.pack("<iifi", 2, 2, 0.5, 1)
        + struct.pack("<fq", 1.0, 0)
    )
    assert vector_bytes(acceptor()) == expected


def test_lookahead_file_has_openfst_layout() -> None:
    fst = Fst()
    start, end = fst.state(), fst.state()
    fst.arc(start, end, consumed=7, given=1, weight=0.5)
    fst.arc(start, end, consumed=8)
    fst.finals[end] = 0.0
    reachable = next_labels([[end], []], [[1], []], [False, True], 2)
    expected = (
        MAGIC
        + b"\x10\0\0\0olabel_lookahead"
        + b"\x08\0\0\0standard"
        + struct.pack("<iiQqqq", 1, 0, 0x40000001, -1, 0, 0)
        + b"\x5a\xd1\x9f\x1a"
        + MAGIC
        + b"\5\0\0\0const"
        + b"\x08\0\0\0standard"
        + struct.pack("<iiQqqq", 2, 0, 0x40000001, 0, 2, 2)
        + INFINITY
        + struct.pack("<4I", 0, 2, 0, 1)
        + struct.pack("<f4I", 0.0, 2, 0, 0, 0)
        + struct.pack("<iifi", 8, 0, 0.0, 1)
        + struct.pack("<iifi", 7, 1, 0.5, 1)
        + b"\1\0\1"
        + b"\0\0"
        + struct.pack("<iq", 2, 2)
        + struct.pack("<qiii", 1, 1, 3, 2)
        + struct.pack("<qiii", 1, 2, 3, 1)
    )
    assert lookahead_bytes(fst, reachable, 2) == expected


def test_input_labels_are_replaced_and_their_costs_added() -> None:
    fst = acceptor()
    fst.map_inputs([0, 10, 20], [0.0, 0.25, 1.0])
    records = fst.sorted_arcs("input").records
    assert records["input"].tolist() == [10, 20]
    assert np.allclose(records["weight"], [0.25, 1.5])


def by_walking(successors: list[list[int]], emitted: list[list[int]], start: int) -> set[int]:
    seen, waiting, labels = {start}, [start], set()
    while waiting:
        state = waiting.pop()
        labels.update(emitted[state])
        for successor in successors[state]:
            if successor not in seen:
                seen.add(successor)
                waiting.append(successor)
    return labels


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int]]]:
    size = draw(st.integers(1, 8))
    states = st.lists(st.integers(0, size - 1), max_size=3)
    labels = st.lists(st.integers(1, 12), max_size=3)
    return (
        draw(st.lists(states, min_size=size, max_size=size)),
        draw(st.lists(labels, min_size=size, max_size=size)),
    )


@given(graphs())
def test_next_labels_are_those_that_a_walk_finds(graph: tuple[list[list[int]], list[list[int]]]) -> None:
    successors, emitted = graph
    found = next_labels(successors, emitted, [False] * len(successors), 13)
    for state, intervals in enumerate(found):
        labels = {label for begin, end in intervals for label in range(begin, end)}
        assert labels == by_walking(successors, emitted, state)


@given(graphs())
def test_intervals_ascend_and_do_not_touch(graph: tuple[list[list[int]], list[list[int]]]) -> None:
    successors, emitted = graph
    for intervals in next_labels(successors, emitted, [True] * len(successors), 13):
        borders = [border for interval in intervals for border in interval]
        assert borders == sorted(set(borders))
        assert intervals[-1][1] == 14, "the end of input can be reached from every final state"
