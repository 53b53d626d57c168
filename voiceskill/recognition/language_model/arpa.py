"""Writes an n-gram as ARPA text, the format that every speech recognizer reads (here for comparisons)."""

from __future__ import annotations

import math

from voiceskill.recognition.language_model.ngram import START, Ngram

__all__ = ["arpa_text"]

_NEVER = -99.0


def arpa_text(ngram: Ngram) -> str:
    """Base-10 logarithms, one section an order; the start of a sentence is never predicted."""
    by_order: list[list[tuple[str, ...]]] = [[] for _ in range(ngram.order)]
    by_order[0].append((START,))
    for words in ngram.log_probabilities:
        by_order[len(words) - 1].append(words)
    counts = [f"ngram {order}={len(entries)}" for order, entries in enumerate(by_order, start=1)]
    lines = ["\\data\\", *counts, ""]
    for order, entries in enumerate(by_order, start=1):
        lines += [f"\\{order}-grams:", *(_line(ngram, words) for words in sorted(entries)), ""]
    return "\n".join([*lines, "\\end\\", ""])


def _line(ngram: Ngram, words: tuple[str, ...]) -> str:
    natural = ngram.log_probabilities.get(words)
    probability = _NEVER if natural is None else natural / math.log(10)
    backoff = ngram.log_backoffs.get(words)
    tail = "" if backoff is None else f"\t{backoff / math.log(10):.6f}"
    return f"{probability:.6f}\t{' '.join(words)}{tail}"
