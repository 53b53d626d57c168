"""Concepts and their everyday names: which words of an utterance stand for what.

A lexicon is every file of ``lexicon/`` in the language's folder; a file maps concept names to phrases in the
template language. The concepts of ``body_parts.yaml`` are the body parts of ``meaning``; any of them is
``{body_part}``. Words covered by the concept ``idiom`` ("foot the bill") name nothing else,
unless it begins inside a ``literal`` ("my leg it hurts").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from voiceskill.errors import ContentError
from voiceskill.understanding.meaning import BODY_PARTS
from voiceskill.understanding.normalise import Normaliser
from voiceskill.understanding.span import Span
from voiceskill.understanding.spotter import Spotter
from voiceskill.understanding.template_syntax import (
    GAP,
    Alternatives,
    Item,
    TemplateSyntaxError,
    concepts_of,
    parse,
    words_of,
)
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["BODY_PART", "IDIOM", "LITERAL", "Lexicon", "load_lexicon", "parsed"]

BODY_PART = "body_part"
IDIOM = "idiom"
LITERAL = "literal"
_BODY_PARTS_FILE = "body_parts.yaml"
_INLINED = frozenset({"det", "side_word"})

Phrases = tuple[tuple[Item, ...], ...]


class Lexicon:
    """Finds concepts in words; never changes once made."""

    def __init__(self, phrases: Mapping[str, Phrases], normaliser: Normaliser) -> None:
        """``phrases`` holds each concept's phrases as parsed templates; these may mention other concepts."""
        self._phrases = dict(phrases)
        self._wider = _wider(self._phrases)
        self._names: list[str] = []
        self._depths: dict[str, int] = {}
        self._layers: list[Spotter] = []
        layers: dict[int, Spotter] = {}
        for concept, sequences in self._phrases.items():
            if all(_is_reference(sequence) for sequence in sequences):
                continue
            inlined = tuple(self._inlined(sequence) for sequence in sequences)
            spotter = layers.setdefault(self._depth(inlined), Spotter((), normaliser))
            for sequence in inlined:
                spotter.add(sequence, len(self._names))
            self._names.append(concept)
        self._layers = [layers[depth] for depth in sorted(layers)]

    def phrases(self, concept: str) -> Phrases:
        """The parsed phrases of ``concept``; raises ``KeyError`` if the lexicon does not know it."""
        return self._phrases[concept]

    def __contains__(self, concept: object) -> bool:
        return concept in self._phrases

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def spans(self, words: Sequence[str]) -> list[Span]:
        """Every place where a concept is named, by start, then by end; spans may overlap each other."""
        found: list[Span] = []
        for layer in self._layers:
            for spot in layer.spots(words, found):
                name = self._names[spot.template]
                found.extend(Span(concept, spot.start, spot.end) for concept in self._wider[name])
            found = _without_idioms(found)
        found.sort(key=lambda span: (span.start, span.end, span.concept))
        return found

    def _inlined(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(self._inlined_item(item) for item in items)

    def _inlined_item(self, item: Item) -> Item:
        if not isinstance(item, str):
            return Alternatives(tuple(self._inlined(choice) for choice in item.choices))
        if item.startswith("{") and item[1:-1] in _INLINED:
            return Alternatives(self._phrases[item[1:-1]])
        return item

    def _depth(self, sequences: Phrases) -> int:
        return 1 + max((self._depth_of(name) for name in set(_names(sequences))), default=-1)

    def _depth_of(self, concept: str) -> int:
        known = self._depths.get(concept)
        if known is None:
            known = self._depths[concept] = self._depth(self._phrases[concept])
        return known


def _is_reference(items: tuple[Item, ...]) -> bool:
    return len(items) == 1 and isinstance(items[0], str) and items[0].startswith("{")


def _wider(phrases: Mapping[str, Phrases]) -> dict[str, tuple[str, ...]]:
    """Each concept with those that hold it as a phrase of its own ("calf": "calf", "body_part")."""
    return {
        name: (name, *(other for other, sequences in phrases.items() if (f"{{{name}}}",) in sequences))
        for name in phrases
    }


def _without_idioms(spans: list[Span]) -> list[Span]:
    literal = [span for span in spans if span.concept == LITERAL]
    kept = [span for span in spans if span.concept != IDIOM or not _begins_inside(span, literal)]
    idioms = [span for span in kept if span.concept == IDIOM]
    if not idioms:
        return kept
    return [span for span in kept if span.concept == IDIOM or not any(_hides(i, span) for i in idioms)]


def _begins_inside(idiom: Span, literal: Sequence[Span]) -> bool:
    return any(sure.start < idiom.start < sure.end for sure in literal)


def _hides(idiom: Span, span: Span) -> bool:
    overlaps = span.start < idiom.end and idiom.start < span.end
    return overlaps and not (span.start <= idiom.start and span.end >= idiom.end)


def parsed(node: Node) -> tuple[Item, ...]:
    """The template that stands at ``node``; raises ``ContentError`` if it can't be read."""
    try:
        return parse(node.text())
    except TemplateSyntaxError as error:
        raise node.error(f"this template can't be read: {error}") from None


def load_lexicon(folder: Path, normaliser: Normaliser) -> Lexicon:
    """Read every file of ``lexicon/`` under a language's folder (``intents/en``).

    Raises ``ContentError`` if a phrase can't be read, a concept is given twice, is unknown, or contains
    itself, or if ``body_parts.yaml`` does not hold exactly the body parts of ``meaning``.
    """
    places: dict[str, list[tuple[Node, tuple[Item, ...]]]] = {}
    for path in sorted((folder / "lexicon").glob("*.yaml")):
        root = load_yaml(path)
        if path.name == _BODY_PARTS_FILE:
            _check_body_parts(root)
        for concept, node in root.items():
            if concept in places:
                raise node.error(f"the concept '{concept}' is defined in another file too")
            places[concept] = [(phrase, parsed(phrase)) for phrase in node.elements()]
    if "calf" not in places:
        raise ContentError(folder / "lexicon" / _BODY_PARTS_FILE, 1, "", "is missing")
    phrases = {concept: tuple(items for _, items in pairs) for concept, pairs in places.items()}
    _check_fillers(places, normaliser)
    phrases[BODY_PART] = tuple((f"{{{part}}}",) for part in BODY_PARTS)
    _check_references(places, phrases)
    return Lexicon(phrases, normaliser)


def _check_body_parts(root: Node) -> None:
    root.only(BODY_PARTS)
    for part in BODY_PARTS:
        root.require(part)


def _check_references(
    places: Mapping[str, list[tuple[Node, tuple[Item, ...]]]], phrases: Mapping[str, Phrases]
) -> None:
    inside = {concept: frozenset(_names(sequences)) for concept, sequences in phrases.items()}
    for concept, pairs in places.items():
        for node, items in pairs:
            for name in set(concepts_of(items)):
                if name not in phrases:
                    raise node.error(f"there is no concept '{name}'")
                if concept in _reachable(name, inside):
                    raise node.error(f"the concept '{concept}' contains itself through '{name}'")
            if GAP in node.text():
                raise node.error("a phrase of the lexicon can't hold a gap")


def _check_fillers(places: Mapping[str, list[tuple[Node, tuple[Item, ...]]]], normaliser: Normaliser) -> None:
    known: set[str] = set()
    for pairs in places.values():
        for node, items in pairs:
            for word in set(words_of(items)) - known:
                known.add(word)
                if any(token.filler for token in normaliser.tokens(word)):
                    raise node.error(f"'{word}' is a filler, which is never looked at: leave it out")


def _names(sequences: Phrases) -> Iterator[str]:
    for items in sequences:
        yield from concepts_of(items)


def _reachable(concept: str, inside: Mapping[str, frozenset[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [concept]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(inside.get(name, ()))
    return seen
