"""How likely each level is by rules and likeness together, and the answer to it that costs least.

The rules' verdict is worth something beside the likeness, more in alarm than in question; how much was fitted
to sentences that neither knew (stacking: Wolpert 1992). Then each answer has an expected price, and the
cheapest is given (minimum expected cost: Elkan 2001).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import exp, inf, log
from pathlib import Path

from voiceskill.understanding.meaning import Level
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["DANGERS", "Judgement", "Odds", "Prices", "Worth", "load_judgement"]

DANGERS = (Level.CLINICIAN_SOON, Level.URGENT, Level.EMERGENCY)
_ASKED = (Level.NONE, Level.URGENT, Level.EMERGENCY)
"""A danger that can wait is never asked about."""

_LEAST = 1e-6

Odds = Mapping[Level, float]
"""What is added to the odds of each danger against none, in natural logarithms."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What counts beside likeness, whose odds are raised to the power ``trust``: ``base`` always, ``alarm``
    and ``question`` by the level of the rules' own. An alarm of theirs ``stands`` from that chance (0 to 1)
    of its level or a higher one on, whatever the prices.
    """

    trust: float
    base: Odds
    alarm: Mapping[Level, Odds]
    question: Mapping[Level, Odds]
    stands: Mapping[Level, float]


@dataclass(frozen=True, slots=True)
class Prices:
    """What goes wrong costs, in missed emergencies: an ``alarm`` of each level at harmless talk, a
    ``question`` about more than was meant, a danger of each level that was ``missed`` (or heard as less),
    the part of that which is left if it was asked about (``asked``), and each level that an alarm is
    ``too_high``.
    """

    alarm: Mapping[Level, float]
    question: float
    missed: Mapping[Level, float]
    asked: float
    too_high: float

    def of(self, meant: Level, heard: Level, asked: Level) -> float:
        """The price of the alarm ``heard`` with a question about ``asked`` where ``meant`` was said."""
        needless = self.question if asked > meant else 0.0
        if heard < meant:
            return needless + self.missed[meant] * (self.asked if asked >= meant else 1.0)
        if meant is Level.NONE:
            return needless + (self.alarm[heard] if heard else 0.0)
        return needless + self.too_high * (heard - meant)


class Judgement:
    """Turns the verdict of the rules and the likeness into an alarm, a question, or neither."""

    def __init__(self, worth: Worth, prices: Prices) -> None:
        """``prices`` decide between alarm, question and silence."""
        self.worth = worth
        self.prices = prices
        self._answers = [
            (heard, asked, tuple(prices.of(meant, heard, asked) for meant in Level))
            for heard, asked in product(sorted(Level), _ASKED)
            if asked is Level.NONE or asked > heard
        ]

    def chances(self, alarm: Level, question: Level, levels: Sequence[float]) -> tuple[float, ...]:
        """The probability (0 to 1) of each level, ``NONE`` first, given the levels of the rules' ``alarm``
        and ``question`` (``NONE``: none) and likeness' probabilities of the ``levels``.
        """
        worth = self.worth
        scores = [worth.trust * log(max(level, _LEAST)) for level in levels]
        for level in DANGERS:
            scores[level] += worth.base[level]
            scores[level] += worth.alarm[alarm][level] if alarm else 0.0
            scores[level] += worth.question[question][level] if question > alarm else 0.0
        odds = [exp(score - max(scores)) for score in scores]
        return tuple(each / sum(odds) for each in odds)

    def answer(self, alarm: Level, question: Level, levels: Sequence[float]) -> tuple[Level, Level]:
        """The alarm and the question (``NONE``: none) that cost least; arguments as those of ``chances``.

        What the rules alarm at or ask about is at least asked about, unless the alarm is as pressing.
        """
        chances = self.chances(alarm, question, levels)
        heard, asked, _ = min(
            self._answers,
            key=lambda answer: sum(chance * price for chance, price in zip(chances, answer[2], strict=True)),
        )
        if heard < alarm and sum(chances[alarm:]) >= self.worth.stands[alarm]:
            heard = alarm
        asked = max(asked, question, alarm)
        return heard, asked if asked > heard else Level.NONE


def load_judgement(folder: Path) -> Judgement:
    """Read ``likeness.yaml``; raises ``ContentError`` if it breaks its form."""
    root = load_yaml(folder / "likeness.yaml")
    root.only({"worth", "prices"})
    return Judgement(_worth(root.require("worth")), _prices(root.require("prices")))


def _worth(node: Node) -> Worth:
    node.only(Worth.__dataclass_fields__)
    return Worth(
        node.require("trust").number(0.0),
        _by_level(node.require("base"), DANGERS),
        _tables(node.require("alarm"), DANGERS),
        _tables(node.require("question"), _ASKED[1:]),
        _by_level(node.require("stands"), DANGERS, least=0.0),
    )


def _prices(node: Node) -> Prices:
    node.only(Prices.__dataclass_fields__)
    return Prices(
        alarm=_by_level(node.require("alarm"), DANGERS, least=0.0),
        question=node.require("question").number(0.0),
        missed=_by_level(node.require("missed"), DANGERS, least=0.0),
        asked=node.require("asked").number(0.0, 1.0),
        too_high=node.require("too_high").number(0.0),
    )


def _tables(node: Node, levels: Sequence[Level]) -> dict[Level, Odds]:
    node.only({level.label for level in levels})
    return {level: _by_level(node.require(level.label), DANGERS) for level in levels}


def _by_level(node: Node, levels: Sequence[Level], least: float = -inf) -> dict[Level, float]:
    node.only({level.label for level in levels})
    return {level: node.require(level.label).number(least, inf) for level in levels}
