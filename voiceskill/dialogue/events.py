"""What can happen to a conversation: the reducer's input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from voiceskill.understanding.meaning import Meaning

__all__ = ["Event", "Heard", "Spoken", "Tick"]


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


Event: TypeAlias = Heard | Spoken | Tick
