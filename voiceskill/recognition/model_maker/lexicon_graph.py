"""The graph from transition ids to words: a pronunciation tree with exact triphones within and across words.

Between words stands a boundary state for each pair (last phone, next phone); a word starts from the
boundaries whose next phone is its first, and ends on those whose last phone is its last, so both outer
triphones see their true neighbour. Silence between words resets both. Within words, prefixes are shared up
to the last phone; there the word's label is given and the endings of all words with the same last two
phones are shared again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial

from voiceskill.recognition.model_maker.kaldi.fst import EPSILON, Fst
from voiceskill.recognition.model_maker.kaldi.label_reach import Intervals, next_labels
from voiceskill.recognition.model_maker.kaldi.transition_model import STATES, TransitionModel, Triple
from voiceskill.recognition.model_maker.phone_set import GARBAGE, NOISE, SILENCE, PhoneSet
from voiceskill.recognition.model_maker.settings import GraphSettings
from voiceskill.recognition.model_maker.sphinx.dictionary import Lexicon
from voiceskill.recognition.model_maker.sphinx.model_definition import ModelDefinition, Position

__all__ = ["GARBAGE_SENONE", "LexiconGraph", "Step", "build_lexicon_graph"]

GARBAGE_SENONE = -1
"""Stands for the constant score of the garbage phone where others have a senone."""

Step = tuple[int, int, int, bool]
"""Phone id, state, senone, and whether the step leads onwards (or loops)."""


@dataclass(slots=True)
class LexiconGraph:
    """Arcs carry indexes into ``steps`` (plus one) as input labels until transition ids are known."""

    fst: Fst = field(default_factory=Fst)
    steps: list[Step] = field(default_factory=list)
    successors: list[list[int]] = field(default_factory=list)
    emitted: list[list[int]] = field(default_factory=list)
    _step_labels: dict[Step, int] = field(default_factory=dict)

    def state(self) -> int:
        """A new state."""
        self.successors.append([])
        self.emitted.append([])
        return self.fst.state()

    def arc(
        self, source: int, target: int, *, step: Step | None = None, word: int = EPSILON, cost: float = 0.0
    ) -> None:
        """A new arc that consumes ``step`` and gives ``word``."""
        label = EPSILON if step is None else self._label(step)
        self.fst.arc(source, target, consumed=label, given=word, weight=cost)
        if word == EPSILON:
            self.successors[source].append(target)
        else:
            self.emitted[source].append(word)

    def phone(self, source: int, phone: int, senones: Sequence[int], cost: float = 0.0) -> int:
        """The states of a phone in a row behind ``source``; gives the last one."""
        for state, senone in enumerate(senones):
            target = self.state()
            self.arc(source, target, step=(phone, state, senone, True), cost=cost)
            self.arc(target, target, step=(phone, state, senone, False))
            source, cost = target, 0.0
        return source

    def reachable(self, final_label: int) -> list[Intervals]:
        """The words that can come next from each state."""
        final = [state in self.fst.finals for state in range(self.fst.states)]
        return next_labels(self.successors, self.emitted, final, final_label)

    def triples(self, pdfs: dict[int, int]) -> list[Triple]:
        """The transition states in use, sorted, with pdfs in place of senones."""
        return sorted({(phone, state, pdfs[senone]) for phone, state, senone, _ in self.steps})

    def label_transitions(self, transitions: TransitionModel, pdfs: dict[int, int], scale: float) -> None:
        """Turn the input labels into transition ids, and add ``scale`` times their costs to the arcs."""
        ids = transitions.ids()
        stay = dict(zip(transitions.triples, transitions.loops, strict=True))
        labels, costs = [EPSILON], [0.0]
        for phone, state, senone, onwards in self.steps:
            triple = (phone, state, pdfs[senone])
            labels.append(ids[triple][onwards])
            costs.append(-scale * math.log(1.0 - stay[triple] if onwards else stay[triple]))
        self.fst.map_inputs(labels, costs)

    def _label(self, step: Step) -> int:
        label = self._step_labels.get(step)
        if label is None:
            self.steps.append(step)
            label = self._step_labels[step] = len(self.steps)
        return label


def build_lexicon_graph(
    definition: ModelDefinition,
    lexicon: Lexicon,
    word_ids: dict[str, int],
    garbage: int,
    settings: GraphSettings,
) -> LexiconGraph:
    """The graph over the words of ``lexicon`` plus the word ``garbage``, made of garbage phones."""
    builder = _Builder(definition, lexicon, settings)
    builder.join_boundaries()
    for word in sorted(lexicon, key=word_ids.__getitem__):
        for pronunciation in lexicon[word]:
            builder.add_word(word_ids[word], [builder.phones.base(phone) for phone in pronunciation])
    builder.add_garbage(garbage)
    return builder.graph


class _Builder:
    def __init__(self, definition: ModelDefinition, lexicon: Lexicon, settings: GraphSettings) -> None:
        self.graph = LexiconGraph()
        self.phones = PhoneSet(definition)
        self._definition = definition
        self._silence = self.phones.silence_base
        variants = [variant for variants in lexicon.values() for variant in variants]
        self._firsts = sorted({self.phones.base(variant[0]) for variant in variants})
        self._lasts = sorted({self.phones.base(variant[-1]) for variant in variants})
        self._silence_cost = -math.log(settings.silence)
        self._direct_cost = -math.log(1.0 - settings.silence)
        self._noise_cost = -math.log(settings.noise)
        self._start = self.graph.state()
        self._before_silence = self.graph.state()
        self._after_silence = self.graph.state()
        self._boundaries = {
            (last, following): self.graph.state()
            for last in (*self._lasts, self._silence)
            for following in (*self._firsts, self._silence)
            if (last, following) != (self._silence, self._silence)
        }
        self._prefixes: dict[tuple[int, ...], int] = {}
        self._endings: dict[tuple[int, int], int] = {}

    def join_boundaries(self) -> None:
        """Optional silence and noise between words, at the start and at the end."""
        graph = self.graph
        silence = self._definition.base_senones(self._silence)
        noise = self._definition.base_senones(self.phones.noise_base)
        graph.arc(graph.phone(self._before_silence, SILENCE, silence), self._after_silence)
        graph.arc(graph.phone(self._before_silence, NOISE, noise, self._noise_cost), self._after_silence)
        graph.arc(graph.phone(self._after_silence, NOISE, noise, self._noise_cost), self._before_silence)
        graph.arc(self._start, self._before_silence, cost=self._silence_cost)
        graph.fst.start = self._start
        graph.fst.finals[self._after_silence] = 0.0
        for first in self._firsts:
            graph.arc(self._after_silence, self._boundaries[self._silence, first])
            graph.arc(self._start, self._boundaries[self._silence, first], cost=self._direct_cost)
        for last in self._lasts:
            boundary = self._boundaries[last, self._silence]
            graph.arc(boundary, self._before_silence, cost=self._silence_cost)
            graph.fst.finals[boundary] = self._direct_cost

    def add_word(self, word: int, phones: Sequence[int]) -> None:
        """One pronunciation of a word."""
        if len(phones) == 1:
            self._add_single(word, phones[0])
            return
        state = self._first_phone(phones[0], phones[1])
        for place in range(1, len(phones) - 1):
            state = self._inner_phone(state, tuple(phones[: place + 2]))
        self.graph.arc(state, self._ending(phones[-2], phones[-1]), word=word)

    def add_garbage(self, word: int) -> None:
        """The word that takes what no other word explains; it may follow any word and itself."""
        graph = self.graph
        hub = graph.state()
        inside = graph.state()
        graph.arc(hub, inside, word=word)
        end = graph.phone(inside, GARBAGE, (GARBAGE_SENONE,) * STATES)
        graph.arc(self._after_silence, hub)
        graph.arc(self._start, hub, cost=self._direct_cost)
        graph.arc(end, hub, cost=self._direct_cost)
        graph.arc(end, self._before_silence, cost=self._silence_cost)
        graph.fst.finals[end] = self._direct_cost
        for last in self._lasts:
            graph.arc(self._boundaries[last, self._silence], hub, cost=self._direct_cost)
        for first in self._firsts:
            graph.arc(end, self._boundaries[self._silence, first], cost=self._direct_cost)

    def _add_single(self, word: int, base: int) -> None:
        phone = self.phones.speech(base, Position.SINGLE)
        for lefts in _alike(self._before(), partial(self._single_row, base)):
            entry = self.graph.state()
            for last in lefts:
                self.graph.arc(self._boundaries[last, base], entry, word=word)
            row = self._single_row(base, lefts[0])
            for senones in dict.fromkeys(row):
                end = self.graph.phone(entry, phone, senones)
                self._reach(end, base, [n for n, s in zip(self._after(), row, strict=True) if s == senones])

    def _single_row(self, base: int, last: int) -> tuple[tuple[int, ...], ...]:
        return tuple(
            self._definition.senones(base, last, following, Position.SINGLE) for following in self._after()
        )

    def _first_phone(self, base: int, following: int) -> int:
        key = (base, following)
        if key not in self._prefixes:
            joined = self._prefixes[key] = self.graph.state()
            phone = self.phones.speech(base, Position.BEGIN)

            def senones(last: int) -> tuple[int, ...]:
                return self._definition.senones(base, last, following, Position.BEGIN)

            for lefts in _alike(self._before(), senones):
                entry = self.graph.state()
                for last in lefts:
                    self.graph.arc(self._boundaries[last, base], entry)
                self.graph.arc(self.graph.phone(entry, phone, senones(lefts[0])), joined)
        return self._prefixes[key]

    def _inner_phone(self, state: int, prefix: tuple[int, ...]) -> int:
        if prefix not in self._prefixes:
            left, base, right = prefix[-3:]
            senones = self._definition.senones(base, left, right, Position.INTERNAL)
            phone = self.phones.speech(base, Position.INTERNAL)
            self._prefixes[prefix] = self.graph.phone(state, phone, senones)
        return self._prefixes[prefix]

    def _ending(self, left: int, base: int) -> int:
        key = (left, base)
        if key not in self._endings:
            entry = self._endings[key] = self.graph.state()
            phone = self.phones.speech(base, Position.END)

            def senones(following: int) -> tuple[int, ...]:
                return self._definition.senones(base, left, following, Position.END)

            for nexts in _alike(self._after(), senones):
                self._reach(self.graph.phone(entry, phone, senones(nexts[0])), base, nexts)
        return self._endings[key]

    def _reach(self, end: int, last: int, nexts: Sequence[int]) -> None:
        """From the end of a word to the boundaries that agree with its last triphone."""
        for following in nexts:
            cost = 0.0 if following == self._silence else self._direct_cost
            self.graph.arc(end, self._boundaries[last, following], cost=cost)

    def _before(self) -> tuple[int, ...]:
        return (*self._lasts, self._silence)

    def _after(self) -> tuple[int, ...]:
        return (*self._firsts, self._silence)


def _alike(neighbours: Sequence[int], key: Callable[[int], Hashable]) -> list[list[int]]:
    """The neighbours in groups for which ``key`` is the same."""
    groups: dict[Hashable, list[int]] = {}
    for neighbour in neighbours:
        groups.setdefault(key(neighbour), []).append(neighbour)
    return list(groups.values())
