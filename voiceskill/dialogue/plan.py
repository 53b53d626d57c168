"""Which steps a person is led through: a guide cut to what is safe for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voiceskill.dialogue.script import Guide, Script, Step

__all__ = ["Plan", "Plans", "in_order", "swapping_steps"]

_SETTLING = ("breathing", "warmth_offer", "warmth_screen", "warm_timer", "sips")


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in order.

    ``slack`` is the way out when a stretch can't be borne; ``settle`` is the step that follows relief.
    ``screened`` tells whether a safety question guards what touches the part, ``is_relief`` whether it is
    about a cramp and not a routine.
    """

    name: str
    steps: tuple[Step, ...]
    slack: Step | None
    settle: str
    screened: bool
    is_relief: bool = True

    def index(self, name: str) -> int:
        """The place of the step ``name``; raises ``KeyError`` if the plan has none."""
        for i, step in enumerate(self.steps):
            if step.name == name:
                return i
        raise KeyError(name)

    def has(self, name: str) -> bool:
        """Whether the plan holds a step of that name."""
        return any(step.name == name for step in self.steps)


class Plans:
    """Plans by name and facts; composed once each."""

    def __init__(self, script: Script) -> None:
        """Plans are cut from ``script``."""
        self._script = script
        self._made: dict[tuple[str, frozenset[str], tuple[str, ...]], Plan] = {}

    def get(self, name: str, facts: frozenset[str], order: tuple[str, ...] = ()) -> Plan:
        """The plan ``name``: the relief of a body part, or a routine (or what is done instead of it).

        Of the stretches that may stand in for each other, those that stand first in ``order`` go first.
        """
        key = (name, facts, order)
        if key not in self._made:
            self._made[key] = self._compose(name, facts, order)
        return self._made[key]

    def _compose(self, name: str, facts: frozenset[str], order: tuple[str, ...]) -> Plan:
        if name in self._script.guides:
            guide = self._script.guides[name]
            return self._relief(name, replace(guide, stretches=in_order(guide.stretches, order)), facts)
        routine = self._script.routines[name]
        if routine.not_for & facts and routine.instead:
            routine = self._script.routines[routine.instead]
        steps = tuple(step for step in routine.steps if not step.not_for & facts)
        screened = any(step.kind == "screen" for step in steps)
        return Plan(name, steps, None, steps[-1].name, screened, is_relief=False)

    def _relief(self, name: str, guide: Guide, facts: frozenset[str]) -> Plan:
        screen = (*_first_allowed(guide.ask_first, facts), *_first_allowed(guide.ask_next, facts))
        massage = _first_allowed(guide.massage, facts)
        warmed = guide.warmth and not guide.warmth_not_for & facts
        settling = _SETTLING if warmed else ("breathing", "sips")
        aftercare = (guide.aftercare,) if guide.aftercare else self._common(("aftercare",), facts)
        steps = (
            guide.position,
            *screen,
            *_stretches(guide, facts, self._script.common),
            *massage,
            *self._common(settling, facts),
            *aftercare,
            *self._common(("remember_offer", "routine_offer", "close"), facts),
        )
        slack = _first_allowed((*guide.slack, self._script.common["ease_off"]), facts)
        settle = massage[0].name if massage else "breathing"
        return Plan(name, steps, slack[0] if slack else None, settle, bool(screen))

    def _common(self, names: tuple[str, ...], facts: frozenset[str]) -> tuple[Step, ...]:
        steps = (self._script.common[name] for name in names)
        return tuple(step for step in steps if not step.not_for & facts)


def swapping_steps(script: Script) -> dict[str, tuple[str, ...]]:
    """For each part that has a guide the steps that may stand in for each other, in the guide's order."""
    return {
        part: tuple(step.name for step in guide.stretches if step.swaps)
        for part, guide in script.guides.items()
    }


def in_order(stretches: tuple[Step, ...], order: tuple[str, ...]) -> tuple[Step, ...]:
    """``stretches`` with those that swap in the given order, on the places that such have; others stay."""
    ranks = {name: rank for rank, name in enumerate(order)}
    swapping = iter(sorted((s for s in stretches if s.swaps), key=lambda s: ranks.get(s.name, len(order))))
    return tuple(next(swapping) if step.swaps else step for step in stretches)


def _first_allowed(candidates: tuple[Step, ...], facts: frozenset[str]) -> tuple[Step, ...]:
    for step in candidates:
        if not step.not_for & facts:
            return (step,)
    return ()


def _stretches(guide: Guide, facts: frozenset[str], common: Mapping[str, Step]) -> tuple[Step, ...]:
    """The in-bed or seated stretch, or one for each way that it may have to go; and, to be offered if that
    fails, the standing one after sitting up.
    """
    lying = tuple(step for step in guide.stretches if step.posture != "standing")
    standing = _first_allowed(tuple(s for s in guide.stretches if s.posture == "standing"), facts)
    which = _first_allowed(guide.which, facts)
    ways = tuple(option.name for question in which for option in question.options)
    first = _first_allowed(lying, facts)
    if ways:
        fitting = [_first_allowed(tuple(s for s in lying if s.only in ("", way)), facts) for way in ways]
        first = (*which, *dict.fromkeys(step for found in fitting for step in found))
    if not standing:
        return first
    return (*first, common["stand_offer"], common["sit_on_edge"], *standing)
