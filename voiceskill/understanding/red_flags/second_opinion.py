"""What rules and likeness say together: an alarm, a question, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.understanding.red_flags.likeness import Likeness
from voiceskill.yaml_source import load_yaml

__all__ = ["Thresholds", "Verdict", "load_thresholds", "together"]

_DANGERS = (Level.EMERGENCY, Level.URGENT, Level.CLINICIAN_SOON)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities (0 to 1) that an utterance means a level or a higher one.

    From ``alarm`` on it is taken to where the rules are silent, from ``raise_to`` on where they say less;
    from ``ask`` on it is asked about.
    """

    alarm: Mapping[Level, float]
    ask: Mapping[Level, float]
    raise_to: Mapping[Level, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rows that fire, most pressing first, and the one to ask about."""

    flags: tuple[RedFlag, ...]
    check: RedFlag | None


def together(
    verdict: Verdict, evidence: Collection[str], likeness: Likeness, limits: Thresholds, *, silenced: bool
) -> Verdict:
    """The rules' ``verdict`` with what ``likeness`` makes of the ``evidence`` beside it.

    Likeness only adds: an alarm of the rules stands, and a
    question of theirs about something more pressing. ``silenced``: all that was named was denied, only asked
    about, or told of something else; likeness then adds nothing.
    """
    if silenced:
        return verdict
    stands = verdict.flags[0].level if verdict.flags else Level.NONE
    at_least = likeness.at_least(evidence)
    asked = verdict.check.level if verdict.check else Level.NONE
    heard = _reached(at_least, limits.raise_to if verdict.flags or verdict.check else limits.alarm)
    if heard > stands and heard >= asked:
        flags = (likeness.likeliest(evidence, heard), *verdict.flags)
        return Verdict(flags, _above(verdict.check, heard))
    hinted = _reached(at_least, limits.ask)
    if hinted > stands:
        return Verdict(verdict.flags, _higher(verdict.check, likeness.likeliest(evidence, hinted)))
    return verdict


def _reached(at_least: Mapping[Level, float], limits: Mapping[Level, float]) -> Level:
    return next((level for level in _DANGERS if at_least[level] >= limits[level]), Level.NONE)


def _higher(check: RedFlag | None, other: RedFlag) -> RedFlag:
    return check if check is not None and check.level >= other.level else other


def _above(check: RedFlag | None, level: Level) -> RedFlag | None:
    return check if check is not None and check.level > level else None


def load_thresholds(folder: Path) -> Thresholds:
    """Read ``likeness.yaml``; raises ``ContentError`` where it is wrong."""
    root = load_yaml(folder / "likeness.yaml")
    root.only({"alarm", "raise_to", "ask"})

    def limits(name: str) -> dict[Level, float]:
        node = root.require(name)
        node.only({level.label for level in _DANGERS})
        return {level: node.require(level.label).number(0.0, 1.0) for level in _DANGERS}

    return Thresholds(limits("alarm"), limits("ask"), limits("raise_to"))
