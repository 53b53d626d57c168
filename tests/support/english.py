"""The shipped understanding of English, loaded once for all tests."""

from __future__ import annotations

from functools import cache

from voiceskill.app.content import shipped_understander
from voiceskill.understanding.meaning import ListeningState, Meaning
from voiceskill.understanding.understander import Understander

__all__ = ["meaning", "understander"]


@cache
def understander() -> Understander:
    return shipped_understander()


def meaning(text: str, state: ListeningState = "idle") -> Meaning:
    return understander().understand(text, state)
