"""The figures of the report, counted from the episodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from voiceskill.journal.episodes import Episode
from voiceskill.journal.times import night_of

__all__ = ["Bar", "StepFigures", "Summary", "summarize"]

_LONGEST_DAILY = timedelta(days=45)
"""Spans up to this long are shown day by day, longer ones week by week."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with the name of what was counted, and ``detail`` about it for people to read."""

    name: str
    count: int
    detail: str = ""

    @property
    def in_words(self) -> str:
        """The count with its detail."""
        return f"{self.count} ({self.detail})" if self.detail else str(self.count)


@dataclass(frozen=True, slots=True)
class StepFigures:
    """A step: ``asked`` is on how many cramps it was asked after, ``seconds`` are the times to relief where
    it helped, shortest first.
    """

    part: str
    step: str
    asked: int
    seconds: tuple[float, ...]

    @property
    def middle(self) -> float | None:
        """The median time to relief in seconds; None if it never helped."""
        return median(self.seconds) if self.seconds else None


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures of the span from ``start`` to ``end`` (local dates, both included).

    ``by_hour`` holds 24 counts from noon to noon, as nights go. ``by_time`` are days, or weeks where
    ``weekly``.
    """

    start: date
    end: date
    cramps: tuple[Episode, ...]
    episodes: tuple[Episode, ...]
    nights: int
    middle_relief: float | None
    unrelieved: int
    weekly: bool
    by_time: tuple[Bar, ...]
    by_hour: tuple[Bar, ...]
    by_part: tuple[Bar, ...]
    steps: tuple[StepFigures, ...]

    @property
    def weeks(self) -> float:
        """The length of the span in weeks."""
        return ((self.end - self.start).days + 1) / 7


def summarize(episodes: Sequence[Episode], since: datetime, now: datetime) -> Summary:
    """The figures of ``episodes`` (oldest first) from ``since`` to ``now``, times in the owner's zone."""
    cramps = tuple(episode for episode in episodes if episode.is_cramp)
    start, end = since.date(), now.date()
    weekly = end - start > _LONGEST_DAILY
    relief = [cramp.relief_seconds for cramp in cramps if cramp.relief_seconds is not None]
    return Summary(
        start=start,
        end=end,
        cramps=cramps,
        episodes=tuple(episodes),
        nights=len({night_of(cramp.started_local) for cramp in cramps}),
        middle_relief=median(relief) if relief else None,
        unrelieved=len(cramps) - len(relief),
        weekly=weekly,
        by_time=_by_time(cramps, start, end, _WEEK if weekly else timedelta(days=1)),
        by_hour=_by_hour(cramps),
        by_part=_by_part(cramps),
        steps=_steps(cramps),
    )


def _by_time(cramps: Iterable[Episode], start: date, end: date, width: timedelta) -> tuple[Bar, ...]:
    """Counts of spans that are ``width`` long; the first begins on the span's first day."""
    counts = Counter((cramp.started_local.date() - start) // width for cramp in cramps)
    spans = (end - start) // width + 1
    return tuple(Bar(f"{start + place * width:%d %b}", counts[place]) for place in range(spans))


def _by_hour(cramps: Iterable[Episode]) -> tuple[Bar, ...]:
    counts = Counter(cramp.started_local.hour for cramp in cramps)
    return tuple(Bar(f"{hour % 24:02d}", counts[hour % 24]) for hour in range(12, 36))


def _by_part(cramps: Iterable[Episode]) -> tuple[Bar, ...]:
    """The most frequent part first, with how often which side was named."""
    sides: dict[str, Counter[str]] = {}
    for cramp in cramps:
        sides.setdefault(cramp.part or "", Counter())[cramp.side or "side not said"] += 1
    parts = sorted(sides, key=lambda part: -sides[part].total())
    return tuple(Bar(part, sides[part].total(), _named(sides[part])) for part in parts)


def _named(sides: Counter[str]) -> str:
    return ", ".join(f"{count} {side}" for side, count in sorted(sides.items()))


def _steps(cramps: Iterable[Episode]) -> tuple[StepFigures, ...]:
    """Each step that was ever asked after; those that helped most often first."""
    asked: Counter[tuple[str, str]] = Counter()
    seconds: dict[tuple[str, str], list[float]] = {}
    for cramp in cramps:
        part = cramp.part or ""
        asked.update({(part, step.name) for step in cramp.steps if step.answer is not None})
        if cramp.helped is not None and cramp.relief_seconds is not None:
            seconds.setdefault((part, cramp.helped), []).append(cramp.relief_seconds)
    figures = (
        StepFigures(part, step, asked[part, step], tuple(sorted(seconds.get((part, step), ()))))
        for part, step in asked
    )
    return tuple(sorted(figures, key=lambda f: (-len(f.seconds), -f.asked, f.part, f.step)))
