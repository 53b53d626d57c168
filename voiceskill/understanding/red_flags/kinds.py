"""Words that stand for one another as evidence: ``ache`` is a pain, a van is a vehicle as a lorry is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from voiceskill.understanding.red_flags.pattern import Choice, Element, Words
from voiceskill.yaml_source import load_yaml

__all__ = ["Kinds", "load_kinds"]

_REMEMBERED = 20_000


class Kinds:
    """The kinds of a word, found by the word or by how it begins."""

    def __init__(self, words: Mapping[str, Iterable[Words]]) -> None:
        """``words`` are those of each kind."""
        self._exact: dict[str, list[str]] = {}
        self._prefixes: dict[str, list[str]] = {}
        for name, kinds in words.items():
            for kind in kinds:
                for word in kind.exact:
                    self._exact.setdefault(word, []).append(name)
                for prefix in kind.prefixes:
                    self._prefixes.setdefault(prefix, []).append(name)
        self.of = lru_cache(maxsize=_REMEMBERED)(self._of)

    @classmethod
    def of_lists(cls, lists: Mapping[str, Element]) -> Kinds:
        """The kinds that word lists as read from ``words.yaml`` make; phrases in them are left out."""
        return cls({name: list(_single_words(element)) for name, element in lists.items()})

    def _of(self, word: str) -> tuple[str, ...]:
        found = set(self._exact.get(word, ()))
        for length in range(1, len(word) + 1):
            found.update(self._prefixes.get(word[:length], ()))
        return tuple(sorted(found))


def _single_words(element: Element) -> Iterable[Words]:
    if isinstance(element, Words):
        yield element
    elif isinstance(element, Choice):
        for option in element.options:
            yield from _single_words(option)


def load_kinds(path: Path) -> Kinds:
    """Read a file of kinds, each a text of words (``word*``: all that begin so); none where there is no file.

    Raises ``ContentError`` if it breaks its form.
    """
    if not path.exists():
        return Kinds({})
    return Kinds({name: [_words(node.text().split())] for name, node in load_yaml(path).items()})


def _words(words: Iterable[str]) -> Words:
    exact = frozenset(word for word in words if not word.endswith("*"))
    return Words(exact, frozenset(word[:-1] for word in words if word.endswith("*")))
