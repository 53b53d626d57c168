"""What of the diary the dialogue is told: how often, when last, what helped, and what to offer first."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from voiceskill.dialogue.diary import Diary, LastCramp, Preference, Trials
from voiceskill.journal.episodes import Episode
from voiceskill.journal.learning import Trial, draw_order, trials_in
from voiceskill.journal.rules import DiaryRules, Frequent
from voiceskill.journal.times import night_of

__all__ = ["LOOKS_BACK", "digest"]

LOOKS_BACK = timedelta(days=400)
"""What is older has no more say in any answer."""
_WEEK, _MONTH, _FOUR_WEEKS = timedelta(days=7), timedelta(days=30), timedelta(days=28)


def digest(
    episodes: Sequence[Episode],
    now: datetime,
    rules: DiaryRules,
    swapping: Mapping[str, tuple[str, ...]],
    advised: datetime | None,
    rng: random.Random,
) -> Diary:
    """The digest at ``now`` (the owner's time zone) of ``episodes``, oldest first.

    ``swapping`` gives for each part of the script the steps that may stand in for each other. ``advised`` is
    when frequent cramps were last spoken of. ``rng`` draws the order in which steps are offered.
    """
    cramps = [episode for episode in episodes if episode.part in swapping]
    starts = _bouts(cramps, rules.one_cramp)
    trials = trials_in(cramps)
    return Diary(
        kept=True,
        week=_count(starts, now - _WEEK, now),
        month=_count(starts, now - _MONTH, now),
        last=_last(cramps[-1], now, rules) if cramps else None,
        trials=_summed_up(trials),
        preferences=tuple(
            Preference(part, draw_order(steps, _of(part, trials), now, rules.learning, rng))
            for part, steps in swapping.items()
            if steps
        ),
        frequent=_is_frequent(starts, now, rules.frequent) and _may_say_again(advised, now, rules.frequent),
    )


def _bouts(cramps: Sequence[Episode], gap: timedelta) -> list[datetime]:
    """When each cramp began; one that follows another within ``gap`` is the same."""
    starts: list[datetime] = []
    over: datetime | None = None
    for cramp in cramps:
        if over is None or cramp.started - over > gap:
            starts.append(cramp.started)
        over = cramp.ended or cramp.started
    return starts


def _count(starts: Sequence[datetime], since: datetime, until: datetime) -> int:
    return sum(since < start <= until for start in starts)


def _last(cramp: Episode, now: datetime, rules: DiaryRules) -> LastCramp:
    wall, began = now.replace(tzinfo=None), cramp.started_local
    by_day = rules.day_from <= began.time() < rules.day_until
    ago = (wall.date() - began.date()) if by_day else (night_of(wall) - night_of(began))
    return LastCramp(cramp.part or "", cramp.side or "", max(0, ago.days), by_day)


def _of(part: str, trials: Sequence[Trial]) -> Iterator[Trial]:
    return (trial for trial in trials if trial.part == part)


def _summed_up(trials: Sequence[Trial]) -> tuple[Trials, ...]:
    """How each step did for each part; what helped last stands first."""
    kinds = list(dict.fromkeys((trial.part, trial.step) for trial in reversed(trials) if trial.eased))
    kinds += dict.fromkeys((t.part, t.step) for t in trials if (t.part, t.step) not in kinds)
    return tuple(
        _sum_up(part, step, [t.eased for t in trials if (t.part, t.step) == (part, step)])
        for part, step in kinds
    )


def _sum_up(part: str, step: str, eased: Sequence[bool]) -> Trials:
    failures = [place for place, good in enumerate(reversed(eased)) if not good]
    return Trials(part, step, len(eased), sum(eased), failures[0] if failures else len(eased))


def _is_frequent(starts: Sequence[datetime], now: datetime, rules: Frequent) -> bool:
    """Whether the cramp that begins now would be one too many."""
    if _count(starts, now - _WEEK, now) + 1 >= rules.in_seven_days:
        return True
    recent = _count(starts, now - _FOUR_WEEKS, now) + 1
    before = _count(starts, now - 2 * _FOUR_WEEKS, now - _FOUR_WEEKS)
    return before > 0 and recent >= max(rules.in_four_weeks, rules.growth * before)


def _may_say_again(advised: datetime | None, now: datetime, rules: Frequent) -> bool:
    return advised is None or now - advised >= rules.again_after
