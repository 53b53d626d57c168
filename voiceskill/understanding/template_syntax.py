"""The small language in which sentences are written down: ``[can you] (stop|pause) {it} ... now``.

Plain words stand for themselves; ``(a|b)`` is one of several, ``[a|b]`` the same or nothing, ``{name}`` any
phrase of a concept of the lexicon, and ``...`` up to ``MAX_GAP`` words of any kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "GAP",
    "MAX_GAP",
    "Alternatives",
    "Item",
    "TemplateSyntaxError",
    "concepts_of",
    "parse",
    "words_of",
]

GAP = "..."
MAX_GAP = 3

_PIECE = re.compile(r"\.\.\.|[\[\]()|]|\{[^{}]*\}|[^\s\[\]()|{}]+")
_CONCEPT = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class TemplateSyntaxError(ValueError):
    """The text of a template can't be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several sequences; an optional part holds an empty sequence too."""

    choices: tuple[tuple[Item, ...], ...]


Item: TypeAlias = "str | Alternatives"
"""A word, a ``{concept}``, a gap, or a choice."""


def parse(text: str) -> tuple[Item, ...]:
    """Read a template; raise ``TemplateSyntaxError`` if brackets or names are malformed, or it is empty."""
    pieces = _PIECE.findall(text)
    if "".join(pieces) != "".join(text.split()):
        raise TemplateSyntaxError("a { or } stands alone")
    choices, end = _choices(pieces, 0)
    if end != len(pieces):
        raise TemplateSyntaxError(f"'{pieces[end]}' closes nothing")
    if not any(choices):
        raise TemplateSyntaxError("it says nothing")
    return choices[0] if len(choices) == 1 else (Alternatives(tuple(choices)),)


def _choices(pieces: list[str], start: int) -> tuple[list[tuple[Item, ...]], int]:
    choices: list[tuple[Item, ...]] = []
    items: list[Item] = []
    i = start
    while i < len(pieces) and pieces[i] not in ")]":
        piece = pieces[i]
        if piece == "|":
            choices.append(tuple(items))
            items = []
            i += 1
        elif piece in "([":
            group, i = _group(pieces, i)
            items.append(group)
        else:
            items.append(_checked(piece))
            i += 1
    choices.append(tuple(items))
    return choices, i


def _group(pieces: list[str], start: int) -> tuple[Alternatives, int]:
    opening = pieces[start]
    closing = ")" if opening == "(" else "]"
    inner, end = _choices(pieces, start + 1)
    if end >= len(pieces) or pieces[end] != closing:
        raise TemplateSyntaxError(f"'{opening}' is never closed by '{closing}'")
    if not all(inner):
        raise TemplateSyntaxError(f"an empty choice inside '{opening}{closing}'")
    if opening == "[":
        inner.append(())
    return Alternatives(tuple(inner)), end + 1


def _checked(piece: str) -> str:
    if piece.startswith("{") and not _CONCEPT.fullmatch(piece):
        raise TemplateSyntaxError(f"'{piece}' is no concept name: use small letters, digits and _")
    return piece


def concepts_of(items: tuple[Item, ...]) -> list[str]:
    """The names of the concepts that a template mentions."""
    found: list[str] = []
    for item in items:
        if isinstance(item, Alternatives):
            for choice in item.choices:
                found += concepts_of(choice)
        elif item[0] == "{":
            found.append(item[1:-1])
    return found


def words_of(items: tuple[Item, ...]) -> Iterator[str]:
    """The plain words that a template mentions."""
    for item in items:
        if isinstance(item, Alternatives):
            for choice in item.choices:
                yield from words_of(choice)
        elif item != GAP and not item.startswith("{"):
            yield item
