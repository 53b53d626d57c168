"""A back-off n-gram estimated from weighted sentences by interpolated absolute discounting.

Method: Ney, Essen and Kneser, "On structuring probabilistic dependences in stochastic language modelling",
Computer Speech and Language 8 (1994). Counts are weights here and may be fractions: of a count below one the
same share is taken as of one, so that a rarely weighted word is not wiped out. A background of known
probabilities is mixed in as if it were undiscounted counts.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.language_model.general_english import GeneralEnglish

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
    background: GeneralEnglish,
    *,
    order: int,
    discount: float,
    background_share: float,
) -> Ngram:
    """Estimate an n-gram.

    ``background`` makes up ``background_share`` (0 to below 1) of all words; its words' probabilities are
    scaled to add up to 1. ``discount`` (0 to 1) is what each seen n-gram gives up for unseen ones. Raise
    ``VoiceskillError`` if there is no sentence.
    """
    counts = _count(sentences, order)
    if not counts[0]:
        raise VoiceskillError(
            "There is no sentence to make a language model of: the intents hold none to be spoken."
        )
    known = sum(background.words.values())
    share = background_share if known else 0.0
    spoken = sum(counts[0][()].values())
    tokens = spoken * share / (1.0 - share)
    probabilities = _unigrams(counts[0][()], background.words, tokens / known if known else 0.0)
    backoffs: dict[tuple[str, ...], float] = {}
    for length, by_history in enumerate(counts[1:], start=1):
        extra = background.pairs if length == 1 and share else {}
        for history in dict.fromkeys((*by_history, *((first,) for first in extra))):
            followers = extra.get(history[0], {})
            weight = tokens * background.words[history[0]] / known if followers else 0.0
            seen = _discounted(by_history.get(history, {}), discount, followers, weight)
            if seen.shares:
                _add_history(history, seen, probabilities, backoffs)
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
    counts: Mapping[str, float], background: Mapping[str, float], weight: float
) -> dict[tuple[str, ...], float]:
    probabilities: dict[tuple[str, ...], float] = defaultdict(float)
    for word, count in counts.items():
        probabilities[(word,)] += count
    for word, probability in background.items():
        probabilities[(word,)] += weight * probability
    total = sum(probabilities.values())
    return {words: count / total for words, count in probabilities.items() if count > 0.0}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What follows a history: each word's share of it after discounting, and the share left for all words."""

    shares: dict[str, float]
    left: float


def _discounted(
    counts: Mapping[str, float], discount: float, followers: Mapping[str, float], weight: float
) -> _Seen:
    """Counts less their discount, plus ``weight`` times the background's probabilities of followers."""
    total = sum(counts.values()) + weight
    shares: dict[str, float] = defaultdict(float)
    for word, count in counts.items():
        shares[word] += (count - discount * min(1.0, count)) / total
    for word, probability in followers.items():
        shares[word] += weight * probability / total
    return _Seen(dict(shares), max(0.0, 1.0 - sum(shares.values())))


def _add_history(
    history: tuple[str, ...],
    seen: _Seen,
    probabilities: dict[tuple[str, ...], float],
    backoffs: dict[tuple[str, ...], float],
) -> None:
    seen_mass = lower_mass = 0.0
    for word, share in seen.shares.items():
        lower = _backed_off(word, history[1:], probabilities, backoffs)
        probability = share + seen.left * lower
        probabilities[(*history, word)] = probability
        seen_mass += probability
        lower_mass += lower
    backoffs[history] = max(1.0 - seen_mass, _CERTAIN) / max(1.0 - lower_mass, _CERTAIN)


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
