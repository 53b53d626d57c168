"""Finds every pattern in one pass over the words: a finite automaton that is determinised as it is needed.

The patterns hold no repetition, so no match is longer than a fixed number of words, and the work for a text
is bounded by its length. Words that the same parts of patterns take are one kind; seen combinations of kinds
are remembered (as in lazily built DFAs of regular expression engines), up to a limit. So a new word mostly
leads where another one led before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from voiceskill.understanding.red_flags import pattern as pt

__all__ = ["Automaton", "Span"]

_ANY = 0
_ANY_WIDE = -1
_REMEMBERED = 60_000

_Kind: TypeAlias = frozenset[int]
"""The labels that take a word; one object for all words of a kind."""


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
        self.steps: dict[_Kind, _State | None] = {}


class Automaton:
    """All patterns at once."""

    def __init__(
        self, patterns: Iterable[tuple[str, pt.Element]], stoppers: pt.Words, joiners: frozenset[str]
    ) -> None:
        """No gap crosses a word of ``stoppers``, except that a wide one crosses those of ``joiners``."""
        self._joiners = joiners
        self._edges: list[dict[int, tuple[int, ...]]] = [{}]
        self._accepts: dict[int, set[str]] = {}
        self._labels: dict[pt.Words, int] = {}
        self._by_word: dict[str, list[int]] = {}
        self._by_prefix: dict[str, list[int]] = {}
        self._kinds: dict[_Kind, _Kind] = {}
        self._kind_cache: dict[str, _Kind] = {}
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
        kinds = [self._kind_of(word) for word in words]
        for start, kind in enumerate(kinds):
            state = self._step(self._start, kind)
            if state is None:
                continue
            ends: dict[str, int] = {}
            end = start + 1
            while state is not None:
                for name in state.accepts:
                    ends[name] = end
                if end == len(kinds):
                    break
                state = self._step(state, kinds[end])
                end += 1
            found.extend(Span(name, start, last) for name, last in ends.items())
        return found

    def _step(self, state: _State, kind: _Kind) -> _State | None:
        try:
            return state.steps[kind]
        except KeyError:
            return self._explore(state, kind)

    def _explore(self, state: _State, labels: _Kind) -> _State | None:
        reached: set[int] = set()
        for node in state.nodes:
            edges = self._edges[node]
            if len(edges) > len(labels):
                for label in labels:
                    reached.update(edges.get(label, ()))
            elif not labels.isdisjoint(edges):
                for label in edges:
                    if label in labels:
                        reached.update(edges[label])
        if self._remembered >= _REMEMBERED:
            self._forget()
        following = self._state(frozenset(reached)) if reached else None
        state.steps[labels] = following
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
        self._remembered = 0

    def _kind_of(self, word: str) -> _Kind:
        kind = self._kind_cache.get(word)
        if kind is None:
            matching = set(self._by_word.get(word, ()))
            for length in range(1, len(word) + 1):
                matching.update(self._by_prefix.get(word[:length], ()))
            if self._stopper not in matching:
                matching |= {_ANY, _ANY_WIDE}
            elif word in self._joiners:
                matching.add(_ANY_WIDE)
            if len(self._kind_cache) >= _REMEMBERED:
                self._kind_cache.clear()
            labels = frozenset(matching)
            kind = self._kind_cache[word] = self._kinds.setdefault(labels, labels)
        return kind

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
            edges = self._edges[place]
            edges[label] = (*edges.get(label, ()), node)
        return node
