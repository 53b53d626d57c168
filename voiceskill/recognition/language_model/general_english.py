"""How often the commonest words and pairs of words of English are said, from the n-gram that pocketsphinx
carries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pocketsphinx

__all__ = ["GeneralEnglish", "general_english"]

_LOG_BASE = 1.0001
"""PocketSphinx counts log probabilities in integer steps of this base."""
_PAIRED = 1_000
"""The commonest words of which pairs are looked up."""
_RAREST_PAIR = 2e-6
"""The least probability of a pair that is kept, out of all pairs of words."""
_REMARKABLE = 2.0
"""How much likelier than alone the second word of a kept pair must be after the first."""


@dataclass(frozen=True, slots=True)
class GeneralEnglish:
    """``words`` gives P(word); ``pairs`` gives P(second | first) of those pairs that are worth knowing."""

    words: dict[str, float]
    pairs: dict[str, dict[str, float]]


def general_english(path: Path, candidates: Iterable[str], most: int) -> GeneralEnglish:
    """The ``most`` commonest of ``candidates``, and the pairs that the very commonest of them make."""
    ngram = pocketsphinx.NGramModel.readfile(str(path))
    steps = {word: ngram.prob([word]) for word in candidates}
    chosen = sorted(steps, key=lambda word: (-steps[word], word))[:most]
    words = {word: _LOG_BASE ** steps[word] for word in chosen}
    common = chosen[:_PAIRED]
    return GeneralEnglish(words, {first: _followers(ngram, first, common, words) for first in common})


def _followers(
    ngram: pocketsphinx.NGramModel, first: str, common: list[str], words: dict[str, float]
) -> dict[str, float]:
    followers = {}
    for second in common:
        probability = _LOG_BASE ** ngram.prob([second, first])
        if probability > _REMARKABLE * words[second] and probability * words[first] > _RAREST_PAIR:
            followers[second] = probability
    return followers
