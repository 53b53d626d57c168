"""Finds every pattern in one pass over the words: a finite automaton that is determinised as it is needed.

The patterns hold no repetition, so no match is longer than a fixed number of words, and the work for a text
is bounded by its length. Seen combinations of words are remembered (as in lazily built DFAs of regular
expression engines), up to a limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from voiceskill.understanding.red_flags import pattern as pt

__all__ = ["Automaton", "Span"]

_ANY = 0
_ANY_WIDE = -1
_REMEMBERED = 60_000


class Span(NamedTuple):
    """The words ``start`` to ``end`` (exclusive) say ``name``."""

    name: str
    start: int
    end: int


class _State:
    """A set of places in the patterns that were reached together."""

    __slots__ = ("accepts", "nodes", "steps")

    def __init__(self, nodes: frozenset[int], accepts: tuple[str, ...]) -> None:
        self.nodes = nodes
        self.accepts = accepts
        self.steps: dict[str, _State | None] = {}


class Automaton:
    """All patterns at once."""

    def __init__(
        self, patterns: Iterable[tuple[str, pt.Element]], stoppers: pt.Words, joiners: frozenset[str]
    ) -> None:
        """No gap crosses a word of ``stoppers``, except that a wide one crosses those of ``joiners``."""
        self._joiners = joiners
        self._edges: list[dict[int, set[int]]] = [{}]
        self._accepts: dict[int, set[str]] = {}
        self._labels: dict[pt.Words, int] = {}
        self._by_word: dict[str, list[int]] = {}
        self._by_prefix: dict[str, list[int]] = {}
        self._label_cache: dict[str, frozenset[int]] = {}
        self._stopper = self._label(stoppers)
        for name, element in patterns:
            for node in self._add(element, frozenset([0])):
                self._accepts.setdefault(node, set()).add(name)
        self._states: dict[frozenset[int], _State] = {}
        self._remembered = 0
        self._start = _State(frozenset([0]), ())

    def find(self, words: Sequence[str]) -> list[Span]:
        """The longest match of each pattern name at each word, ordered by where it starts."""
        found: list[Span] = []
        for start, word in enumerate(words):
            state = self._step(self._start, word)
            if state is None:
                continue
            ends: dict[str, int] = {}
            end = start + 1
            while state is not None:
                for name in state.accepts:
                    ends[name] = end
                if end == len(words):
                    break
                state = self._step(state, words[end])
                end += 1
            found.extend(Span(name, start, last) for name, last in ends.items())
        return found

    def _step(self, state: _State, word: str) -> _State | None:
        try:
            return state.steps[word]
        except KeyError:
            return self._explore(state, word)

    def _explore(self, state: _State, word: str) -> _State | None:
        labels = self._labels_of(word)
        reached: set[int] = set()
        for node in state.nodes:
            edges = self._edges[node]
            if len(edges) > len(labels):
                for label in labels:
                    reached.update(edges.get(label, ()))
            elif not labels.isdisjoint(edges):
                for label in edges:
                    if label in labels:
                        reached |= edges[label]
        if self._remembered >= _REMEMBERED:
            self._forget()
        following = self._state(frozenset(reached)) if reached else None
        state.steps[word] = following
        self._remembered += 1
        return following

    def _state(self, nodes: frozenset[int]) -> _State:
        state = self._states.get(nodes)
        if state is None:
            names = frozenset().union(*(self._accepts.get(node, ()) for node in nodes))
            state = self._states[nodes] = _State(nodes, tuple(sorted(names)))
        return state

    def _forget(self) -> None:
        self._states.clear()
        self._start.steps.clear()
        self._label_cache.clear()
        self._remembered = 0

    def _labels_of(self, word: str) -> frozenset[int]:
        labels = self._label_cache.get(word)
        if labels is None:
            matching = set(self._by_word.get(word, ()))
            for length in range(1, len(word) + 1):
                matching.update(self._by_prefix.get(word[:length], ()))
            if self._stopper not in matching:
                matching |= {_ANY, _ANY_WIDE}
            elif word in self._joiners:
                matching.add(_ANY_WIDE)
            labels = self._label_cache[word] = frozenset(matching)
        return labels

    def _label(self, words: pt.Words) -> int:
        label = self._labels.get(words)
        if label is None:
            label = self._labels[words] = len(self._labels) + 1
            for word in words.exact:
                self._by_word.setdefault(word, []).append(label)
            for prefix in words.prefixes:
                self._by_prefix.setdefault(prefix, []).append(label)
        return label

    def _add(self, element: pt.Element, places: frozenset[int]) -> frozenset[int]:
        """Lay ``element`` after ``places``; return the places where it may end."""
        if isinstance(element, pt.Words):
            return frozenset([self._node_after(places, self._label(element))])
        if isinstance(element, pt.Gap):
            ends = set(places)
            for _ in range(element.longest):
                label = _ANY_WIDE if element.wide else _ANY
                places = frozenset([self._node_after(places, label)])
                ends |= places
            return frozenset(ends)
        if isinstance(element, pt.Sequence):
            for part in element.parts:
                places = self._add(part, places)
            return places
        return frozenset().union(*(self._add(option, places) for option in element.options))

    def _node_after(self, places: frozenset[int], label: int) -> int:
        node = len(self._edges)
        self._edges.append({})
        for place in places:
            self._edges[place].setdefault(label, set()).add(node)
        return node
