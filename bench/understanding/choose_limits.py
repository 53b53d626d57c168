"""Chooses the limits of ``likeness.yaml``: ``python -m bench.understanding.choose_limits`` prints them.

Every writer of ``left_out`` is left out in turn; on all those sentences together the limits are moved one
after the other as long as that makes what goes wrong cheaper. ``--alarm-cost`` is the price of an emergency
alarm at harmless talk, in missed emergencies that are not even asked about.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from bench.understanding.left_out import FOLDER, LeftOut, left_out, writers
from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags.likeness import Likeness
from voiceskill.understanding.red_flags.loading import load_rules
from voiceskill.understanding.red_flags.scanner import RedFlagScanner
from voiceskill.understanding.red_flags.second_opinion import (
    Limit,
    SecondOpinion,
    Thresholds,
    Verdict,
    load_thresholds,
    weigh,
)

_STEPS = {"silent": 0.25, "asked": 0.25, "less": 0.25, "same": 0.25, "ask": 0.25, "share": 0.05}
_MISSED = {Level.EMERGENCY: 1.0, Level.URGENT: 0.5, Level.CLINICIAN_SOON: 0.15}
_MISSED_BUT_ASKED = 0.4
_ASKED_FOR_NOTHING = 0.12
_LOWER_ALARM = 0.4
_TOO_HIGH = 0.08


@dataclass(frozen=True, slots=True)
class _Case:
    """What a sentence means, what the rules say of it, and how likely each level is; None: left to the
    rules.
    """

    meant: Level
    alarm: Level
    question: Level
    levels: tuple[float, ...] | None


class _Recorder(SecondOpinion):
    """Notes what it is asked about."""

    def __init__(self, likeness: Likeness) -> None:
        self._judges = likeness
        self.alarm = self.question = Level.NONE
        self.levels: tuple[float, ...] | None = None

    def on(self, verdict: Verdict, evidence: Collection[str], *, silenced: bool) -> Verdict:
        self.alarm = verdict.level
        self.question = verdict.check.level if verdict.check else Level.NONE
        self.levels = None if silenced else self._judges.levels(evidence)
        return verdict


def _cases(rules: RedFlagScanner, group: LeftOut) -> Iterator[_Case]:
    recorder = _Recorder(group.likeness)
    scanner = rules.with_opinion(recorder)
    for sentence in group.sentences:
        scanner.scan_text(sentence.text)
        yield _Case(sentence.level, recorder.alarm, recorder.question, recorder.levels)


def _price(case: _Case, limits: Thresholds, alarm_cost: float) -> float:
    alarm, question = case.alarm, case.question
    if case.levels is not None:
        alarm, question = weigh(alarm, question, case.levels, limits)
    if case.meant is Level.NONE:
        if alarm is not Level.NONE:
            return alarm_cost * (1.0 if alarm is Level.EMERGENCY else _LOWER_ALARM)
        return _ASKED_FOR_NOTHING if question else 0.0
    if alarm >= case.meant:
        return _TOO_HIGH * (alarm - case.meant)
    return _MISSED[case.meant] * (_MISSED_BUT_ASKED if question >= case.meant else 1.0)


def _total(cases: Sequence[_Case], limits: Thresholds, alarm_cost: float) -> float:
    return sum(_price(case, limits, alarm_cost) for case in cases)


def _neighbours(limits: Mapping[Level, Limit]) -> Iterator[Thresholds]:
    for level, limit in limits.items():
        for field in fields(limit):
            for steps in (-4, -1, 1, 4):
                moved = round(getattr(limit, field.name) + steps * _STEPS[field.name], 2)
                yield {**limits, level: replace(limit, **{field.name: moved})}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alarm-cost", type=float, default=1.0)
    options = parser.parse_args()
    rules, best = load_rules(FOLDER), load_thresholds(FOLDER)
    cases = [case for group in left_out(rules, writers()) for case in _cases(rules, group)]
    price, moving = _total(cases, best, options.alarm_cost), True
    while moving:
        moving = False
        for limits in _neighbours(best):
            cheaper = _total(cases, limits, options.alarm_cost)
            if cheaper < price - 1e-9:
                best, price, moving = limits, cheaper, True
    print(f"price {price:.1f}")
    for level, limit in best.items():
        print(f"{level.label}: {limit}")


if __name__ == "__main__":
    main()
