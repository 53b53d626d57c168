"""Raw text becomes plain words with their places: lower case, contractions written out, numbers as words.

Every later step reads these tokens, so that "Can’t", "cant" and "can t" are one thing to them. The tables
(contractions, fillers, spellings) are ``normalise.yaml`` of the language's folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from voiceskill.yaml_source import Node, load_yaml

__all__ = ["MAX_CHARACTERS", "UNITS", "Normaliser", "Token", "load_normaliser"]

MAX_CHARACTERS = 10_000
"""Text beyond this many characters is not read: no utterance is that long, and the time must stay bounded."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_APOSTROPHES = "'\u2018\u2019\u02bc\u02b9\u0060\u00b4\uff07\u201b"
_MARKS = "\u0300-\u036f"
_INNER = f"[^\\W_]|[{_MARKS}{_INVISIBLE}*]"
_WORD = re.compile(
    f"[{_APOSTROPHES}]?[^\\W_](?:{_INNER}|[{_APOSTROPHES}](?=[^\\W_])|(?<=[iI][nN])[{_APOSTROPHES}])*"
)
_BREAK = re.compile(r"[,.;:!?\n\u2026\u2014\u2013\u3002\uff0c()]|\s-+\s")
_DIGITS = re.compile(r"\d+|[^\d]+")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_TO_PLAIN = str.maketrans(
    {**{ord(a): "'" for a in _APOSTROPHES}, **{ord(character): None for character in _INVISIBLE}}
)

_REMEMBERED = 8192
_LONGEST_WORD = 40

UNITS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}


class Token(NamedTuple):
    """One plain word and where it came from.

    ``start`` and ``end`` are character offsets into the raw text; the words of one contraction share them.
    ``filler`` marks a sound, an oath or a politeness without a meaning of its own. ``pause`` is true when
    punctuation stands before the word (transcripts have none; typed text has).
    """

    text: str
    start: int
    end: int
    filler: bool = False
    pause: bool = False


class Normaliser:
    """Splits text into ``Token``; make one with ``load_normaliser`` and share it: between calls it keeps
    nothing but a bounded cache.
    """

    def __init__(
        self,
        expand: Mapping[str, tuple[str, ...]],
        apart: Mapping[str, Mapping[str, str]],
        endings: Mapping[str, str],
        fillers: Iterable[str],
        filler_phrases: Iterable[tuple[str, ...]],
        dropped_g: Iterable[str],
        sounds: Mapping[tuple[str, ...], str],
    ) -> None:
        """``expand`` maps a word to plain words, ``endings`` what follows an apostrophe, ``apart`` what a
        transcript split in two; ``dropped_g`` are verb stems said without the g of "-ing"; ``sounds`` are
        pairs of sounds that are one word ("uh huh").
        """
        self._expand = dict(expand)
        self._apart = {last: dict(firsts) for last, firsts in apart.items()}
        self._endings = tuple(sorted(endings.items(), key=lambda pair: -len(pair[0])))
        self._lone_endings = {
            ending.lstrip("'"): word for ending, word in endings.items() if ending[0] == "'"
        }
        self._fillers = frozenset(fillers)
        self._sounds = dict(sounds)
        self._dropped_g = {f"{stem}in": f"{stem}ing" for stem in dropped_g}
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(filler_phrases, key=len, reverse=True):
            self._phrases.setdefault(phrase[0], []).append(phrase)
        self._seconds = frozenset({*self._apart, *self._lone_endings, *(pair[1] for pair in self._sounds)})
        self._plain = lru_cache(maxsize=_REMEMBERED)(self._plain_words)
        self._word_tokens = lru_cache(maxsize=_REMEMBERED)(self._text_tokens)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The plain words of ``text``, in order; characters after ``MAX_CHARACTERS`` are not read."""
        is_word = len(text) < _LONGEST_WORD and text.isalpha()
        return self._word_tokens(text) if is_word else self._text_tokens(text)

    def words(self, text: str) -> tuple[str, ...]:
        """The plain words of ``text`` without their places."""
        return tuple(token.text for token in self.tokens(text))

    def _text_tokens(self, text: str) -> tuple[Token, ...]:
        return tuple(self._mark_phrases(self._join_apart(self._split(text[:MAX_CHARACTERS]))))

    def _split(self, text: str) -> Iterator[Token]:
        before = 0
        for found in _WORD.finditer(text):
            pause = before > 0 and _BREAK.search(text, before, found.start()) is not None
            before = found.end()
            for word, filler in self._plain(found.group()):
                yield Token(word, found.start(), found.end(), filler, pause)
                pause = False

    def _plain_words(self, raw: str) -> tuple[tuple[str, bool], ...]:
        return tuple(self._plain_parts(raw))

    def _plain_parts(self, raw: str) -> Iterator[tuple[str, bool]]:
        word = _fold(raw)
        if "*" in word.rstrip("*") or word.endswith("**"):
            yield word.replace("*", "") or "expletive", True
            return
        for part in word.replace("*", "").split():
            for plain in self._written_out(part):
                if plain:
                    yield plain, plain in self._fillers

    def _written_out(self, word: str) -> Iterator[str]:
        known = self._expand.get(word)
        if known is not None:
            yield from known
            return
        if word.isalpha():
            yield self._unstretched(word)
            return
        if any(character.isdigit() for character in word):
            for part in _numbers_as_words(word):
                yield from self._expand.get(part, (part,))
            return
        yield from self._without_apostrophe(word)

    def _without_apostrophe(self, word: str) -> Iterator[str]:
        for ending, meaning in self._endings:
            if word.endswith(ending) and len(word) > len(ending):
                yield self._unstretched(word[: -len(ending)].replace("'", ""))
                yield meaning
                return
        if word.endswith("in'"):
            word = f"{word[:-1]}g"
        yield self._unstretched("".join(c for c in word if c.isalnum()))

    def _unstretched(self, word: str) -> str:
        word = _LONG_RUN.sub(r"\1", word)
        return self._dropped_g.get(word, word)

    def _join_apart(self, tokens: Iterable[Token]) -> list[Token]:
        joined: list[Token] = []
        for token in tokens:
            if token.text not in self._seconds:
                joined.append(token)
                continue
            first = joined[-1].text if joined else ""
            verb = self._apart.get(token.text, {}).get(first)
            sound = self._sounds.get((first, token.text))
            if sound is not None:
                joined[-1] = joined[-1]._replace(text=sound, end=token.end, filler=False)
            elif verb is not None:
                joined[-1] = joined[-1]._replace(text=verb)
                joined.append(token._replace(text="not"))
            elif first and not token.pause and token.text in self._lone_endings:
                joined.append(token._replace(text=self._lone_endings[token.text]))
            else:
                joined.append(token)
        return joined

    def _mark_phrases(self, tokens: list[Token]) -> list[Token]:
        for i, token in enumerate(tokens):
            for phrase in self._phrases.get(token.text, ()):
                span = tokens[i : i + len(phrase)]
                if tuple(t.text for t in span) == phrase:
                    tokens[i : i + len(phrase)] = [t._replace(filler=True) for t in span]
                    break
        return tokens


def _fold(raw: str) -> str:
    plain = unicodedata.normalize("NFKD", raw.translate(_TO_PLAIN))
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_TO_PLAIN)
    return plain.casefold()


def _numbers_as_words(word: str) -> Iterator[str]:
    if word in _ORDINALS:
        yield _ORDINALS[word]
        return
    for part in _DIGITS.findall(word):
        if not (part.isascii() and part.isdigit()):
            yield "".join(c for c in part if c.isalnum())
        elif len(part) > 3:
            yield part
        else:
            yield from _number_as_words(part)


def _number_as_words(digits: str) -> Iterator[str]:
    if len(digits) == 3:
        yield from (UNITS[int(digit)] for digit in digits)
        return
    value = int(digits)
    if value < len(UNITS):
        yield UNITS[value]
        return
    yield _TENS[value // 10 - 2]
    if value % 10:
        yield UNITS[value % 10]


def load_normaliser(folder: Path) -> Normaliser:
    """Read ``normalise.yaml`` of a language's folder (``intents/en``).

    Raises ``ContentError`` if the file is missing, unreadable or breaks its form.
    """
    root = load_yaml(folder / "normalise.yaml")
    root.only({"expand", "apart", "endings", "fillers", "filler_phrases", "dropped_g", "sounds"})
    return Normaliser(
        expand={word: tuple(value.text().split()) for word, value in root.require("expand").items()},
        apart={last: _plain_map(firsts) for last, firsts in root.require("apart").items()},
        endings=_plain_map(root.require("endings")),
        fillers=root.require("fillers").texts(),
        filler_phrases=tuple(tuple(p.split()) for p in root.require("filler_phrases").texts()),
        dropped_g=root.require("dropped_g").texts(),
        sounds={tuple(pair.split()): word.text() for pair, word in root.require("sounds").items()},
    )


def _plain_map(node: Node) -> dict[str, str]:
    return {key: value.text() for key, value in node.items()}
