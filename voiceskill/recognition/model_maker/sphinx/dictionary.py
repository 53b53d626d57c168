"""Reader of a pronouncing dictionary: lines of a word and its phones, ``word(2)`` for a further way to say
it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from voiceskill.errors import VoiceskillError

__all__ = ["Lexicon", "Pronunciation", "read_dictionary", "read_words"]

Pronunciation = tuple[str, ...]
Lexicon = dict[str, tuple[Pronunciation, ...]]

_FURTHER = re.compile(r"\(\d+\)$")


def read_dictionary(path: Path, words: Collection[str]) -> Lexicon:
    """The pronunciations of those of ``words`` that the dictionary holds, in the order of the file."""
    found: dict[str, list[Pronunciation]] = {}
    for word, phones in _entries(path):
        if word in words:
            found.setdefault(word, []).append(phones)
    return {word: tuple(dict.fromkeys(variants)) for word, variants in found.items()}


def read_words(path: Path) -> frozenset[str]:
    """All words that the dictionary holds."""
    return frozenset(word for word, _ in _entries(path))


def _entries(path: Path) -> Iterator[tuple[str, Pronunciation]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise VoiceskillError(
            f"The pronouncing dictionary {path.name} can't be read ({error.strerror}): "
            "install the package 'pocketsphinx' again."
        ) from None
    for line in text.splitlines():
        head, *phones = line.split() or [""]
        if phones:
            yield _FURTHER.sub("", head), tuple(phones)
