"""How often the commonest words of English are said, from the n-gram that ``pocketsphinx`` carries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pocketsphinx

__all__ = ["general_english"]

_LOG_BASE = 1.0001
"""PocketSphinx counts log probabilities in integer steps of this base."""


def general_english(path: Path, candidates: Iterable[str], most: int) -> dict[str, float]:
    """The ``most`` commonest of ``candidates`` with their probabilities, commonest first."""
    ngram = pocketsphinx.NGramModel.readfile(str(path))
    steps = {word: ngram.prob([word]) for word in candidates}
    chosen = sorted(steps, key=lambda word: (-steps[word], word))[:most]
    return {word: _LOG_BASE ** steps[word] for word in chosen}
