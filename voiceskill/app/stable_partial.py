"""Finds the words of a partial hypothesis that have stopped changing, so that "stop" need not wait.

A recognizer's partial keeps rewriting its last words. A leading word counts as settled once it has stood
unchanged for a while; the settled words may be acted on before the utterance ends.
"""

from __future__ import annotations

__all__ = ["StablePartial"]


class StablePartial:
    """Follows the partials of one utterance after another; time is handed in, in seconds."""

    def __init__(self, settle_seconds: float = 0.25) -> None:
        """A word is settled when it has not changed for ``settle_seconds``."""
        self._settle_seconds = settle_seconds
        self._words: list[tuple[str, float]] = []
        self._given = 0

    def update(self, text: str, now: float) -> None:
        """Take a new partial ``text``; words after the first difference start to settle afresh."""
        words = text.split()
        kept = 0
        while kept < min(len(words), len(self._words)) and words[kept] == self._words[kept][0]:
            kept += 1
        self._words = self._words[:kept] + [(word, now) for word in words[kept:]]
        self._given = min(self._given, kept)

    def settled(self, now: float) -> str | None:
        """The settled words from the utterance's beginning, if they are more than were given before."""
        count = 0
        for _, since in self._words:
            if now - since < self._settle_seconds:
                break
            count += 1
        if count <= self._given:
            return None
        self._given = count
        return " ".join(word for word, _ in self._words[:count])

    def clear(self) -> None:
        """Forget the utterance: it has ended."""
        self._words = []
        self._given = 0
