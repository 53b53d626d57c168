"""Plans that differ only in their words: what holds for one of them holds for all.

The reducer reads of a plan the kinds of its steps, what they touch, their postures and questions, and where
they lead; of their words it reads nothing. Facts about the person act only through the plan. So one plan
of each shape, walked through, stands for every body part and every set of facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TypeAlias

from voiceskill.dialogue.plan import Plan, Plans
from voiceskill.dialogue.script import Script, Step

__all__ = ["MOST_FACTS", "Shape", "all_plans", "plan_shape"]

Shape: TypeAlias = tuple[object, ...]
MOST_FACTS = 2
"""Largest set of facts of which plans are made; larger sets make no further shapes (a test shows it)."""


def plan_shape(plan: Plan, script: Script) -> Shape:
    """What the reducer reads of ``plan``."""
    steps = tuple(_step_shape(step, script) for step in plan.steps)
    kind = "relief" if plan.is_relief else plan.name
    return (kind, steps, plan.slack is not None, plan.index(plan.settle), plan.screened)


def _step_shape(step: Step, script: Script) -> Shape:
    screen = step.screen
    flags = (screen.split_yes, screen.split_no) if screen is not None and screen.split is not None else ()
    return (
        step.kind,
        step.touches,
        step.posture,
        step.ask_how,
        step.skip_to,
        tuple(script.escalations[flag].level for flag in flags),
        screen is not None,
        step.name in ("breathing", "aftercare", "close"),
    )


def all_plans(script: Script, most_facts: int = MOST_FACTS) -> Iterator[tuple[Plan, frozenset[str]]]:
    """Every plan for every set of at most ``most_facts`` facts, smallest sets first."""
    plans = Plans(script)
    names = (*script.guides, *script.routines)
    for count in range(most_facts + 1):
        for facts in map(frozenset, combinations(sorted(script.facts), count)):
            for name in names:
                yield plans.get(name, facts), facts
