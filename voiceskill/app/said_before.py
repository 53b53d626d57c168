"""Facts and signs of danger that were said a while ago: together with what is said now they may be danger."""

from __future__ import annotations

from voiceskill.understanding.meaning import Meaning

__all__ = ["SaidBefore"]

_FACTS_COUNT_SECONDS = 3600.0
"""As long as the dialogue counts what was said in passing."""
_SIGNS_COUNT_SECONDS = 900.0
"""A sign that somebody told of a quarter of an hour ago, and not since, is mostly over."""


class SaidBefore:
    """What one conversation heard; ``now`` is session time in seconds throughout."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._facts: dict[str, float] = {}
        self._signs: dict[str, float] = {}

    def note(self, meaning: Meaning, now: float) -> None:
        """Keep what ``meaning`` tells for later."""
        self._facts.update(dict.fromkeys(meaning.facts, now))
        self._signs.update(dict.fromkeys(meaning.heard, now))

    def names(self, now: float) -> frozenset[str]:
        """What still counts."""
        facts = (name for name, at in self._facts.items() if now - at <= _FACTS_COUNT_SECONDS)
        signs = (name for name, at in self._signs.items() if now - at <= _SIGNS_COUNT_SECONDS)
        return frozenset((*facts, *signs))
