"""Puts right what a recognizer misheard, where the context says what must have been said.

Two halves of a report support each other: the name of a muscle and a word for a cramp. "My cough is
cramping" and "a camp in my calf" are put right, "i have a cough" and "we went camping" are not. Where the
device has asked for the muscle, a short answer is taken for the muscle that it sounds like.
``repairs.yaml`` holds the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from voiceskill.understanding.lexicon import BODY_PART, Lexicon
from voiceskill.understanding.meaning import ListeningState
from voiceskill.understanding.normalise import Normaliser, Token
from voiceskill.understanding.phonetics import distance, sound_key
from voiceskill.understanding.span import Span
from voiceskill.understanding.utterance import GrammarWords
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["Repairer", "Repairs", "load_repairer"]

_NEAR = 5
"""How many words apart the two halves of a report may stand."""
_SHORT = 3
"""An answer of up to this many words with a meaning of their own is short."""
_CRAMP = "cramp"


@dataclass(frozen=True, slots=True)
class Repairs:
    """The tables of ``repairs.yaml``: key words with what is heard instead, and the context words."""

    parts: Mapping[str, frozenset[str]]
    cramps: Mapping[str, frozenset[str]]
    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    before_part: frozenset[str]
    after_part: frozenset[str]
    articles: frozenset[str]
    never: frozenset[str]


class Repairer:
    """Puts words right; keeps nothing between calls but a bounded cache."""

    def __init__(self, repairs: Repairs, lexicon: Lexicon, grammar: GrammarWords) -> None:
        """``lexicon`` tells which words name something already, ``grammar`` which are too common to
        repair.
        """
        self._repairs = repairs
        self._lexicon = lexicon
        self._common = grammar.light | grammar.skippable
        self._longest = max((len(phrase) for phrase in repairs.phrases), default=0)
        self._firsts = frozenset(phrase[0] for phrase in repairs.phrases)
        self._part = lru_cache(maxsize=4096)(partial(self._like, table=_Heard(repairs.parts)))
        self._cramp = lru_cache(maxsize=4096)(partial(self._like, table=_Heard(repairs.cramps)))

    def repair(self, tokens: Sequence[Token], state: ListeningState) -> tuple[Token, ...]:
        """The tokens with misheard words replaced; what stays is the same object as before."""
        kept = [token for token in tokens if not token.filler]
        repaired = self._phrases(kept)
        words = [token.text for token in repaired]
        parts = {i: part for i, word in enumerate(words) if (part := self._part(word))}
        cramps = {i: cramp for i, word in enumerate(words) if (cramp := self._cramp(word))}
        if parts or cramps:
            for place, word in self._in_context(words, parts, cramps, state).items():
                repaired[place] = repaired[place]._replace(text=word)
        return tuple(repaired) if repaired != kept else tuple(tokens)

    def _phrases(self, tokens: Sequence[Token]) -> list[Token]:
        repaired: list[Token] = []
        i = 0
        while i < len(tokens):
            if tokens[i].text not in self._firsts:
                repaired.append(tokens[i])
                i += 1
                continue
            length, words = self._phrase_at(tokens, i)
            for n, word in enumerate(words):
                repaired.append(tokens[min(i + n, i + length - 1)]._replace(text=word))
            if not words:
                repaired.append(tokens[i])
            i += length
        return repaired

    def _phrase_at(self, tokens: Sequence[Token], at: int) -> tuple[int, tuple[str, ...]]:
        for length in range(self._longest, 1, -1):
            heard = tuple(token.text for token in tokens[at : at + length])
            meant = self._repairs.phrases.get(heard)
            if meant is not None:
                return length, meant
        return 1, ()

    def _in_context(
        self, words: Sequence[str], parts: Mapping[int, str], cramps: Mapping[int, str], state: ListeningState
    ) -> dict[int, str]:
        spans = self._lexicon.spans(words)
        named = {
            i for span in spans for i in range(span.start, span.end) if span.concept in (BODY_PART, _CRAMP)
        }
        maybe_parts = {i for i in parts if i not in named and self._expects_part(words, i)}
        maybe_cramps = set(cramps) - named
        certain_parts = _starts(spans, BODY_PART)
        certain_cramps = _starts(spans, _CRAMP)
        changes = {
            i: parts[i] for i in maybe_parts if not certain_parts and _near(i, certain_cramps | maybe_cramps)
        }
        changes.update(
            {
                i: cramps[i]
                for i in maybe_cramps
                if not certain_cramps and _near(i, certain_parts | changes.keys())
            }
        )
        if state == "ask_body_part" and not certain_parts and not changes:
            changes.update(self._short_answer(words, parts))
        return changes

    def _short_answer(self, words: Sequence[str], parts: Mapping[int, str]) -> Iterator[tuple[int, str]]:
        heavy = [i for i, word in enumerate(words) if word not in self._common]
        if len(heavy) <= _SHORT:
            places = [
                i for i in heavy if i in parts and (i == 0 or words[i - 1] not in self._repairs.articles)
            ]
            yield from ((i, parts[i]) for i in places[:1])

    def _expects_part(self, words: Sequence[str], at: int) -> bool:
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        return before in self._repairs.before_part or after in self._repairs.after_part

    def _like(self, word: str, table: _Heard) -> str | None:
        if word in table.meant:
            return None
        if word in table.listed:
            return table.listed[word]
        if word in self._common or word in self._repairs.never or len(word) < 3:
            return None
        return next((meant for meant in table.sounding(word[0]) if _sounds_like(word, meant)), None)


class _Heard:
    """One table of ``Repairs``, ready to be looked up from what was heard."""

    def __init__(self, table: Mapping[str, frozenset[str]]) -> None:
        self.meant = frozenset(table)
        self.listed: dict[str, str] = {}
        for meant, heard in table.items():
            for word in heard:
                self.listed.setdefault(word, meant)
        self._single = tuple(meant for meant in table if " " not in meant)
        self._by_first: dict[str, tuple[str, ...]] = {}
        for first in {meant[0] for meant in self._single}:
            self._by_first[first] = tuple(meant for meant in self._single if meant[0] == first)

    def sounding(self, first: str) -> tuple[str, ...]:
        """The words that may be meant by one that begins with the letter ``first``."""
        return self._single if first in _HARD else self._by_first.get(first, ())


_HARD = "kcgq"
"""A word heard with one of these letters first may have been any other."""


def _sounds_like(word: str, meant: str) -> bool:
    allowed = 0 if len(sound_key(meant)) < 4 else 1
    return distance(word, meant) <= allowed


def _starts(spans: Sequence[Span], concept: str) -> set[int]:
    return {span.start for span in spans if span.concept == concept}


def _near(place: int, others: set[int]) -> bool:
    return any(place != other and abs(place - other) <= _NEAR for other in others)


def load_repairer(folder: Path, normaliser: Normaliser, lexicon: Lexicon, grammar: GrammarWords) -> Repairer:
    """Read ``repairs.yaml`` of a language's folder; raises ``ContentError`` if it breaks its form."""
    root = load_yaml(folder / "repairs.yaml")
    root.only(Repairs.__dataclass_fields__)
    repairs = Repairs(
        parts=_heard(root.require("parts")),
        cramps=_heard(root.require("cramps")),
        phrases={
            normaliser.words(heard): normaliser.words(meant.text())
            for heard, meant in root.require("phrases").items()
        },
        before_part=frozenset(root.require("before_part").texts()),
        after_part=frozenset(root.require("after_part").texts()),
        articles=frozenset(root.require("articles").texts()),
        never=frozenset(root.require("never").texts()),
    )
    return Repairer(repairs, lexicon, grammar)


def _heard(node: Node) -> dict[str, frozenset[str]]:
    return {meant: frozenset(heard.texts()) for meant, heard in node.items()}
