"""What rules and likeness say together: an alarm, a question, or nothing.

Likeness hears dangers that no rule foresaw, and takes the edge off rules that fired at talk: an alarm of
the rules that sounds nothing like danger becomes a question, unless it is all that was said. It never makes
such a question silent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log
from pathlib import Path

from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.understanding.red_flags.likeness import Likeness
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["SecondOpinion", "Thresholds", "Verdict", "load_thresholds", "weigh"]

_DANGERS = (Level.EMERGENCY, Level.URGENT, Level.CLINICIAN_SOON)
_LEAST = 1e-9
_OWN = 0.2
"""The part of the danger (0 to 1) that must be of the level itself: else what is likely is more pressing
and not likely enough, and a lower alarm would be about something else.
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much danger of a level must outweigh none before it is an alarm, in natural logarithms of odds.

    ``silent``: where the rules say nothing, ``asked``: where they ask, ``less``: where they raise a lower
    alarm, ``same``: where they raise this alarm themselves. ``ask`` is where it becomes a question.
    ``share`` is the part of all danger (0 to 1) that the level and higher ones must be.
    """

    silent: float
    asked: float
    less: float
    same: float
    ask: float
    share: float


Thresholds = Mapping[Level, Limit]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rows that fire, most pressing first, and the one to ask about."""

    flags: tuple[RedFlag, ...]
    check: RedFlag | None

    @property
    def level(self) -> Level:
        """How pressing the alarm is."""
        return self.flags[0].level if self.flags else Level.NONE


class SecondOpinion:
    """Weighs the verdict of the rules."""

    def __init__(self, likeness: Likeness, limits: Thresholds) -> None:
        """``limits`` as ``load_thresholds`` reads them."""
        self._likeness = likeness
        self._limits = limits

    def on(
        self, verdict: Verdict, evidence: Collection[str], *, silenced: bool, plain: bool = False
    ) -> Verdict:
        """The rules' ``verdict`` with what likeness makes of the ``evidence`` beside it.

        ``silenced``: all that was named was denied, only asked about, or told of something else; likeness
        then adds nothing. ``plain``: nothing else was said; likeness then takes nothing away, for without
        words around it there is no ground to think that it is talk.
        """
        if silenced:
            return verdict
        asked = verdict.check.level if verdict.check else Level.NONE
        alarm, question = weigh(verdict.level, asked, self._likeness.levels(evidence), self._limits)
        if plain:
            alarm = max(alarm, verdict.level)
            question = question if question > alarm else Level.NONE

        def named(level: Level) -> RedFlag:
            known = (flag for flag in (*verdict.flags, verdict.check) if flag and flag.level is level)
            return next(known, None) or self._likeness.likeliest(evidence, level)

        flags = tuple(flag for flag in verdict.flags if flag.level <= alarm)
        if alarm > (flags[0].level if flags else Level.NONE):
            flags = (named(alarm), *flags)
        return Verdict(flags, named(question) if question else None)


def weigh(alarm: Level, question: Level, levels: Sequence[float], limits: Thresholds) -> tuple[Level, Level]:
    """The alarm and the question (``NONE``: no question) that come of those of the rules and of the
    probabilities (0 to 1) of the ``levels``.

    A question of the rules and an alarm of theirs that is not believed are asked about, unless the alarm is
    as pressing.
    """
    none, *dangers = levels
    above = {level: sum(dangers[level - 1 :]) for level in _DANGERS}
    odds = {level: _log_odds(above[level], none) for level in _DANGERS}
    heard = Level.NONE
    for level in _DANGERS:
        limit = limits[level]
        if alarm is level:
            believed = odds[level] >= limit.same
        else:
            wanted = limit.less if alarm in range(1, level) else limit.asked if question else limit.silent
            believed = (
                odds[level] >= wanted
                and above[level] >= limit.share * above[Level.CLINICIAN_SOON]
                and levels[level] >= _OWN * above[level]
            )
        if believed:
            heard = level
            break
    hinted = next((level for level in _DANGERS if odds[level] >= limits[level].ask), Level.NONE)
    asked = max(question, alarm) or hinted
    return heard, asked if asked > heard else Level.NONE


def _log_odds(danger: float, none: float) -> float:
    return log(max(danger, _LEAST) / max(none, _LEAST))


def load_thresholds(folder: Path) -> Thresholds:
    """Read ``likeness.yaml``; raises ``ContentError`` if it breaks its form."""
    root = load_yaml(folder / "likeness.yaml")
    root.only({level.label for level in _DANGERS})
    return {level: _limit(root.require(level.label)) for level in _DANGERS}


def _limit(node: Node) -> Limit:
    node.only(Limit.__dataclass_fields__)
    return Limit(**{name: node.require(name).number(-inf, inf) for name in Limit.__dataclass_fields__})
