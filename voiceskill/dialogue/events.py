"""What can happen to a conversation: the reducer's input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from voiceskill.understanding.meaning import Meaning

__all__ = ["AlertFailed", "Event", "Heard", "Spoken", "Tick"]


@dataclass(frozen=True, slots=True)
class Heard:
    """The person said something; ``final`` is false for a stable partial, on which only a red flag or a
    "stop" may act. ``hearing`` (0 to 1) is the recognizer's confidence in the words (1.0 when typed).
    """

    meaning: Meaning
    final: bool = True
    hearing: float = 1.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """The device finished saying the ``Say`` with this ``id`` (not sent for one that was silenced)."""

    id: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed; sent when ``deadline(state)`` is reached, harmless at any other time."""


@dataclass(frozen=True, slots=True)
class AlertFailed:
    """Nobody could be told of what the ``Note`` of this kind asked to tell: an alarm, or that it was false.

    Sent once per note, by whoever passes alerts on, after the last try; without it the person would wait for
    help that does not come.
    """

    kind: Literal["alert", "alert_cancelled"] = "alert"


Event: TypeAlias = Heard | Spoken | Tick | AlertFailed
