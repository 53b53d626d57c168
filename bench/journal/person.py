"""A person with cramps, whom the real dialogue leads through each night on a simulated clock."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from voiceskill.dialogue.actions import Action, Note
from voiceskill.dialogue.diary import Diary, Preference
from voiceskill.dialogue.events import Event, Heard, Spoken, Tick
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.state import State, changed, deadline
from voiceskill.understanding.meaning import BodyPart, Intent, Meaning

__all__ = ["CENSORED_SECONDS", "Night", "Person", "spend_night"]

CENSORED_SECONDS = 600.0
"""What a cramp counts as that did not ease: the dialogue then sends for other help."""
_REPLY_SECONDS = 1.5
_MOST_EVENTS = 2000


@dataclass(frozen=True)
class Person:
    """``eases`` gives for each step how likely the cramp eases each time that the device asks after it; steps
    that are not named have ``otherwise``.
    """

    part: BodyPart
    eases: Mapping[str, float]
    otherwise: float


@dataclass(frozen=True)
class Night:
    """How long the cramp took to ease (seconds), whether it did, and what was said of each step that was
    asked about: True where it eased.
    """

    seconds: float
    eased: bool
    answers: Mapping[str, bool]


def spend_night(dialogue: Dialogue, person: Person, order: tuple[str, ...], rng: random.Random) -> Night:
    """One cramp from its report to its end, with the stretches offered in ``order``."""
    now = 0.0
    state, _ = dialogue.start(now)
    state = changed(state, diary=Diary(kept=True, preferences=(Preference(person.part, order),)))
    state, actions = dialogue.advance(state, _said("report_cramp", person.part), now)
    answers: dict[str, bool] = {}
    for _ in range(_MOST_EVENTS):
        if _is_over(actions):
            break
        now, event = _next(state, now)
        if event is None:
            step = state.step
            reply = _reply(state, person, rng)
            if state.phase == "checking":
                answers[step] = reply == "better"
            if reply == "better":
                return Night(now, True, answers)
            event = _said(reply)
        state, actions = dialogue.advance(state, event, now)
    return Night(CENSORED_SECONDS, False, answers)


def _said(intent: Intent, part: BodyPart | None = None) -> Heard:
    return Heard(Meaning("", intent, 0.95, body_part=part))


def _is_over(actions: tuple[Action, ...]) -> bool:
    return any(isinstance(action, Note) and action.kind == "flag" for action in actions)


def _next(state: State, now: float) -> tuple[float, Event | None]:
    """The time of what happens next, and what it is; None where it is the person's turn to answer."""
    if state.voice is not None:
        return max(now, state.voice.ends), Spoken(state.voice.id)
    if state.phase in ("screening", "offering", "checking"):
        return now + _REPLY_SECONDS, None
    due = deadline(state)
    return max(now, due if due is not None else CENSORED_SECONDS), Tick()


def _reply(state: State, person: Person, rng: random.Random) -> Intent:
    if state.phase != "checking":
        return "no"
    eases = person.eases.get(state.step, person.otherwise)
    return "better" if rng.random() < eases else "not_better"
