"""How likely the text of an utterance is right, by logistic regression on what the decoder says about it.

Word posteriors alone say how a word compares with other words of the vocabulary, so talk about something
else can score high. What tells the two apart best is how much of the probability of all readings the one that
was taken holds: words that are not ours leave many readings, none of them much better than the others. The
coefficients come from development recordings
(``bench/recognition/fit_confidence``) and lie beside this module.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voiceskill.recognition.hypothesis import Word
from voiceskill.yaml_source import load_yaml

__all__ = [
    "GARBAGE_WORD",
    "Calibration",
    "Evidence",
    "load_calibration",
    "mean_confidence",
    "weigh",
    "without_garbage",
]

GARBAGE_WORD = "[unk]"
_FILE = Path(__file__).with_name("confidence.yaml")
_INTERCEPT = "intercept"
_QUIET_DB = 40.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an utterance. ``share`` is the probability of the text among all readings, ``least``
    the lowest posterior of a word (garbage counts as 0), ``expected`` the share of words that occur in
    expected sentences, ``loudness`` speech above the background (dB / 10, at most 4: a room quieter than that
    says no more).
    """

    share: float
    least: float
    expected: float
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


def weigh(words: Sequence[Word], share: float, expected: frozenset[str], loudness_db: float) -> Evidence:
    """The evidence of an utterance of at least one word, garbage words included."""
    return Evidence(
        share=share,
        least=min(0.0 if word.text == GARBAGE_WORD else word.confidence for word in words),
        expected=sum(word.text in expected for word in words) / len(words),
        loudness=min(loudness_db, _QUIET_DB) / 10.0,
    )


def without_garbage(text: str) -> str:
    """The words of ``text`` that are some."""
    return " ".join(word for word in text.split() if word != GARBAGE_WORD)


def mean_confidence(words: Sequence[Word]) -> float:
    """The mean word posterior, for models that nobody calibrated."""
    return sum(word.confidence for word in words if word.text != GARBAGE_WORD) / len(words)
