"""Walk every reachable state of the dialogue, over the real reducer, and check the safety rules on the way.

States are made finite by ``abstraction``, body parts and people by ``shapes``. Bounds on repetition (of
alarms, holds, rounds) are lowered for the walk, since the reducer only compares a counter with its bound. The
walk is breadth-first: the conversation printed for a broken rule is a shortest one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import get_context
from time import perf_counter
from typing import TypeAlias

from voiceskill.dialogue.abstraction import Abstraction, armed, fire
from voiceskill.dialogue.actions import Action, Say
from voiceskill.dialogue.alphabet import Alphabet
from voiceskill.dialogue.events import AlertFailed, Event, Spoken, Tick
from voiceskill.dialogue.invariants import Rules, Transition
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.plan import Plans
from voiceskill.dialogue.prompts import all_steps
from voiceskill.dialogue.script import Script
from voiceskill.dialogue.shapes import Shape, all_plans, plan_shape, without_alike_steps
from voiceskill.dialogue.state import State, changed
from voiceskill.profile import Profile

__all__ = ["CheckReport", "Problem", "check_dialogue"]

_MOST_PROBLEMS = 3
_PLANS_A_WALK = 5
_SLACK = "(slack)"


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


_Task: TypeAlias = tuple[Script, frozenset[str], frozenset[str]]
"""The script, the facts about the person, and the plans to go into."""


@dataclass(frozen=True, slots=True)
class _Walked:
    """What one walk found: ``reached`` are plans with the steps of them that were told."""

    facts: frozenset[str]
    states: int
    transitions: int
    problems: tuple[Problem, ...]
    reached: frozenset[tuple[str, str]]


def check_dialogue(script: Script, processes: int = 1) -> CheckReport:
    """Walk the dialogue of every body part for every person, each shape of plan once.

    The walks of several people are shared out among ``processes``.
    """
    began = perf_counter()
    short = _with_low_bounds(script)
    owners = _owners(short)
    tasks = [(short, *people) for people in _in_portions(short, _by_facts(owners))]
    walked = []
    for result in _shared_out(tasks, processes):
        walked.append(result)
        if result.problems:
            break
    problems = [problem for result in walked for problem in result.problems]
    return CheckReport(
        states=sum(result.states for result in walked),
        transitions=sum(result.transitions for result in walked),
        walks=len(walked),
        problems=tuple(problems),
        unreached=() if problems else tuple(sorted(_unreached(script, short, owners, walked))),
        seconds=perf_counter() - began,
    )


def _in_portions(
    script: Script, people: dict[frozenset[str], frozenset[str]]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Each person with a handful of plans, the most work first.

    The routines are walked together, and with one relief, which may interrupt them and be followed by them.
    """
    for facts, names in sorted(people.items(), key=lambda pair: -len(pair[1])):
        relief = sorted(names - script.routines.keys())
        routines = names & script.routines.keys()
        if routines:
            yield facts, routines | frozenset(relief[:1])
            relief = relief[1:]
        for start in range(0, len(relief), _PLANS_A_WALK):
            yield facts, frozenset(relief[start : start + _PLANS_A_WALK])


def _shared_out(tasks: list[_Task], processes: int) -> Iterator[_Walked]:
    """What each task's walk found, as it comes in."""
    if min(processes, len(tasks)) < 2:
        yield from map(_walk, tasks)
        return
    with get_context("fork").Pool(processes, _take_over, (tasks,)) as pool:
        yield from pool.imap_unordered(_walk_task, range(len(tasks)))


_tasks: list[_Task] = []
"""The tasks of a process that takes part in the walk."""


def _take_over(tasks: list[_Task]) -> None:
    """A forked process has the tasks without their being sent: a script can't be."""
    _tasks[:] = tasks


def _walk_task(number: int) -> _Walked:
    return _walk(_tasks[number])


def _walk(task: _Task) -> _Walked:
    script, facts, names = task
    walk = _Walk(script, facts, names)
    walk.run()
    return _Walked(facts, len(walk.parents), walk.transitions, tuple(walk.problems), frozenset(walk.reached))


def _owners(script: Script) -> dict[Shape, tuple[frozenset[str], str]]:
    """For each shape of plan the person and the plan's name that stand for it."""
    owners: dict[Shape, tuple[frozenset[str], str]] = {}
    for plan, facts in all_plans(script):
        owners.setdefault(plan_shape(plan), (facts, plan.name))
    return owners


def _by_facts(owners: dict[Shape, tuple[frozenset[str], str]]) -> dict[frozenset[str], frozenset[str]]:
    people: dict[frozenset[str], frozenset[str]] = {}
    for facts, name in owners.values():
        people[facts] = people.get(facts, frozenset()) | {name}
    return people


def _unreached(
    script: Script, short: Script, owners: dict[Shape, tuple[frozenset[str], str]], walks: list[_Walked]
) -> set[str]:
    """Steps that nobody is ever told, of all that the script has."""
    reached = {(walk.facts, plan, step) for walk in walks for plan, step in walk.reached}
    missing = {step.say[0].key for step in all_steps(script)} - _told_in_routines(script, short, walks)
    plans = Plans(short)
    for plan, _ in all_plans(short):
        owner_facts, owner_name = owners[plan_shape(plan)]
        owner = plans.get(owner_name, owner_facts)
        for step, stand_in in zip(plan.steps, owner.steps, strict=True):
            if (owner_facts, owner_name, stand_in.name) in reached:
                missing.discard(step.say[0].key)
        if plan.slack is not None and (owner_facts, owner_name, _SLACK) in reached:
            missing.discard(plan.slack.say[0].key)
    return missing


def _with_low_bounds(script: Script) -> Script:
    """The script with small bounds on repetition, and routines without alike steps."""
    low = replace(
        script.settings,
        emergency_repeats=2,
        removal_repeats=2,
        holds_at_most=2,
        rounds_at_most=2,
        worse_at_most=2,
        misses_at_most=2,
    )
    timers = replace(script.timers, rings=2)
    routines = {name: without_alike_steps(routine) for name, routine in script.routines.items()}
    return replace(script, settings=low, routines=routines, timers=timers)


def _told_in_routines(script: Script, short: Script, walks: list[_Walked]) -> set[str]:
    """The lines of all steps of the routines whose last step is reached, or a like routine's."""
    reached = {pair for walk in walks for pair in walk.reached}
    plans = {plan.name: plan_shape(plan) for plan, _ in all_plans(short, 0) if not plan.is_relief}
    ended = {plans[name] for name, r in short.routines.items() if (name, r.steps[-1].name) in reached}
    return {
        line.key
        for name, routine in script.routines.items()
        if plans[name] in ended
        for step in routine.steps
        for line in step.say
    }


@dataclass(frozen=True, slots=True)
class _Move:
    """Something that may happen: the state to start from (with a clock about to run out), event, time."""

    label: str
    state: State
    event: Event
    now: float


class _Walk:
    """One breadth-first walk, for one set of facts.

    It goes into the plans in ``names``; the walk of the person without facts also goes through all that
    belongs to no plan. What happens while something waits (an interrupted phase, a routine to be gone on
    with, a timer, a pack or the skin's rest from one, a fact to be remembered) is walked from one state of
    each place, and with one such thing at a time; each move into two of them is checked.
    """

    def __init__(self, script: Script, facts: frozenset[str], names: frozenset[str]) -> None:
        self.facts = facts
        self._script = script
        self._names = names
        self._dialogue = Dialogue(script, Profile(), night=True)
        self._rules = Rules(script, Profile())
        self._abstraction = Abstraction(script)
        self._alphabet = Alphabet(script, self._abstraction)
        self._places: set[tuple[object, ...]] = set()
        self._seen: set[object] = set()
        self.parents: dict[State, tuple[State, _Move, tuple[Action, ...]] | None] = {}
        self.reached: set[tuple[str, str]] = set()
        self.transitions = 0
        self.problems: list[Problem] = []

    def run(self) -> None:
        queue = deque(self._starts())
        self.parents = dict.fromkeys(queue)
        while queue and len(self.problems) < _MOST_PROBLEMS:
            state = queue.popleft()
            for move in self._moves(state):
                self._take(state, move, queue)

    def _starts(self) -> Iterator[State]:
        """The waiting device, with what it knows about the person known for long or said just now."""
        start, _ = self._dialogue.start(0.0)
        known = self._abstraction.canonical(changed(start, facts=self.facts), 0.0)
        yield known
        memorable = self._script.memorable(self.facts)
        if memorable:
            yield changed(known, to_remember=memorable)

    def _is_to_be_walked(self, state: State) -> bool:
        if state.facts != self.facts:
            return False
        return state.plan in self._names if state.plan else not self.facts

    def _moves(self, state: State) -> Iterator[_Move]:
        for clock in armed(state):
            yield _Move(f"({clock} runs out)", fire(state, clock, 1.0), Tick(), 1.0)
        if state.voice is not None:
            yield _Move("(speech ends)", state, Spoken(state.voice.id), 1.0)
            if state.voice.last_began is None:
                yield _Move("(last line begins)", state, Spoken(state.voice.id - 1), 1.0)
        asking = state.question and state.question.kind
        here = self._is_new((state.phase, state.plan, state.step, state.detour, asking))
        anywhere = self._is_new((state.phase, asking))
        if here:
            yield _Move("(alert failed)", state, AlertFailed(), 0.5)
        for label, heard in self._alphabet.utterances(state, rare=here, every_flag=anywhere):
            yield _Move(label, state, heard, 0.5)

    def _is_new(self, place: tuple[object, ...]) -> bool:
        new = place not in self._places
        self._places.add(place)
        return new

    def _take(self, state: State, move: _Move, queue: deque[State]) -> None:
        self.transitions += 1
        after, actions = self._dialogue.advance(move.state, move.event, move.now)
        transition = Transition(move.state, move.event, move.now, after, actions)
        for rule in self._rules.broken(transition):
            self.problems.append(Problem(rule, _name(self.facts), self._conversation(state, move, actions)))
        if after.plan:
            self.reached.add((after.plan, _SLACK if after.detour == "slack" else after.step))
        canonical = self._abstraction.canonical(after, move.now)
        if canonical in self.parents or not self._is_to_be_walked(canonical):
            return
        place = _aside(canonical)
        if place is None or (place not in self._seen and _waiting(canonical) <= 1):
            self._seen.add(place)
            self.parents[canonical] = (state, move, actions)
            queue.append(canonical)

    def _conversation(self, state: State, move: _Move, actions: tuple[Action, ...]) -> tuple[str, ...]:
        steps = [(move, actions)]
        while (parent := self.parents[state]) is not None:
            state, earlier, said = parent
            steps.append((earlier, said))
        return tuple(line for move, said in reversed(steps) for line in _lines(move, said))


def _name(facts: frozenset[str]) -> str:
    return ", ".join(sorted(facts)) or "no facts"


def _waiting(state: State) -> int:
    """How many things wait beside what goes on: an interrupted phase, a routine, a timer, a pack, a fact."""
    pack = state.packs or state.skin_rests_until
    return sum(map(bool, (state.held, state.later, state.timers, pack, state.to_remember)))


def _aside(state: State) -> tuple[object, ...] | None:
    """What tells states apart in which something waits; None for all others."""
    if not _waiting(state):
        return None
    held = state.held.phase if state.held else None
    packs = tuple(pack.reminders for pack in state.packs)
    waiting = (held, state.later, state.timers, state.skin_rests_until, state.to_remember)
    where = (state.phase, state.plan, state.step, state.detour, packs, waiting)
    asking = (state.question, state.pending, state.level, bool(state.barred))
    return (*where, *asking, state.silences, state.voice is None, state.due is None)


def _lines(move: _Move, actions: tuple[Action, ...]) -> Iterator[str]:
    yield f"> {move.label}"
    for action in actions:
        if isinstance(action, Say) and action.at is None:
            yield f"  {action.text}"
