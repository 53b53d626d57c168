"""A back-off n-gram estimated from weighted sentences by interpolated absolute discounting.

Method: Ney, Essen and Kneser, "On structuring probabilistic dependences in stochastic language modelling",
Computer Speech and Language 8 (1994). Counts are weights here and may be fractions: of a count below one the
same share is taken as of one, so that a rarely weighted word is not wiped out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voiceskill.errors import VoiceskillError

__all__ = ["END", "START", "Ngram", "WeightedSentence", "estimate"]

START = "<s>"
END = "</s>"
_CERTAIN = 1e-7
"""The least probability mass that is left to the next lower order."""

WeightedSentence = tuple[tuple[str, ...], float]
_Counts = dict[tuple[str, ...], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Ngram:
    """``log_probabilities`` and ``log_backoffs`` are natural logarithms by tuple of words, history first.

    A history that is not in ``log_backoffs`` was never seen; its probability is that of the history without
    its first word.
    """

    order: int
    log_probabilities: Mapping[tuple[str, ...], float]
    log_backoffs: Mapping[tuple[str, ...], float]

    def log_probability(self, word: str, history: tuple[str, ...]) -> float:
        """The natural logarithm of P(word | history); minus infinity for a word that the model does not
        hold.
        """
        history = history[max(0, len(history) - self.order + 1) :]
        penalty = 0.0
        while True:
            known = self.log_probabilities.get((*history, word))
            if known is not None:
                return penalty + known
            if not history:
                return -math.inf
            penalty += self.log_backoffs.get(history, 0.0)
            history = history[1:]


def estimate(
    sentences: Iterable[WeightedSentence],
    background: Mapping[str, float],
    *,
    order: int,
    discount: float,
    background_share: float,
) -> Ngram:
    """Estimate an n-gram.

    ``background`` gives probabilities of single words (their sum is taken as 1) that make up
    ``background_share`` (0 to 1) of the lowest order. ``discount`` (0 to 1) is what each seen n-gram gives
    up for unseen ones. Raise ``VoiceskillError`` if there is no sentence.
    """
    counts = _count(sentences, order)
    if not counts[0]:
        raise VoiceskillError(
            "There is no sentence to make a language model of: the intents hold none to be spoken."
        )
    probabilities: dict[tuple[str, ...], float] = _unigrams(counts[0][()], background, background_share)
    backoffs: dict[tuple[str, ...], float] = {}
    for by_history in counts[1:]:
        for history, following in by_history.items():
            _add_history(history, following, probabilities, backoffs, discount)
    log_probabilities = {words: math.log(p) for words, p in probabilities.items()}
    return Ngram(order, log_probabilities, {history: math.log(b) for history, b in backoffs.items()})


def _count(sentences: Iterable[WeightedSentence], order: int) -> list[_Counts]:
    counts: list[_Counts] = [defaultdict(lambda: defaultdict(float)) for _ in range(order)]
    for words, weight in sentences:
        padded = (START, *words, END)
        for place in range(1, len(padded)):
            for length in range(min(order, place + 1)):
                counts[length][padded[place - length : place]][padded[place]] += weight
    return counts


def _unigrams(
    counts: Mapping[str, float], background: Mapping[str, float], share: float
) -> dict[tuple[str, ...], float]:
    total = sum(counts.values())
    background_total = sum(background.values())
    if not background_total:
        share = 0.0
    probabilities: dict[tuple[str, ...], float] = defaultdict(float)
    for word, count in counts.items():
        probabilities[(word,)] += (1.0 - share) * count / total
    for word, probability in background.items():
        probabilities[(word,)] += share * probability / background_total
    return dict(probabilities)


def _add_history(
    history: tuple[str, ...],
    following: Mapping[str, float],
    probabilities: dict[tuple[str, ...], float],
    backoffs: dict[tuple[str, ...], float],
    discount: float,
) -> None:
    total = sum(following.values())
    freed = sum(discount * min(1.0, count) for count in following.values()) / total
    seen = lower_seen = 0.0
    for word, count in following.items():
        lower = _backed_off(word, history[1:], probabilities, backoffs)
        probability = (count - discount * min(1.0, count)) / total + freed * lower
        probabilities[(*history, word)] = probability
        seen += probability
        lower_seen += lower
    backoffs[history] = max(1.0 - seen, _CERTAIN) / max(1.0 - lower_seen, _CERTAIN)


def _backed_off(
    word: str,
    history: tuple[str, ...],
    probabilities: Mapping[tuple[str, ...], float],
    backoffs: Mapping[tuple[str, ...], float],
) -> float:
    penalty = 1.0
    while (*history, word) not in probabilities:
        penalty *= backoffs.get(history, 1.0)
        history = history[1:]
    return penalty * probabilities[(*history, word)]
