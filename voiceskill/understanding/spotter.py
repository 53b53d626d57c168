"""Finds templates inside an utterance: one automaton over words and concepts, walked from every word.

Between two words of a template the person may put up to ``MAX_SKIPS`` words that add no meaning ("really",
"just"); a gap of a template takes up to ``MAX_GAP`` words of any kind. The automaton is made deterministic
as it is walked (lazy subset construction), so that an utterance costs a few dictionary look-ups a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from voiceskill.understanding.normalise import Normaliser, Token
from voiceskill.understanding.span import Span
from voiceskill.understanding.template_syntax import GAP, MAX_GAP, Item

__all__ = ["MAX_SKIPS", "Spot", "Spotter"]

MAX_SKIPS = 2


class Spot(NamedTuple):
    """The template number ``template`` takes words ``start`` to ``end`` (exclusive)."""

    template: int
    start: int
    end: int


@dataclass(slots=True, eq=False)
class _Node:
    """A place between two items of a template; ``following`` is keyed by word or ``{concept}``."""

    following: dict[str, list[_Node]] = field(default_factory=dict)
    gaps: list[_Node] = field(default_factory=list)
    templates: list[int] = field(default_factory=list)


class _State:
    """Several places at once: what is possible after the same words."""

    __slots__ = ("following", "gap", "nodes", "templates")

    def __init__(self, nodes: tuple[_Node, ...]) -> None:
        self.nodes = nodes
        self.templates = tuple(sorted({number for node in nodes for number in node.templates}))
        self.following: dict[str, _State | list[_Node]] = _merged(nodes)
        gaps = tuple(dict.fromkeys(target for node in nodes for target in node.gaps))
        self.gap: _State | None = _State(gaps) if gaps else None


def _merged(nodes: tuple[_Node, ...]) -> dict[str, _State | list[_Node]]:
    merged: dict[str, _State | list[_Node]] = {}
    if len(nodes) == 1:
        merged.update(nodes[0].following)
        return merged
    lists: dict[str, list[_Node]] = {}
    for node in nodes:
        for key, targets in node.following.items():
            known = lists.get(key)
            lists[key] = targets if known is None else known + targets
    merged.update(lists)
    return merged


_Place: TypeAlias = tuple[_State, int, int]
"""A state, the number of the next word, and how many words may still be skipped."""

_Named: TypeAlias = Sequence[Sequence[tuple[str, int]]]
"""For each word: what begins there, the word itself or a ``{concept}``, and the number of the word after."""


class Spotter:
    """A set of templates, each known by a number."""

    def __init__(self, skippable: Collection[str], normaliser: Normaliser) -> None:
        """``skippable`` are the words that may stand inside any template."""
        self._root = _Node()
        self._start: _State | None = None
        self._states: dict[tuple[_Node, ...], _State] = {}
        self._skippable = frozenset(skippable)
        self._normaliser = normaliser
        self._runs: dict[tuple[str, ...], list[str]] = {}

    def add(self, items: Sequence[Item], template: int) -> None:
        """Add the parsed template ``items`` under the number ``template``; a gap at its end takes nothing."""
        while items and items[-1] == GAP:
            items = items[:-1]
        self._start = None
        self._add_bare_fillers(items, template)
        for head in self._follow([self._root], items, _Node()):
            if head is not self._root:
                head.templates.append(template)

    def spots(self, words: Sequence[str], spans: Iterable[Span]) -> set[Spot]:
        """Every way in which a template is found in ``words``, whose concepts are ``spans``."""
        if self._start is None:
            self._start = _State((self._root,))
        named: list[list[tuple[str, int]]] = [[(word, at)] for at, word in enumerate(words, 1)]
        for span in spans:
            named[span.start].append((f"{{{span.concept}}}", span.end))
        found: set[Spot] = set()
        for start in range(len(words)):
            self._walk(start, words, named, found)
        return found

    def _walk(self, start: int, words: Sequence[str], named: _Named, found: set[Spot]) -> None:
        assert self._start is not None
        waiting: list[_Place] = self._steps(self._start, start, MAX_SKIPS, named)
        if not waiting:
            return
        count = len(words)
        seen: set[_Place] = set()
        while waiting:
            place = waiting.pop()
            state, at, skips = place
            for template in state.templates:
                found.add(Spot(template, start, at))
            if at < count and place not in seen:
                seen.add(place)
                if state.following:
                    waiting += self._steps(state, at, skips, named)
                if skips and words[at] in self._skippable:
                    waiting.append((state, at + 1, skips - 1))
                if state.gap is not None:
                    last = min(at + MAX_GAP, count)
                    waiting += [(state.gap, end, skips) for end in range(at, last + 1)]

    def _steps(self, state: _State, at: int, skips: int, named: _Named) -> list[_Place]:
        """Where the word, and the concepts that begin with it, lead to."""
        following = state.following
        places: list[_Place] = []
        for key, end in named[at]:
            target = following.get(key)
            if target is not None:
                following[key] = made = target if isinstance(target, _State) else self._state(target)
                places.append((made, end, skips))
        return places

    def _state(self, nodes: Iterable[_Node]) -> _State:
        key = tuple(dict.fromkeys(nodes))
        made = self._states.get(key)
        if made is None:
            made = self._states[key] = _State(key)
        return made

    def _follow(self, heads: list[_Node], items: Sequence[Item], target: _Node) -> list[_Node]:
        plain = self._plain(items)
        for i, item in enumerate(plain):
            heads = self._one(heads, item, target if i == len(plain) - 1 else _Node())
        return heads

    def _one(self, heads: list[_Node], item: Item, target: _Node) -> list[_Node]:
        if isinstance(item, str):
            return self._word(heads, item, target)
        ends: dict[_Node, None] = {}
        for choice in item.choices:
            if not choice:
                ends.update(dict.fromkeys(heads))
            elif self._plain(choice):
                ends.update(dict.fromkeys(self._follow(heads, choice, target)))
        return list(ends)

    def _word(self, heads: list[_Node], item: str, target: _Node) -> list[_Node]:
        for head in heads:
            if item == GAP:
                head.gaps.append(target)
            else:
                head.following.setdefault(item, []).append(target)
        return [target]

    def _plain(self, items: Sequence[Item]) -> list[Item]:
        """The items with runs of words normalised together; what is only fillers leaves nothing."""
        plain: list[Item] = []
        run: list[str] = []
        for item in items:
            if isinstance(item, str) and item[0] != "{" and item != GAP:
                run.append(item)
                continue
            if run:
                plain += self._words(tuple(run))
                run = []
            plain.append(item)
        if run:
            plain += self._words(tuple(run))
        return plain

    def _words(self, run: tuple[str, ...]) -> list[str]:
        words = self._runs.get(run)
        if words is None:
            words = self._runs[run] = [token.text for token in self._tokens(run) if not token.filler]
        return words

    def _tokens(self, run: tuple[str, ...]) -> tuple[Token, ...]:
        return self._normaliser.tokens(" ".join(run))

    def _add_bare_fillers(self, items: Sequence[Item], template: int) -> None:
        """Keep choices such as "please" or "hey", which are dropped everywhere but as the whole utterance."""
        if len(items) != 1 or isinstance(items[0], str):
            return
        for choice in items[0].choices:
            run = tuple(item for item in choice if isinstance(item, str))
            tokens = self._tokens(run) if not self._words(run) else ()
            if tokens and all(token.filler for token in tokens):
                heads = [self._root]
                for token in tokens:
                    heads = self._word(heads, token.text, _Node())
                heads[0].templates.append(template)
