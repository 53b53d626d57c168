"""Danger that the likeliest reading of an utterance lacks and others hold: asked about, never dropped.

What was recognized is one of several readings of the same sound. Where a good part of them tells of danger,
the words may well have been that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import Level, Meaning, RedFlag

__all__ = ["with_danger_in_doubt"]

_LEAST = 0.2
"""The probability of all readings with danger from which it is asked about: chosen on held-out examples of
danger, see ``bench/recognition/README.md``.
"""
_WORTH_A_LOOK = 0.02
"""Readings less likely than this can hardly make up ``_LEAST``; most utterances have a few of them."""


def with_danger_in_doubt(
    meaning: Meaning, hypothesis: Hypothesis, understand: Callable[[str], Meaning]
) -> Meaning:
    """``meaning``, with what the other readings of ``hypothesis`` hold of danger as what to ask about.

    A meaning that holds danger, or something to ask about, is given back as it is.
    """
    if meaning.red_flag is not None or meaning.check is not None:
        return meaning
    shares: dict[RedFlag, float] = {}
    for text, share in hypothesis.readings:
        if text == hypothesis.text or share < _WORTH_A_LOOK:
            continue
        flag = understand(text).red_flag
        if flag is not None and flag.level >= Level.URGENT:
            shares[flag] = shares.get(flag, 0.0) + share
    if sum(shares.values()) < _LEAST:
        return meaning
    return replace(meaning, check=max(shares, key=lambda flag: (flag.level, shares[flag])))
