"""What counts as often, as one cramp and as long ago, and how fast the order follows what helped."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from voiceskill.yaml_source import Node, load_yaml

__all__ = ["DiaryRules", "Frequent", "Learning", "load_rules"]


@dataclass(frozen=True, slots=True)
class Frequent:
    """When cramps are frequent: ``in_seven_days``, or ``in_four_weeks`` and ``growth`` times as many as in
    the four weeks before. Said again after ``again_after`` at the earliest.
    """

    in_seven_days: int
    in_four_weeks: int
    growth: float
    again_after: timedelta


@dataclass(frozen=True, slots=True)
class Learning:
    """``half_life`` is the age at which a night counts half, ``exploration`` (0 to 1) the share of nights on
    which the order is drawn by lot.
    """

    half_life: timedelta
    exploration: float


@dataclass(frozen=True, slots=True)
class DiaryRules:
    """Cramps within ``one_cramp`` of each other are one; day is from ``day_from`` to ``day_until``."""

    one_cramp: timedelta
    day_from: datetime.time
    day_until: datetime.time
    frequent: Frequent
    learning: Learning


def load_rules(path: Path) -> DiaryRules:
    """Read ``diary.yaml``; raises ``ContentError`` with file, line and key if it is wrong."""
    root = load_yaml(path)
    root.only({"one_cramp_minutes", "day", "frequent", "learning"})
    day = root.require("day")
    day.only({"from", "until"})
    return DiaryRules(
        one_cramp=timedelta(minutes=root.require("one_cramp_minutes").number(1, 720)),
        day_from=_time(day.require("from")),
        day_until=_time(day.require("until")),
        frequent=_frequent(root.require("frequent")),
        learning=_learning(root.require("learning")),
    )


def _frequent(node: Node) -> Frequent:
    node.only({"in_seven_days", "growing", "again_after_days", "source"})
    node.require("source").text()
    growing = node.require("growing")
    growing.only({"in_four_weeks", "times_the_four_before"})
    return Frequent(
        in_seven_days=node.require("in_seven_days").integer(1, 100),
        in_four_weeks=growing.require("in_four_weeks").integer(1, 400),
        growth=growing.require("times_the_four_before").number(1, 100),
        again_after=timedelta(days=node.require("again_after_days").number(1, 365)),
    )


def _learning(node: Node) -> Learning:
    node.only({"half_life_days", "exploration", "source"})
    node.require("source").text()
    return Learning(
        half_life=timedelta(days=node.require("half_life_days").number(1, 3650)),
        exploration=node.require("exploration").number(0, 1),
    )


def _time(node: Node) -> datetime.time:
    try:
        return datetime.time.fromisoformat(node.text())
    except ValueError:
        raise node.error("expected a time from 00:00 to 23:59") from None
