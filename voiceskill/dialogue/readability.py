"""How easily a spoken text is understood: sentence lengths and the Flesch-Kincaid grade.

Grade = 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid, Fishburne, Rogers and Chissom
1975, "Derivation of new readability formulas", Navy research branch report 8-75). Syllables are counted by
groups of vowels, less a silent final e; the grade is meant for a whole text, as it swings over a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["grade", "sentences", "syllables", "words"]

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?(?:-[a-z0-9]+)*", re.IGNORECASE)
_VOWELS = re.compile(r"[aeiouy]+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, split behind full stops, question marks and exclamation marks."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if words(sentence)]


def words(text: str) -> list[str]:
    """The words of a text; "don't" and "follow-up" are one each."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Syllables of a word, at least one; a number counts as one."""
    plain = word.lower()
    silent_end = plain.endswith("e") and not plain.endswith(("le", "ee"))
    silent_past = plain.endswith("ed") and not plain.endswith(("ted", "ded", "eed"))
    return max(1, len(_VOWELS.findall(plain)) - (silent_end or silent_past))


def grade(texts: Iterable[str]) -> float:
    """Flesch-Kincaid grade of all ``texts`` together; 0.0 for none."""
    parts = [sentence for text in texts for sentence in sentences(text)]
    every = [word for part in parts for word in words(part)]
    if not every:
        return 0.0
    spoken = sum(syllables(word) for word in every)
    return 0.39 * len(every) / len(parts) + 11.8 * spoken / len(every) - 15.59
