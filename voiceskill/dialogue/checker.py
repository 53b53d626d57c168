"""Walk every reachable state of the dialogue, over the real reducer, and check the safety rules on the way.

States are made finite by ``abstraction``; bounds on repetition (how often an alarm is repeated, how many
holds or rounds) are lowered for the walk, since the reducer only compares a counter with its bound. The walk is
breadth-first: the conversation printed for a broken rule is a shortest one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import perf_counter

from voiceskill.dialogue.abstraction import Abstraction, armed, fire
from voiceskill.dialogue.actions import Action, Say
from voiceskill.dialogue.events import Event, Heard, Spoken, Tick
from voiceskill.dialogue.invariants import Rules, Transition
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.profile import Profile
from voiceskill.dialogue.prompts import all_steps
from voiceskill.dialogue.script import Script
from voiceskill.dialogue.state import State
from voiceskill.understanding.meaning import BODY_PARTS, INTENTS, BodyPart, Intent, Level, Meaning, RedFlag

__all__ = ["CheckReport", "Problem", "check_dialogue"]

_MOST_PROBLEMS = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken rule, for whom, and the shortest conversation that breaks it, line by line."""

    rule: str
    profile: str
    conversation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the walk found. ``unreached`` are steps that no walk told; ``seconds`` is the time it took."""

    states: int
    transitions: int
    walks: int
    problems: tuple[Problem, ...]
    unreached: tuple[str, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether no rule is broken and every step can be reached."""
        return not self.problems and not self.unreached


def check_dialogue(script: Script, *, facts: tuple[str, ...] | None = None) -> CheckReport:
    """Walk the dialogue for a person with no facts and for each single fact (or those in ``facts``)."""
    began = perf_counter()
    short = _with_low_bounds(script)
    names = tuple(sorted(script.facts)) if facts is None else facts
    told: set[str] = set()
    states = transitions = 0
    problems: list[Problem] = []
    profiles = [Profile(), *(Profile(frozenset({name})) for name in names)]
    for profile in profiles:
        walk = _Walk(short, profile)
        walk.run()
        states, transitions = states + len(walk.parents), transitions + walk.transitions
        told |= walk.told
        problems += walk.problems
        if problems:
            break
    unreached = () if problems else tuple(sorted(_all_step_keys(short) - told))
    return CheckReport(states, transitions, len(profiles), tuple(problems), unreached, perf_counter() - began)


def _with_low_bounds(script: Script) -> Script:
    low = replace(
        script.settings,
        emergency_repeats=2,
        removal_repeats=2,
        holds_at_most=2,
        rounds_at_most=2,
        worse_at_most=2,
        misses_at_most=2,
    )
    return replace(script, settings=low)


def _all_step_keys(script: Script) -> set[str]:
    return {step.say[0].key for step in all_steps(script)}


@dataclass(frozen=True, slots=True)
class _Move:
    """Something that may happen: the state to start from (with a clock about to run out), event, time."""

    label: str
    state: State
    event: Event
    now: float


class _Walk:
    """One breadth-first walk, for one profile."""

    def __init__(self, script: Script, profile: Profile) -> None:
        self._script = script
        self._profile = profile
        self._dialogue = Dialogue(script, profile, night=True)
        self._rules = Rules(script, profile)
        self._abstraction = Abstraction(script)
        self._alphabet = _Alphabet(script, self._abstraction)
        self._places: set[tuple[object, ...]] = set()
        self.parents: dict[State, tuple[State, _Move, tuple[Action, ...]] | None] = {}
        self.told: set[str] = set()
        self.transitions = 0
        self.problems: list[Problem] = []

    def run(self) -> None:
        start, _ = self._dialogue.start(0.0)
        first = self._abstraction.canonical(start, 0.0)
        self.parents[first] = None
        queue = deque([first])
        while queue and len(self.problems) < _MOST_PROBLEMS:
            state = queue.popleft()
            for move in self._moves(state):
                self._take(state, move, queue)

    def _moves(self, state: State) -> Iterator[_Move]:
        for clock in armed(state):
            yield _Move(f"({clock} runs out)", fire(state, clock, 1.0), Tick(), 1.0)
        if state.voice is not None:
            yield _Move("(speech ends)", state, Spoken(state.voice.id), 1.0)
        place = (state.phase, state.plan, state.step, state.detour, state.question and state.question.kind)
        new = place not in self._places
        self._places.add(place)
        for label, heard in self._alphabet.utterances(state, every_flag=new):
            yield _Move(label, state, heard, 0.5)

    def _take(self, state: State, move: _Move, queue: deque[State]) -> None:
        self.transitions += 1
        after, actions = self._dialogue.advance(move.state, move.event, move.now)
        transition = Transition(move.state, move.event, move.now, after, actions)
        for action in actions:
            if isinstance(action, Say):
                self.told.add(action.key)
        for rule in self._rules.broken(transition):
            self.problems.append(
                Problem(rule, _name(self._profile), self._conversation(state, move, actions))
            )
        canonical = self._abstraction.canonical(after, move.now)
        if canonical not in self.parents and canonical.facts == self._profile.facts:
            self.parents[canonical] = (state, move, actions)
            queue.append(canonical)

    def _conversation(self, state: State, move: _Move, actions: tuple[Action, ...]) -> tuple[str, ...]:
        steps = [(move, actions)]
        while (parent := self.parents[state]) is not None:
            state, earlier, said = parent
            steps.append((earlier, said))
        return tuple(line for move, said in reversed(steps) for line in _lines(move, said))


class _Alphabet:
    """What may be heard: every intent, every flag, facts, hints, and badly heard words."""

    def __init__(self, script: Script, abstraction: Abstraction) -> None:
        self._parts = tuple(part for part in BODY_PARTS if part in script.guides)
        self._intents = [(intent, Heard(_meaning(intent))) for intent in INTENTS]
        kinds = abstraction.representatives()
        every = tuple(RedFlag(flag.id, flag.level) for flag in script.escalations.values())
        self._kinds = tuple(_dangers(kinds))
        self._every = tuple(_dangers(every))
        self._common = (
            ("(mumbling)", Heard(_meaning("report_cramp"), hearing=0.1)),
            ("stop (partial)", Heard(_meaning("stop"), final=False)),
            ("next (partial)", Heard(_meaning("next"), final=False)),
            *((f"hint: {flag.id}", Heard(_meaning("out_of_scope", check=flag))) for flag in kinds),
        )
        self._facts = tuple(
            (f"fact: {name}", Heard(_meaning("out_of_scope", facts=(name,)))) for name in sorted(script.facts)
        )

    def utterances(self, state: State, *, every_flag: bool) -> Iterator[tuple[str, Heard]]:
        yield from self._intents
        yield from self._common
        yield from self._every if every_flag else self._kinds
        if every_flag:
            yield from self._facts
        for part in self._named(state):
            yield f"cramp: {part}", Heard(_meaning("report_cramp", body_part=part))
            yield f"cramp: left {part}", Heard(_meaning("report_cramp", body_part=part, side="left"))
        yield "cramp: other side", Heard(_meaning("report_cramp", side="other"))

    def _named(self, state: State) -> tuple[BodyPart, ...]:
        """Every part from the waiting device; elsewhere the part at hand and one other."""
        if state.phase == "idle" or state.part not in self._parts:
            return self._parts
        place = [str(part) for part in self._parts].index(state.part)
        return (self._parts[place], self._parts[(place + 1) % len(self._parts)])


def _meaning(intent: Intent, **fields: object) -> Meaning:
    return Meaning("", intent, 0.95, **fields)  # type: ignore[arg-type]


def _dangers(flags: tuple[RedFlag, ...]) -> Iterator[tuple[str, Heard]]:
    for flag in flags:
        meaning = _meaning("out_of_scope", red_flag=flag)
        yield f"danger: {flag.id}", Heard(meaning)
        yield f"danger: {flag.id} (badly heard)", Heard(meaning, hearing=0.1)
        if flag.level == Level.EMERGENCY:
            yield f"danger: {flag.id} (partial)", Heard(meaning, final=False, hearing=0.0)


def _name(profile: Profile) -> str:
    return ", ".join(sorted(profile.facts)) or "no facts"


def _lines(move: _Move, actions: tuple[Action, ...]) -> Iterator[str]:
    yield f"> {move.label}"
    for action in actions:
        if isinstance(action, Say) and action.at is None:
            yield f"  {action.text}"
