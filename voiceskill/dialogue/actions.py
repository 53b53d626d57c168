"""What a conversation wants done: the reducer's output, carried out by the session in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Action", "End", "Note", "Say", "Silence", "Volume"]


@dataclass(frozen=True, slots=True)
class Say:
    """Speak ``text`` after what is already queued, or at session time ``at`` (seconds) if given.

    A ``Say`` with ``at`` is a count on the beat: it never waits for the queue, and one that is more than
    half a second late is dropped. ``key`` names the prompt in the script, for transcripts and tests.
    """

    id: int
    text: str
    key: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Cut the sound off now and forget everything that was queued."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Change the loudness of what follows by ``decibels`` (positive: louder)."""

    decibels: float


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a journal may keep: ``kind`` and plain fields, never audio."""

    kind: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """The episode is over; the device goes back to waiting quietly."""

    reason: str


Action: TypeAlias = Say | Silence | Volume | Note | End
