"""Several readings of one utterance: how likely each is, beside the others and where a certain answer is due.

A decoder scores whole readings by sound and by how often people talk like that at all. Right after "left or
right?" a lone "left" is far likelier than that; ``expected`` adds what is known of the moment.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from voiceskill.recognition.confidence import GARBAGE_WORD
from voiceskill.recognition.hypothesis import Word

__all__ = ["Alternative", "Choice", "choose"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One reading, garbage words included; ``score`` is a natural logarithm up to a constant."""

    words: tuple[Word, ...]
    score: float

    @property
    def text(self) -> str:
        """The words without garbage, joined by blanks."""
        return " ".join(word.text for word in self.words if word.text != GARBAGE_WORD)


@dataclass(frozen=True, slots=True)
class Choice:
    """The words of the likeliest text with a posterior for each; ``readings`` holds all different texts with
    their probabilities, likeliest first.
    """

    words: tuple[Word, ...]
    readings: tuple[tuple[str, float], ...]

    @property
    def share(self) -> float:
        """The probability of the text that was chosen."""
        return self.readings[0][1]


def choose(alternatives: Sequence[Alternative], expected: Collection[str], bonus: float) -> Choice:
    """Weigh at least one alternative; a text in ``expected`` gains ``bonus`` (nats)."""
    scores = [other.score + bonus * (other.text in expected) for other in alternatives]
    shares = _softmax(scores)
    readings: dict[str, float] = {}
    for other, share in zip(alternatives, shares, strict=True):
        readings[other.text] = readings.get(other.text, 0.0) + share
    ranked = sorted(readings.items(), key=lambda reading: -reading[1])
    best = max((other for other in alternatives if other.text == ranked[0][0]), key=lambda other: other.score)
    words = tuple(_with_posterior(word, alternatives, shares) for word in best.words)
    return Choice(words, tuple(ranked))


def _softmax(scores: Sequence[float]) -> list[float]:
    highest = max(scores)
    weights = [math.exp(score - highest) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def _with_posterior(word: Word, alternatives: Sequence[Alternative], shares: Sequence[float]) -> Word:
    """``word`` with the share of the readings that hold it at its place."""
    held = (
        share
        for other, share in zip(alternatives, shares, strict=True)
        if any(same.text == word.text and _overlap(word, same) for same in other.words)
    )
    return Word(word.text, word.start, word.end, min(1.0, sum(held)))


def _overlap(one: Word, other: Word) -> bool:
    return min(one.end, other.end) > max(one.start, other.start)
