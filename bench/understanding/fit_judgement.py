"""Fits ``worth`` of ``likeness.yaml``: ``python -m bench.understanding.fit_judgement`` prints it.

The writers of ``left_out`` are left out in turn; on all their sentences together, what the rules' verdict is
worth beside the likeness is fitted (multinomial logistic regression). Shows what comes of it at the prices in
``likeness.yaml`` and, with ``--alarms``, at other prices of an emergency alarm at harmless talk.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.understanding.left_out import FOLDER, LeftOut, left_out, writers
from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags.judgement import DANGERS, Judgement, Worth, load_judgement
from voiceskill.understanding.red_flags.likeness import Likeness
from voiceskill.understanding.red_flags.loading import load_rules
from voiceskill.understanding.red_flags.scanner import RedFlagScanner
from voiceskill.understanding.red_flags.second_opinion import Circumstances, SecondOpinion, Verdict

_ASKED = (Level.URGENT, Level.EMERGENCY)
_KEPT_SMALL = 1e-3
_STEPS, _RATE = 3000, 0.05
_LEAST = 1e-6

_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Case:
    """What a sentence means, what the rules say of it, and how likely each level is; None: left to the
    rules.
    """

    meant: Level
    alarm: Level
    question: Level
    said: Circumstances
    levels: tuple[float, ...] | None


class _Recorder(SecondOpinion):
    """Notes what it is asked about."""

    def __init__(self, likeness: Likeness) -> None:
        self._judges = likeness

    def on(self, verdict: Verdict, evidence: Collection[str], said: Circumstances) -> Verdict:
        self.alarm = verdict.level
        self.question = verdict.check.level if verdict.check else Level.NONE
        self.said = said
        self.levels = None if said.silenced else self._judges.levels(evidence)
        return verdict


def _cases(rules: RedFlagScanner, group: LeftOut) -> Iterator[_Case]:
    recorder = _Recorder(group.likeness)
    scanner = rules.with_opinion(recorder)
    for sentence in group.sentences:
        scanner.scan_text(sentence.text)
        yield _Case(sentence.level, recorder.alarm, recorder.question, recorder.said, recorder.levels)


def _fitted(cases: Sequence[_Case], shipped: Worth) -> Worth:
    """The worth under which the cases' levels are likeliest, kept small where they tell little."""
    weighed = [case for case in cases if case.levels is not None]
    likeness = np.log(np.maximum([case.levels or () for case in weighed], _LEAST))
    said = np.array([_said(case) for case in weighed], dtype=np.float64)
    meant = np.eye(len(Level))[[case.meant for case in weighed]]
    trust, added = np.ones(1), np.zeros((said.shape[1], len(DANGERS)))
    moves = [_Adam(trust), _Adam(added)]
    for step in range(_STEPS):
        scores = likeness * trust + np.pad(said @ added, ((0, 0), (1, 0)))
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        off = (odds / odds.sum(axis=1, keepdims=True) - meant) / len(weighed)
        rate = _RATE * (1.0 - step / _STEPS)
        moves[0].move(np.array([(off * likeness).sum()]), rate)
        moves[1].move(said.T @ off[:, 1:] + _KEPT_SMALL * added, rate)
    rows = iter(added)
    return Worth(
        trust=float(trust[0]),
        base=_odds(next(rows)),
        alarm={level: _odds(next(rows)) for level in DANGERS},
        question={level: _odds(next(rows)) for level in _ASKED},
        stands=shipped.stands,
    )


def _said(case: _Case) -> list[bool]:
    question = case.question if case.question > case.alarm else Level.NONE
    return [True, *(case.alarm is level for level in DANGERS), *(question is level for level in _ASKED)]


def _odds(row: _Numbers) -> dict[Level, float]:
    return {level: round(float(odds), 2) for level, odds in zip(DANGERS, row, strict=True)}


class _Adam:
    """Moves a parameter in place against its slope."""

    def __init__(self, value: _Numbers) -> None:
        self._value = value
        self._mean, self._square, self._steps = np.zeros_like(value), np.zeros_like(value), 0

    def move(self, slope: _Numbers, rate: float) -> None:
        self._steps += 1
        self._mean += 0.1 * (slope - self._mean)
        self._square += 0.001 * (slope * slope - self._square)
        mean, square = self._mean / (1 - 0.9**self._steps), self._square / (1 - 0.999**self._steps)
        self._value -= rate * mean / (np.sqrt(square) + 1e-9)


def _heard(case: _Case, judgement: Judgement) -> tuple[Level, Level]:
    if case.levels is None:
        return case.alarm, case.question
    alarm, question = judgement.answer(case.alarm, case.question, case.levels)
    if case.said.brief and case.alarm < case.question <= alarm:
        alarm, question = case.alarm, case.question
    return max(alarm, case.alarm if case.said.plain else Level.NONE), question


def _show(title: str, cases: Sequence[_Case], judgement: Judgement) -> None:
    answers = [(case.meant, *_heard(case, judgement)) for case in cases]
    print(f"\n{title}: this level, as high, an emergency, only a question")
    for meant in reversed(Level):
        here = [(heard, asked) for level, heard, asked in answers if level is meant]
        shares = [
            [heard is meant for heard, _ in here],
            [heard >= max(meant, Level.CLINICIAN_SOON) for heard, _ in here],
            [heard is Level.EMERGENCY for heard, _ in here],
            [heard < max(meant, Level.CLINICIAN_SOON) and asked > heard for heard, asked in here],
        ]
        print(f"  {meant.label:15}{len(here):5}", *(f"{np.mean(share):7.1%}" for share in shares))


def _print_worth(worth: Worth) -> None:
    print(f"worth:\n  trust: {worth.trust:.2f}\n  base: {_flow(worth.base)}")
    for name, tables in (("alarm", worth.alarm), ("question", worth.question)):
        print(f"  {name}:")
        for level, odds in tables.items():
            print(f"    {level.label}: {_flow(odds)}")


def _flow(odds: Mapping[Level, float]) -> str:
    return "{" + ", ".join(f"{level.label}: {value}" for level, value in odds.items()) + "}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alarms", type=float, nargs="*", default=[])
    options = parser.parse_args()
    rules, shipped = load_rules(FOLDER), load_judgement(FOLDER)
    cases = [case for group in left_out(rules, writers()) for case in _cases(rules, group)]
    worth = _fitted(cases, shipped.worth)
    _print_worth(worth)
    _show("as shipped", cases, shipped)
    for alarm in (shipped.prices.alarm[Level.EMERGENCY], *options.alarms):
        prices = replace(shipped.prices, alarm={**shipped.prices.alarm, Level.EMERGENCY: alarm})
        _show(f"an emergency alarm at talk costs {alarm:g}", cases, Judgement(worth, prices))


if __name__ == "__main__":
    main()
