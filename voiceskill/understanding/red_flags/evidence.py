"""What an utterance offers as evidence of danger, whatever its wording: stems, pairs, kinds of words, signs.

Words that are denied, asked about or long over count as words of their own kind ("!chest", "?chest"), so that
what is said of danger and what is said against it never add up (the idea of NOT_ words in text
classification: Das and Chen 2001, Pang et al. 2002).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from voiceskill.understanding.negation import Standing
from voiceskill.understanding.red_flags.kinds import Kinds

__all__ = ["GAP", "MOST_WORDS", "evidence"]

GAP = " _ "
"""Stands for the word between two that are not neighbours."""

MOST_WORDS = 300
"""Words after these are no evidence; the rules read on."""

_PAIR_REACH = 6
"""How many words apart two kinds of words are a pair."""

_MARKS: Mapping[Standing, str] = {
    Standing.MEANT: "",
    Standing.OVER: "",
    Standing.DENIED: "!",
    Standing.ASKED: "?",
    Standing.PAST: "?",
}
_ENDINGS = ("ingly", "ings", "ing", "edly", "ies", "ed", "es", "ly", "s", "y", "e")
_SHORTEST_STEM = 3
_LENGTHS = (1, 2, 3, 5, 8, 12, 18, 26)
_REMEMBERED = 20_000


def evidence(
    words: Sequence[str],
    standings: Sequence[Standing],
    signs: Iterable[tuple[str, Standing]],
    kinds: Kinds,
    wider: Kinds,
    bystander: bool,
) -> set[str]:
    """The pieces of evidence in folded ``words`` with their ``standings``, and in the signs found.

    ``kinds`` are told by themselves and in pairs, ``wider`` ones by themselves.
    """
    marks = [_MARKS[standing] for standing in standings[:MOST_WORDS]]
    marked = [mark + stem(word) for mark, word in zip(marks, words, strict=False)]
    found = set(marked)
    around = ("^", *marked, "$")
    found.update(f"{one} {two}" for one, two in pairwise(around))
    found.update(f"{one}{GAP}{two}" for one, two in zip(around, around[2:], strict=False))
    found.update(f"{{{_MARKS[standing]}{name}}}" for name, standing in signs)
    found.update(_kind_pairs(words, marks, kinds))
    found.update(
        f"{mark}({kind})" for mark, word in zip(marks, words, strict=False) for kind in wider.of(word)
    )
    found.add(f"#{sum(len(words) > limit for limit in _LENGTHS)}")
    found.add("@" if bystander else "@me")
    return found


def _kind_pairs(words: Sequence[str], marks: Sequence[str], kinds: Kinds) -> set[str]:
    placed: list[tuple[int, str]] = []
    found: set[str] = set()
    for at, (mark, word) in enumerate(zip(marks, words, strict=False)):
        for kind in kinds.of(word):
            name = f"{mark}<{kind}>"
            found.add(name)
            found.update(
                f"{min(name, other)}{max(name, other)}"
                for place, other in reversed(placed[-24:])
                if 0 < at - place <= _PAIR_REACH
            )
            placed.append((at, name))
    return found


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """The word without its ending; a crude stemmer that only has to be the same every time."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            bare = word[: -len(ending)]
            return bare[:-1] if len(bare) > _SHORTEST_STEM and bare[-1] == bare[-2] else bare
    return word
