"""Plans that differ only in their words: what holds for one of them holds for all.

The reducer reads of a plan the kinds of its steps, what they touch, their postures and questions, and where
they lead; of their words it reads nothing, and the flags that a question raises are all raised elsewhere.
Facts about the person act only through the plan. So one plan of each shape, walked through, stands for every
body part and every person. A routine is walked with one of each kind of its alike steps; cut for a person, it
is the same steps in the same order with some left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from voiceskill.dialogue.plan import Plan, Plans
from voiceskill.dialogue.script import Routine, Script, Step

__all__ = ["MOST_FACTS", "Shape", "all_plans", "plan_shape", "without_alike_steps"]

Shape: TypeAlias = tuple[object, ...]
MOST_FACTS = 1
"""Largest set of facts whose plans are walked; larger sets leave out more of the same steps."""


def plan_shape(plan: Plan) -> Shape:
    """What the reducer reads of ``plan``."""
    ways = ["", *(option.name for step in plan.steps for option in step.options)]
    steps = tuple((_step_shape(step), ways.index(step.only)) for step in plan.steps)
    kind = "relief" if plan.is_relief else "routine"
    return (kind, steps, plan.slack is not None, plan.index(plan.settle), plan.screened)


def _step_shape(step: Step) -> Shape:
    return (
        step.kind,
        step.touches,
        step.posture if step.posture in ("edge", "standing") else "lying or seated",
        step.ask_how,
        step.skip_to,
        step.screen is not None and step.screen.split is not None,
        step.needs,
        step.name in ("breathing", "aftercare", "close"),
    )


def all_plans(script: Script, most_facts: int = MOST_FACTS) -> Iterator[tuple[Plan, frozenset[str]]]:
    """Every plan for every set of at most ``most_facts`` facts, smallest sets first; for each stretch that
    may be put first, one.
    """
    plans = Plans(script)
    names = (*script.guides, *script.routines)
    for count in range(most_facts + 1):
        for facts in map(frozenset, combinations(sorted(script.facts), count)):
            for name in names if not facts else script.guides:
                for order in _orders(script, name):
                    yield plans.get(name, facts, order), facts


def _orders(script: Script, name: str) -> Iterator[tuple[str, ...]]:
    """Orders of preference that put each of the plan's swapping stretches first once."""
    guide = script.guides.get(name)
    swapping = [step.name for step in guide.stretches if step.swaps] if guide is not None else []
    yield from ((step,) for step in swapping) if swapping else [()]


def without_alike_steps(routine: Routine) -> Routine:
    """The routine with one hold, one rest and one question about the person of each shape."""
    seen: set[Shape] = set()
    steps = []
    for step in routine.steps:
        shape = _step_shape(step)
        if step.kind not in ("hold", "do", "fact") or shape not in seen:
            steps.append(step)
        seen.add(shape)
    return replace(routine, steps=tuple(steps))
