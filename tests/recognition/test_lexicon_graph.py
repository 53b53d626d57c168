"""The graph over a real acoustic model and a tiny lexicon: what its paths say, and which sounds they are."""

from __future__ import annotations

import pytest

from voiceskill.recognition.model_maker.kaldi.fst import EPSILON
from voiceskill.recognition.model_maker.lexicon_graph import (
    GARBAGE_SENONE,
    LexiconGraph,
    build_lexicon_graph,
)
from voiceskill.recognition.model_maker.maker import GARBAGE_WORD, number_words
from voiceskill.recognition.model_maker.settings import GraphSettings
from voiceskill.recognition.model_maker.sphinx.acoustic_model import AcousticModel, read_acoustic_model
from voiceskill.recognition.model_maker.sphinx.model_definition import Position

LEXICON = {
    "a": (("AH",),),
    "cat": (("K", "AE", "T"),),
    "calf": (("K", "AE", "F"),),
    "the": (("DH", "AH"), ("DH", "IY")),
}
IDS = number_words(LEXICON)


@pytest.fixture(scope="module")
def model() -> AcousticModel:
    return read_acoustic_model()


@pytest.fixture(scope="module")
def graph(model: AcousticModel) -> LexiconGraph:
    return build_lexicon_graph(model.definition, LEXICON, IDS, IDS[GARBAGE_WORD], GraphSettings())


def spellings(graph: LexiconGraph, word: int) -> set[tuple[int, ...]]:
    """The senone rows of all paths from the start that say ``word``, without silence, and stop at its end."""
    arcs = graph.fst.sorted_arcs("output")
    found: set[tuple[int, ...]] = set()
    waiting = [(graph.fst.start, (), False)]
    while waiting:
        state, senones, said = waiting.pop()
        if said and state in graph.fst.finals:
            found.add(senones)
        for arc in arcs.records[arcs.first[state] : arcs.first[state + 1]]:
            step = None if arc["input"] == EPSILON else graph.steps[arc["input"] - 1]
            silent = step is not None and step[0] < 3
            wrong = arc["output"] not in (EPSILON, word) or (said and arc["output"] != EPSILON)
            if silent or wrong or arc["next"] == state:
                continue
            onwards = senones if step is None else (*senones, step[2])
            if len(onwards) <= 9:
                waiting.append((int(arc["next"]), onwards, said or bool(arc["output"])))
    return found


def test_a_word_between_silences_is_its_triphones(graph: LexiconGraph, model: AcousticModel) -> None:
    definition = model.definition
    silence, k, ae, t = (definition.phones.index(name) for name in ("SIL", "K", "AE", "T"))
    expected = (
        *definition.senones(k, silence, ae, Position.BEGIN),
        *definition.senones(ae, k, t, Position.INTERNAL),
        *definition.senones(t, ae, silence, Position.END),
    )
    assert expected in spellings(graph, IDS["cat"])


def test_a_word_of_one_phone_sees_both_neighbours(graph: LexiconGraph, model: AcousticModel) -> None:
    definition = model.definition
    silence, ah = definition.phones.index("SIL"), definition.phones.index("AH")
    assert definition.senones(ah, silence, silence, Position.SINGLE) in spellings(graph, IDS["a"])


def test_a_word_with_two_pronunciations_has_two_spellings(graph: LexiconGraph) -> None:
    assert len(spellings(graph, IDS["the"])) == 2


def test_every_word_can_come_first(graph: LexiconGraph) -> None:
    reachable = graph.reachable(final_label=len(IDS) + 1)[graph.fst.start]
    labels = {label for begin, end in reachable for label in range(begin, end)}
    assert set(IDS.values()) <= labels


def test_garbage_is_a_constant_score(graph: LexiconGraph) -> None:
    assert spellings(graph, IDS[GARBAGE_WORD]) == {(GARBAGE_SENONE,) * 3}


def test_arc_costs_are_never_negative(graph: LexiconGraph) -> None:
    assert (graph.fst.sorted_arcs("output").records["weight"] >= 0.0).all()


def test_words_that_begin_alike_have_neighbouring_ids() -> None:
    assert abs(IDS["cat"] - IDS["calf"]) == 1
    assert max(IDS, key=IDS.__getitem__) == GARBAGE_WORD
