"""What a recognizer believes was said: the one type that recognition hands to understanding."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Hypothesis", "Spotted", "Word"]


@dataclass(frozen=True, slots=True)
class Word:
    """One recognized word; ``start`` and ``end`` in seconds since the recognizer's stream began."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Spotted:
    """A command that a whole utterance may be; ``log_odds``: natural logarithm of how much likelier the sound
    is as ``text`` than as the words of the hypothesis, before anything is known of the moment.
    """

    text: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The recognizer's belief about one utterance.

    A partial (``final`` false) may still change. ``text`` holds the words joined by single blanks, without
    garbage words. ``confidence`` (0 to 1) is the probability that the text is right; partials carry 0.0
    where the recognizer gives none. ``start`` and ``end`` are seconds since the stream began. ``readings``
    are other texts that the same sound may be and the text itself, each with its probability beside the
    others, likeliest first; empty where the recognizer gives none. ``spotted``: the interruption that it may
    be, if the recognizer looked for one.
    """

    text: str
    start: float
    end: float
    confidence: float
    final: bool
    words: tuple[Word, ...] = ()
    readings: tuple[tuple[str, float], ...] = ()
    spotted: Spotted | None = None
