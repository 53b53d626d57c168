"""Leading through a plan: telling a step, giving time for it, moving on."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from voiceskill.dialogue.counts import begin_count, count_length
from voiceskill.dialogue.packs import put_on, skin_rests
from voiceskill.dialogue.script import Escalation, Line, Need, Step, StepKind
from voiceskill.dialogue.state import Phase
from voiceskill.dialogue.timers import put_away
from voiceskill.dialogue.turn import Turn

__all__ = [
    "advance_step",
    "after_telling",
    "back_step",
    "check_how",
    "enter",
    "go_on_without_packs",
    "instructions",
    "is_passed_over",
    "key_of",
    "leave_block",
    "may_touch",
    "skip",
    "step_time_over",
    "tell",
    "what_to_do",
]


def key_of(turn: Turn) -> str:
    """What a safety question is about: the part with its side, or the routine under way."""
    if turn.state.plan in turn.script.routines:
        return f"{turn.state.plan}:"
    return f"{turn.state.part}:{turn.state.side or ''}"


def may_touch(turn: Turn) -> bool:
    """Whether the part may be stretched, rubbed, warmed or cooled: its safety question was answered no.

    A routine may reach any part, so that it touches none while one is barred.
    """
    barred = turn.state.barred
    if "*" in barred or key_of(turn) in barred or (barred and not turn.plan().is_relief):
        return False
    return not turn.plan().screened or key_of(turn) in turn.state.cleared


def enter(turn: Turn, name: str) -> None:
    """Go to the step ``name``, or past it where it may not be done."""
    plan = turn.plan()
    place = plan.index(name)
    while is_passed_over(turn, plan.steps[place]):
        place += 1
    step = plan.steps[place]
    turn.change(
        step=step.name,
        holds=0,
        eased=False,
        upright=turn.state.upright if step.posture in ("edge", "standing") else "",
        detour="",
        left=0.0,
        ends=None,
        due=None,
        wait=None,
        misses=0,
        silences=0,
        held=None,
    )
    turn.note("step", name=step.name, kind=step.kind)
    tell(turn)


def is_passed_over(turn: Turn, step: Step) -> bool:
    """Whether ``step`` may not be done now, or is not called for."""
    if step.needs and not _NEEDS[step.needs](turn):
        return True
    if step.only and step.only != _chosen_way(turn):
        return True
    guards = step.kind == "screen" and not turn.plan().is_relief
    if _is_too_early(turn, step) or (step.touches and not guards and not may_touch(turn)):
        return True
    return step.kind == "screen" and not step.skip_to and key_of(turn) in turn.state.cleared


def _chosen_way(turn: Turn) -> str:
    """The way that was answered, or the usual one."""
    ways = [option.name for step in turn.plan().steps for option in step.options]
    return turn.state.choice if turn.state.choice in ways else next(iter(ways), "")


def _is_too_early(turn: Turn, step: Step) -> bool:
    """Nobody is stood up who was not sat up first, nor sat up who did not agree to stand."""
    upright = turn.state.upright
    return (step.posture == "edge" and not upright) or (step.posture == "standing" and upright != "sat")


def tell(turn: Turn, *, again: bool = False) -> None:
    """Say what to do and open the phase that the step's kind calls for; ``again`` in full, where a repeat of
    an exercise is but announced.
    """
    step = turn.step()
    turn.change(phase=_PHASE_WHILE_TOLD[step.kind], ends=None, due=None, wait=None)
    if turn.state.side_asked == "now":
        turn.change(side_asked="done")
    turn.say_all(step.again if again and step.again else instructions(turn))
    if step.kind == "hold" and not turn.state.detour:
        turn.phrase("hold_now")
    if step.name == "aftercare":
        _tell_mentions(turn)
    if step.kind == "close" and not turn.plan().is_relief and turn.script.routines[turn.state.plan].goes_on:
        put_away(turn)
    if step.kind in ("screen", "offer", "fact", "choose"):
        turn.then_wait(turn.settings.answer_wait)
    elif step.kind == "close":
        turn.then_wait(turn.settings.closing_wait)


def instructions(turn: Turn) -> tuple[Line, ...]:
    """The words of the step, or of the detour that stands in for it."""
    state, step = turn.state, turn.step()
    slack = turn.plan().slack
    if state.detour == "slack" and slack is not None:
        return slack.say
    if state.detour == "rest":
        return rest_wording(turn)
    if step.kind == "hold" and (state.holds or state.eased):
        return turn.script.phrases["hold_eased" if state.eased else "hold_again"]
    return step.say


def rest_wording(turn: Turn) -> tuple[Line, ...]:
    """A word to rest by, another one each time."""
    wordings = turn.script.phrases["rest_first"]
    return (wordings[turn.state.holds % len(wordings)],)


def what_to_do(turn: Turn, words: Escalation) -> tuple[Line, ...]:
    """The advice about a flag below an emergency, in words for whoever it is about."""
    return words.other if turn.state.bystander and words.other else words.tell


def _tell_mentions(turn: Turn) -> None:
    for flag in turn.state.mentions:
        turn.say_all(what_to_do(turn, turn.script.escalations[flag]))
        turn.note("advice", id=flag)
    turn.change(mentions=())


def after_telling(turn: Turn) -> None:
    """The instructions were spoken: start what the step is made of."""
    if turn.state.detour:
        _give_time(turn)
    else:
        _AFTER_TELLING[turn.step().kind](turn)


def _give_time(turn: Turn) -> None:
    step, slack, detour = turn.step(), turn.plan().slack, turn.state.detour
    seconds = step.seconds
    if detour == "slack" and slack is not None:
        seconds = slack.seconds
    elif detour == "rest":
        seconds = turn.settings.rest_after_hold
    if step.posture == "edge":
        turn.change(upright="sat")
    seconds = max(1.0, seconds * turn.state.tempo)
    turn.change(phase="waiting", due=turn.now + seconds, wait=None)
    if seconds >= turn.settings.answer_wait and _side_is_open(turn):
        turn.change(side_asked="now")
        turn.phrase("ask_side")


def _side_is_open(turn: Turn) -> bool:
    """Whether it is not known yet which of two limbs it is, and was not asked."""
    state, guide = turn.state, turn.script.guides.get(turn.state.plan)
    return guide is not None and guide.sided and state.side is None and not state.side_asked


def _start_pack(turn: Turn) -> None:
    put_on(turn, turn.step())
    if turn.step().waits:
        turn.change(phase="warming", due=None, wait=None)
    else:
        advance_step(turn)


def step_time_over(turn: Turn) -> None:
    """The time for a step or a count has passed."""
    state, step = turn.state, turn.step()
    if state.detour:
        turn.change(detour="")
        tell(turn)
    elif step.ask_how and not state.relieved and turn.plan().is_relief:
        turn.change(holds=min(state.holds + (step.kind == "hold"), turn.settings.holds_at_most))
        check_how(turn)
    else:
        advance_step(turn)


def check_how(turn: Turn) -> None:
    """Ask how the muscle is now."""
    turn.change(phase="checking", ends=None, silences=0, misses=0)
    if turn.step().kind == "hold":
        turn.phrase("let_go")
    turn.phrase("how_is_it")
    turn.then_wait(turn.settings.answer_wait)


def advance_step(turn: Turn) -> None:
    """Go to the next step; the last one ends the episode."""
    plan = turn.plan()
    place = plan.index(turn.state.step) + 1
    if place < len(plan.steps):
        enter(turn, plan.steps[place].name)
    else:
        turn.end("settled")


def leave_block(turn: Turn) -> None:
    """Go past all repeats of the exercise under way; from a rest, on to the next repeat."""
    plan, step = turn.plan(), turn.step()
    if step.kind != "hold" or not step.block:
        advance_step(turn)
        return
    later = plan.steps[plan.index(step.name) :]
    enter(turn, next(other.name for other in later if other.block != step.block))


def back_step(turn: Turn) -> None:
    """Go to the step before, past questions that were already answered; the first is told again."""
    plan = turn.plan()
    place = plan.index(turn.state.step) - 1
    while place > 0 and (
        plan.steps[place].kind in ("screen", "offer", "choose") or is_passed_over(turn, plan.steps[place])
    ):
        place -= 1
    enter(turn, plan.steps[max(0, place)].name)


def skip(turn: Turn) -> None:
    """Leave out what a question or an offer guards."""
    plan, step = turn.plan(), turn.step()
    wanted = plan.settle if step.skip_to == "settle" else step.skip_to
    target = next((name for name in (wanted, "aftercare", "close") if name and plan.has(name)), "")
    enter(turn, target) if target else advance_step(turn)


def restored_left(turn: Turn) -> float:
    """Seconds that are left of the running count, for when it goes on later."""
    ends = turn.state.ends
    if turn.state.phase != "holding" or ends is None:
        return turn.state.left
    return min(
        float(count_length(turn.step(), turn.state.tempo)), max(1.0, float(int(ends - turn.now + 0.999)))
    )


def go_on_without_packs(turn: Turn) -> None:
    """Once the last pack is off, what waited for that moves on."""
    if turn.state.packs:
        return
    if turn.state.phase == "closing":
        turn.then_wait(turn.settings.closing_wait)
    elif turn.state.phase == "warming":
        advance_step(turn)


def _routine_waits(turn: Turn) -> bool:
    return turn.state.later is not None and not turn.state.barred


_NEEDS: MappingProxyType[Need, Callable[[Turn], bool]] = MappingProxyType(
    {
        "routine": _routine_waits,
        "rested_skin": lambda turn: not skin_rests(turn),
        "learned": lambda turn: bool(turn.state.to_remember),
    }
)
_PHASE_WHILE_TOLD: MappingProxyType[StepKind, Phase] = MappingProxyType(
    {
        "do": "telling",
        "hold": "telling",
        "breathe": "telling",
        "timer": "telling",
        "screen": "screening",
        "offer": "offering",
        "fact": "profiling",
        "choose": "choosing",
        "close": "closing",
    }
)
_AFTER_TELLING: MappingProxyType[StepKind, Callable[[Turn], None]] = MappingProxyType(
    {"do": _give_time, "hold": begin_count, "breathe": begin_count, "timer": _start_pack}
)
