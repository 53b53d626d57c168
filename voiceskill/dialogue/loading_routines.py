"""Read routines: plans made of shared steps, repeated and done for each leg."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from voiceskill.dialogue.loading_steps import LONGEST_PACK, known_facts
from voiceskill.dialogue.script import Line, Routine, Step
from voiceskill.yaml_source import Node

__all__ = ["read_profile", "read_routines"]

_MOST_TIMES = 10


def read_routines(
    node: Node, common: Mapping[str, Step], phrases: Mapping[str, tuple[Line, ...]], facts: frozenset[str]
) -> dict[str, Routine]:
    """All routines of the file; their steps are among ``common``."""
    routines = {}
    for name, value in node.items():
        value.only({"steps", "not_for", "instead", "goes_on"})
        instead, goes_on = value.get("instead"), value.get("goes_on")
        steps = tuple(
            step
            for element in value.require("steps").elements()
            for step in _expand(element, common, phrases)
        )
        if steps[-1].kind != "close":
            raise value.error("the last step must be one of the kind 'close'")
        routines[name] = Routine(
            name,
            steps,
            known_facts(value, facts),
            instead.text() if instead else "",
            goes_on.boolean() if goes_on else False,
        )
    for name, value in node.items():
        wanted = routines[name].instead
        if wanted and wanted not in routines:
            raise value.error(f"there is no routine '{wanted}' to do instead")
    return routines


def _expand(
    node: Node, common: Mapping[str, Step], phrases: Mapping[str, tuple[Line, ...]]
) -> Iterator[Step]:
    """The steps that one element of a routine stands for."""
    if not node.is_mapping():
        yield common[node.choice(common)]
        return
    if node.get("steps") is not None:
        yield from _rounds(node, common)
        return
    node.only({"step", "times", "rest", "each"})
    step = common[node.require("step").choice(common)]
    times, each = node.require("times").integer(1, _MOST_TIMES), node.get("each")
    rest = node.require("rest").number(0)
    sides = ("first_leg", "other_leg") if each and each.choice(("leg",)) else ("",)
    for side in sides:
        block = ".".join(part for part in (step.name, side) if part)
        for turn in range(1, times + 1):
            opening = phrases[side] if side and turn == 1 else ()
            words = (*opening, *step.say) if turn == 1 else phrases["once_more"]
            hold = replace(step, name=f"{block}.{turn}", say=words, block=block, again=step.say)
            yield hold
            if not (side == sides[-1] and turn == times):
                yield _rest(hold, rest, phrases["rest_between"])


def _rounds(node: Node, common: Mapping[str, Step]) -> Iterator[Step]:
    """Several steps in turn, some times over, with a step between the rounds; packs keep their cap in all."""
    node.only({"steps", "times", "between"})
    steps = [common[element.choice(common)] for element in node.require("steps").elements()]
    between, times = common[node.require("between").choice(common)], node.require("times").integer(1)
    for step in steps:
        if step.thermal is not None and step.thermal.off_after * times > LONGEST_PACK:
            raise node.error(f"'{step.name}' would be on for more than {LONGEST_PACK} seconds in all")
    for turn in range(1, times + 1):
        for step in (*steps, between) if turn < times else steps:
            yield replace(step, name=f"{step.name}.{turn}")


def read_profile(asks: Mapping[str, Line], opening: Line, close: Step, source: str) -> Routine:
    """The questions about the person, one a fact, as a routine that touches nobody."""
    steps = [
        Step(name=fact, kind="fact", title="", say=(line,), source=source, origin=fact)
        for fact, line in asks.items()
    ]
    first = replace(steps[0], say=(opening, *steps[0].say), again=steps[0].say)
    return Routine("profile", (first, *steps[1:], close), frozenset(), "")


def _rest(step: Step, seconds: float, words: tuple[Line, ...]) -> Step:
    """The pause after ``step``."""
    return Step(
        name=f"{step.name}.rest",
        kind="do",
        title=step.title,
        say=words,
        source=step.source,
        seconds=seconds,
        not_for=step.not_for,
        touches=step.touches,
        block=step.block,
        again=step.again,
    )
