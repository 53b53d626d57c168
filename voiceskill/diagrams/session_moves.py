"""What leads from one phase of the session to another, found by walking the real reducer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from voiceskill.dialogue.abstraction import Abstraction, armed, fire
from voiceskill.dialogue.events import Event, Heard, Spoken, Tick
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.plan import Plans
from voiceskill.dialogue.script import GENERAL, Script
from voiceskill.dialogue.shapes import without_alike_steps
from voiceskill.dialogue.state import Phase, State
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import INTENTS, BodyPart, Level, Meaning, RedFlag

__all__ = ["Moves", "session_moves"]

Moves: TypeAlias = Mapping[Phase, Mapping[str, frozenset[Phase]]]
_PART: BodyPart = "calf"
_FLAGS = {
    "an emergency": RedFlag("any_emergency", Level.EMERGENCY),
    "something for today": RedFlag("any_urgent", Level.URGENT),
}


@dataclass(frozen=True, slots=True)
class _Try:
    label: str
    state: State
    event: Event
    now: float


def session_moves(script: Script) -> Moves:
    """For each phase, by what is heard or that time passes, the other phases that may follow.

    One state of each kind of step is tried, in the relief of one part and in the routines.
    """
    small = _small(script)
    dialogue, abstraction = Dialogue(small, Profile(), night=True), Abstraction(small)
    first, _ = dialogue.start(0.0)
    queue, seen = deque([abstraction.canonical(first, 0.0)]), set()
    moves: dict[Phase, dict[str, set[Phase]]] = {}
    while queue:
        state = queue.popleft()
        for attempt in _tries(state):
            after, _ = dialogue.advance(attempt.state, attempt.event, attempt.now)
            if after.phase != state.phase:
                moves.setdefault(state.phase, {}).setdefault(attempt.label, set()).add(after.phase)
            reached = abstraction.canonical(after, attempt.now)
            place = _place(small, reached)
            if place not in seen:
                seen.add(place)
                queue.append(reached)
    return {phase: {label: frozenset(to) for label, to in found.items()} for phase, found in moves.items()}


def _small(script: Script) -> Script:
    """Enough of the script for every phase, with bounds on repetition that are soon reached."""
    low = replace(script.settings, emergency_repeats=1, removal_repeats=2, holds_at_most=2, rounds_at_most=1)
    toes_question = script.guides["toes"].which
    guides = {
        _PART: replace(script.guides[_PART], which=toes_question),
        GENERAL: script.guides[GENERAL],
    }
    routines = {name: without_alike_steps(routine) for name, routine in script.routines.items()}
    return replace(script, settings=low, guides=guides, routines=routines)


def _place(script: Script, state: State) -> tuple[object, ...]:
    """What tells states apart: the kind of step in the kind of plan, and what interrupted it."""
    held = state.held.phase if state.held else None
    asking = state.question.kind if state.question else None
    routine = state.plan in script.routines
    alarm = (state.level == Level.EMERGENCY, state.repeats)
    where = (state.phase, routine, _kind(script, state), bool(state.detour), held, asking, *alarm)
    return (*where, state.voice is None, state.silences, state.misses, bool(state.packs))


def _kind(script: Script, state: State) -> str:
    steps = Plans(script).get(state.plan, state.facts).steps if state.plan else ()
    step = next((step for step in steps if step.name == state.step), None)
    if step is None:
        return ""
    return step.name if step.kind == "screen" else step.kind


def _tries(state: State) -> Iterator[_Try]:
    for clock in armed(state):
        if clock in ("due", "packs"):
            yield _Try("time", fire(state, clock, 1.0), Tick(), 1.0)
        if clock == "limit":
            yield _Try("ten minutes", fire(state, clock, 1.0), Tick(), 1.0)
    if state.voice is not None:
        yield _Try("end of speech", state, Spoken(state.voice.id), 1.0)
    for intent in INTENTS:
        part = _PART if intent == "report_cramp" else None
        yield _Try(intent, state, Heard(Meaning("", intent, 0.95, body_part=part)), 0.5)
    yield _Try("report_cramp, no part", state, Heard(Meaning("", "report_cramp", 0.95)), 0.5)
    yield _Try("ice_heat_help", state, Heard(Meaning("ice and heat", "ice_heat_help", 0.95)), 0.5)
    for label, flag in _FLAGS.items():
        heard = Meaning("", "out_of_scope", 0.95, red_flag=flag)
        yield _Try(label, state, Heard(heard), 0.5)
        yield _Try(f"{label}, badly heard", state, Heard(heard, hearing=0.1), 0.5)
