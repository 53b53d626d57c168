"""The pattern language in which red flags are written: what people say, as words with choices and gaps.

==================  ======================================================================
``cant breathe``    these words, one after the other
``breath*``         any word that begins so
``(sore|hurt* bad)``  one of these
``[all]``           may be there or not
``<pain>``          the word list of that name in ``words.yaml``
``..``              up to 3 words of any kind, but no stopper ("and", "not", another body part)
``...``             up to 6 such words, "and" among them
==================  ======================================================================

A pattern that begins with ``=`` must be all that is said (the loader sees to that). Words that carry no
meaning of their own ("the", "is", "really") are left out of what is heard, so a pattern need not name them;
the reader leaves them out of patterns too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

__all__ = ["Choice", "Element", "Gap", "PatternError", "Sequence", "Words", "parse_pattern"]

_LEXEME = re.compile(r"\s*(?:(\.{2,3})|<([a-z_]+)>|([()\[\]|])|([a-z0-9']+\*?))")


class PatternError(ValueError):
    """A pattern breaks the rules of the language; the message says how."""


@dataclass(frozen=True, slots=True)
class Words:
    """One word out of ``exact``, or one that begins with one of ``prefixes``."""

    exact: frozenset[str]
    prefixes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gap:
    """From none to ``longest`` words that are no stoppers; a ``wide`` one may cross an "and"."""

    longest: int
    wide: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts that follow one another; an empty sequence is matched by no word at all."""

    parts: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of the options."""

    options: tuple[Element, ...]


Element: TypeAlias = Words | Gap | Sequence | Choice

_NOTHING = Sequence(())
_GAPS = {"..": Gap(3, wide=False), "...": Gap(6, wide=True)}


def parse_pattern(
    text: str, lists: Mapping[str, Element], spelling: Callable[[str], tuple[str, ...]]
) -> Element:
    """Read one pattern.

    ``lists`` holds the named word lists; ``spelling`` gives the words that the scanner sees for a word of
    the pattern (none if it leaves it out).

    Raises ``PatternError`` on a mistake, or if the pattern could be matched by no word at all.
    """
    element = _Reader(_lexemes(text), lists, spelling).whole()
    if _may_be_empty(element):
        raise PatternError("could be matched by no word at all; name at least one word that must be heard")
    return element


def _lexemes(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _LEXEME.match(text, position)
        if match is None:
            raise PatternError(f"can't be read from '{text[position:].strip()}' on")
        gap, name, mark, word = match.groups()
        kind = "gap" if gap else "list" if name else "mark" if mark else "word"
        found.append((kind, gap or name or mark or word))
        position = match.end()
    return found


class _Reader:
    def __init__(
        self,
        lexemes: list[tuple[str, str]],
        lists: Mapping[str, Element],
        spelling: Callable[[str], tuple[str, ...]],
    ) -> None:
        self._lexemes = lexemes
        self._lists = lists
        self._spelling = spelling
        self._next = 0

    def whole(self) -> Element:
        element = self._choice()
        if self._next < len(self._lexemes):
            raise PatternError(f"has a '{self._lexemes[self._next][1]}' too many")
        return element

    def _peek(self) -> str | None:
        return self._lexemes[self._next][1] if self._next < len(self._lexemes) else None

    def _choice(self) -> Element:
        options = [self._sequence()]
        while self._peek() == "|":
            self._next += 1
            options.append(self._sequence())
        if len(options) == 1:
            return options[0]
        if _NOTHING in options:
            raise PatternError("has a choice of words that are always left out: take them out, or use [ ]")
        return _choice_of(options)

    def _sequence(self) -> Element:
        parts: list[Element] = []
        while self._peek() not in (None, "|", ")", "]"):
            part = self._part()
            if not (isinstance(part, Sequence) and part == _NOTHING):
                parts.append(part)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _part(self) -> Element:
        kind, text = self._lexemes[self._next]
        self._next += 1
        if kind == "gap":
            return _GAPS[text]
        if kind == "list":
            if text not in self._lists:
                raise PatternError(f"names the word list <{text}>, which is not in words.yaml")
            return self._lists[text]
        if kind == "word":
            return self._word(text)
        return self._bracket(text)

    def _bracket(self, opening: str) -> Element:
        closing = ")" if opening == "(" else "]"
        inner = self._choice()
        if self._peek() != closing:
            raise PatternError(f"has a '{opening}' without its '{closing}'")
        self._next += 1
        return inner if opening == "(" else _choice_of([inner, _NOTHING])

    def _word(self, text: str) -> Element:
        if text.endswith("*"):
            return Words(frozenset(), frozenset([text[:-1]]))
        heard = tuple(map(_exactly, self._spelling(text)))
        return heard[0] if len(heard) == 1 else Sequence(heard)


@lru_cache(maxsize=8192)
def _exactly(word: str) -> Words:
    return Words(frozenset([word]))


def _choice_of(options: list[Element]) -> Element:
    """A choice whose single words are gathered into one set, which keeps the automaton small."""
    flat: list[Element] = []
    for option in options:
        flat.extend(option.options if isinstance(option, Choice) else (option,))
    singles = [option for option in flat if isinstance(option, Words)]
    others: list[Element] = [option for option in flat if not isinstance(option, Words)]
    if singles:
        exact = frozenset().union(*(words.exact for words in singles))
        prefixes = frozenset().union(*(words.prefixes for words in singles))
        others.insert(0, Words(exact, prefixes))
    return others[0] if len(others) == 1 else Choice(tuple(others))


def _may_be_empty(element: Element) -> bool:
    if isinstance(element, Words):
        return False
    if isinstance(element, Gap):
        return True
    if isinstance(element, Sequence):
        return all(map(_may_be_empty, element.parts))
    return any(map(_may_be_empty, element.options))
