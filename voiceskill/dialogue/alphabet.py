"""What may be heard in the walk of all states: every intent and flag, facts, hints, and badly heard words."""

from __future__ import annotations

from collections.abc import Iterator

from voiceskill.dialogue.abstraction import Abstraction
from voiceskill.dialogue.events import Heard
from voiceskill.dialogue.script import Answer, Script
from voiceskill.dialogue.state import State
from voiceskill.understanding.meaning import BODY_PARTS, INTENTS, BodyPart, Intent, Level, Meaning, RedFlag

__all__ = ["Alphabet"]

_ANSWERED: frozenset[Intent] = frozenset(
    (
        "set_timer",
        "cancel_timer",
        "set_up_profile",
        "forget_tonight",
        "why_this_one",
        "how_long_last",
        "prevention",
        "drink_question",
        "medication_question",
        "log_query",
        "louder",
        "faster",
    )
)
"""Intents that differ from another one only by their words, loudness or tempo, or that work alike wherever
they are heard: tried once in each place."""


class Alphabet:
    """What may be heard: every intent, every flag, facts, hints, and badly heard words."""

    def __init__(self, script: Script, abstraction: Abstraction) -> None:
        """One flag of each kind stands for all but where each is tried."""
        self._parts = tuple(part for part in BODY_PARTS if part in script.guides)
        kinds = abstraction.representatives()
        self._usual = (
            *((intent, Heard(_meaning(intent))) for intent in INTENTS if intent not in _ANSWERED),
            ("stop (partial)", Heard(_meaning("stop"), final=False)),
            *(pair for flag in kinds for pair in _clear_danger(flag)),
        )
        self._rare = (
            *((intent, Heard(_meaning(intent))) for intent in INTENTS if intent in _ANSWERED),
            *(
                (f"asked for: {answer.plan}", Heard(_request(answer)))
                for answer in script.answers
                if answer.plan
            ),
            *_about_timers(script),
            ("(mumbling)", Heard(_meaning("report_cramp"), hearing=0.1)),
            ("(half-heard cramp)", Heard(_meaning("report_cramp", body_part=self._parts[0]), hearing=0.75)),
            *(
                (
                    f"cramp with a hint: {flag.id}",
                    Heard(_meaning("report_cramp", body_part=self._parts[0], check=flag)),
                )
                for flag in kinds
            ),
            *((f"way: {heard}", Heard(Meaning(heard, "out_of_scope", 0.95))) for heard in _ways(script)),
            ("the other one", Heard(_meaning("report_cramp", side="other"))),
            ("no, only there", Heard(_meaning("report_cramp", also=("no",)))),
            ("yes no", Heard(_meaning("no", also=("yes",)))),
            ("no yes", Heard(_meaning("yes", also=("no",)))),
            ("falling asleep", Heard(Meaning(script.sleep_words[0], "quieter", 0.95))),
            ("falling asleep: stop", Heard(Meaning(script.sleep_words[0], "stop", 0.95))),
            ("next (partial)", Heard(_meaning("next"), final=False)),
            *((f"hint: {flag.id}", Heard(_meaning("out_of_scope", check=flag))) for flag in kinds),
            *(_doubtful_danger(flag) for flag in kinds),
            *(
                (f"fact: {name}", Heard(_meaning("out_of_scope", facts=(name,))))
                for name in sorted(script.facts)
            ),
        )
        every = (RedFlag(flag.id, flag.level) for flag in script.escalations.values())
        self._every = tuple(pair for flag in every for pair in (*_clear_danger(flag), _doubtful_danger(flag)))

    def utterances(self, state: State, *, rare: bool, every_flag: bool) -> Iterator[tuple[str, Heard]]:
        """What may be heard in ``state``; ``rare`` adds what is tried once in each place."""
        yield from self._usual
        if rare:
            yield from self._rare
        if every_flag:
            yield from self._every
        for part in self._named(state):
            yield f"cramp: {part}", Heard(_meaning("report_cramp", body_part=part))
            yield f"cramp: left {part}", Heard(_meaning("report_cramp", body_part=part, side="left"))
            yield f"cramp: both {part}", Heard(_meaning("report_cramp", body_part=part, side="both"))

    def _named(self, state: State) -> tuple[BodyPart, ...]:
        """Every part from the waiting device; elsewhere the part at hand and one other."""
        if state.phase == "idle" or state.part not in self._parts:
            return self._parts
        place = [str(part) for part in self._parts].index(state.part)
        return (self._parts[place], self._parts[(place + 1) % len(self._parts)])


def _meaning(intent: Intent, **fields: object) -> Meaning:
    return Meaning("", intent, 0.95, **fields)  # type: ignore[arg-type]


def _ways(script: Script) -> Iterator[str]:
    """Words for each answer to a question which way to go."""
    questions = (step for guide in script.guides.values() for step in guide.which)
    return (option.heard[0] for step in questions for option in step.options)


def _about_timers(script: Script) -> Iterator[tuple[str, Heard]]:
    yield "set_timer: ten minutes", Heard(_meaning("set_timer", seconds=600))
    for name in script.timers.names:
        intents: tuple[Intent, ...] = ("set_timer", "cancel_timer", "time_left") if name.packs else ()
        for intent in intents:
            heard = Meaning(name.heard[0], intent, 0.95, seconds=3600 if intent == "set_timer" else None)
            yield f"{intent}: {name.name}", Heard(heard)


def _request(answer: Answer) -> Meaning:
    """Words that ask for the routine that ``answer`` starts."""
    return Meaning(
        answer.when[0] if answer.when else "",
        next(intent for intent in INTENTS if intent in answer.intents),
        0.95,
    )


def _clear_danger(flag: RedFlag) -> Iterator[tuple[str, Heard]]:
    meaning = _meaning("out_of_scope", red_flag=flag)
    yield f"danger: {flag.id}", Heard(meaning)
    if flag.level == Level.EMERGENCY:
        yield f"danger: {flag.id} (partial)", Heard(meaning, final=False, hearing=0.0)


def _doubtful_danger(flag: RedFlag) -> tuple[str, Heard]:
    return f"danger: {flag.id} (badly heard)", Heard(_meaning("out_of_scope", red_flag=flag), hearing=0.1)
