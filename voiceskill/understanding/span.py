"""A stretch of words that names a concept."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """Words ``start`` to ``end`` (exclusive) of an utterance that name ``concept``."""

    concept: str
    start: int
    end: int
