"""How likely the text of an utterance is right, by logistic regression on what the decoder says about it.

Word posteriors alone say how a word compares with other words of the vocabulary, so talk about something
else can score high; how many of its words belong to the expected sentences, how much of it was garbage, its
length, pace and loudness tell the two apart. The coefficients come from development recordings
(``bench/recognition/fit_confidence``) and lie beside this module.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voiceskill.recognition.hypothesis import Word
from voiceskill.yaml_source import load_yaml

__all__ = ["GARBAGE_WORD", "Calibration", "Evidence", "load_calibration", "mean_confidence", "weigh"]

GARBAGE_WORD = "[unk]"
_FILE = Path(__file__).with_name("confidence.yaml")
_INTERCEPT = "intercept"
_QUIET_DB = 40.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an utterance. ``mean`` and ``least`` are word posteriors (garbage counts as 0),
    ``expected`` the share of words that occur in expected sentences, ``garbage`` the share of garbage
    words, ``log_words`` the logarithm of their count, ``pace`` words a second, ``loudness`` speech above
    the background (dB / 10, at most 4: a room quieter than that says no more).
    """

    mean: float
    least: float
    expected: float
    garbage: float
    log_words: float
    pace: float
    loudness: float

    def features(self) -> dict[str, float]:
        """By the names under which the coefficients are kept."""
        return {name: float(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression: an intercept and a coefficient for each feature of ``Evidence``."""

    intercept: float
    coefficients: Mapping[str, float]

    def probability(self, evidence: Evidence) -> float:
        """Between 0 and 1."""
        features = evidence.features()
        score = self.intercept + sum(factor * features[name] for name, factor in self.coefficients.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def load_calibration() -> Calibration:
    """The coefficients for models made here; raise ``ContentError`` if the file is wrong."""
    root = load_yaml(_FILE)
    root.only((_INTERCEPT, *Evidence.__slots__))
    coefficients = {name: root.require(name).number() for name in Evidence.__slots__}
    return Calibration(root.require(_INTERCEPT).number(), coefficients)


def weigh(words: Sequence[Word], expected: frozenset[str], loudness_db: float) -> Evidence:
    """The evidence of an utterance of at least one word, garbage words included."""
    posteriors = [0.0 if word.text == GARBAGE_WORD else word.confidence for word in words]
    count = len(words)
    return Evidence(
        mean=sum(posteriors) / count,
        least=min(posteriors),
        expected=sum(word.text in expected for word in words) / count,
        garbage=sum(word.text == GARBAGE_WORD for word in words) / count,
        log_words=math.log(count),
        pace=count / max(words[-1].end - words[0].start, 0.05),
        loudness=min(loudness_db, _QUIET_DB) / 10.0,
    )


def mean_confidence(words: Sequence[Word]) -> float:
    """The mean word posterior, for models that nobody calibrated."""
    return sum(word.confidence for word in words if word.text != GARBAGE_WORD) / len(words)
