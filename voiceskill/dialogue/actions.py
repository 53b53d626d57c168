"""What a conversation wants done: the reducer's output, carried out by the session in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Action", "End", "Note", "Pace", "Say", "Silence", "Volume"]


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
class Pace:
    """Speak what follows at ``factor`` times the usual speed (1.0: as set)."""

    factor: float


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a journal may keep or that somebody may be told: plain fields, never audio or words.

    Of the kinds, these ask for more than being kept:

    - ``alert``: an emergency is announced; ``flag`` is its id, ``level`` its level, ``whose`` ``other`` where
      somebody else than the speaker is meant, else ``speaker``. It comes again when the same alarm is raised
      again. There is none for an alarm that whoever endangers them must not hear of. A failure to pass it on
      is reported by the event ``AlertFailed``.
    - ``alert_cancelled``: the alarm ``flag`` was confirmed to be false.
    """

    kind: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """The episode is over; the device goes back to waiting quietly."""

    reason: str


Action: TypeAlias = Say | Silence | Volume | Pace | Note | End
