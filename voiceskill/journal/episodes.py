"""An episode as it is read back from the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Episode", "FlagSeen", "StepTried"]


@dataclass(frozen=True, slots=True)
class StepTried:
    """A step that was begun ``began`` seconds after the start of its episode.

    ``seconds`` is how long it took (None: it never ended), ``answer`` what was said after it: better, same,
    worse, or None where nothing was.
    """

    name: str
    kind: str
    began: float
    seconds: float | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class FlagSeen:
    """A red flag raised ``raised`` seconds after the start; ``withdrawn`` as a false alarm or not."""

    name: str
    level: str
    raised: float
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Episode:
    """One cramp, or with ``part`` None one alarm without a cramp.

    ``started`` and ``ended`` are in UTC, ``started_local`` and ``ended_local`` what the clock on the wall
    showed (without a zone); an episode without an end broke off or still runs. ``helped`` names the step
    after which it eased, ``relief_seconds`` is the time until then; ``ending`` is how it ended.
    """

    id: int
    started: datetime
    started_local: datetime
    ended: datetime | None
    ended_local: datetime | None
    part: str | None
    side: str | None
    helped: str | None
    relief_seconds: float | None
    ending: str | None
    steps: tuple[StepTried, ...]
    flags: tuple[FlagSeen, ...]

    @property
    def is_cramp(self) -> bool:
        """Whether a cramp was coached."""
        return self.part is not None
