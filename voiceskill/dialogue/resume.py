"""Going on after the device itself was cut off: power, a crash, a restart. Pure, like all of the dialogue.

What is kept, in this order: an alarm, a question about danger, a pack on the skin, the step under way. The
person's time went on without us: a hold that has run out is over, nobody is taken to be standing still, and
nothing is done to a part that was not cleared before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voiceskill.dialogue.actions import Volume
from voiceskill.dialogue.confirming import ask_again
from voiceskill.dialogue.escalation import alarm_again
from voiceskill.dialogue.interruptions import go_on, resume
from voiceskill.dialogue.packs import remind
from voiceskill.dialogue.script import Settings
from voiceskill.dialogue.state import Held, Pack, Phase, State
from voiceskill.dialogue.steps import enter, may_touch, step_time_over
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Level

__all__ = ["CutOff", "counts_still", "moved", "take_up_again"]

_DROPPED = ("start", "forget")
"""Questions that are not worth asking again: the person will, if they want to."""
_IN_PLAN: frozenset[Phase] = frozenset(
    {
        "telling",
        "waiting",
        "holding",
        "checking",
        "screening",
        "splitting",
        "offering",
        "warming",
        "profiling",
    }
)


@dataclass(frozen=True, slots=True)
class CutOff:
    """A conversation in ``state`` at time ``at`` of a session that was cut off ``away`` seconds ago.

    ``resumes``: how often in a row it was taken up again without a word from the person.
    """

    state: State
    at: float
    away: float
    resumes: int = 0


def counts_still(settings: Settings, cut_off: CutOff) -> bool:
    """Whether anything of it still counts; an alarm stands however often the device was cut off."""
    if cut_off.resumes >= settings.resumes_at_most and cut_off.state.level < Level.EMERGENCY:
        return False
    windows = (settings.resume_within, settings.resume_alarm_within, settings.resume_pack_within)
    return cut_off.away <= max(*windows, settings.remember)


def moved(state: State, by: float) -> State:
    """The state with its times moved ``by`` seconds, and without the speech that was under way."""

    def later(time: float | None) -> float | None:
        return None if time is None else time + by

    return replace(
        state,
        voice=None,
        ends=later(state.ends),
        due=later(state.due),
        limit=later(state.limit),
        recent_until=later(state.recent_until),
        timers=tuple(replace(timer, due=timer.due + by) for timer in state.timers),
        skin_rests_until=later(state.skin_rests_until),
        packs=tuple(replace(pack, due=pack.due + by, off_at=pack.off_at + by) for pack in state.packs),
    )


def take_up_again(turn: Turn, away: float) -> None:
    """Go on from the turn's state, which was left ``away`` seconds ago and is ``moved`` to this session."""
    _drop_what_the_script_does_not_know(turn)
    if turn.state.volume:
        turn.actions.append(Volume(turn.state.volume))
    if turn.state.tempo != 1.0:
        turn.pace(turn.state.tempo)
    if turn.state.phase != "idle":
        turn.note("resumed", seconds=str(round(away)))
    if turn.state.level == Level.EMERGENCY and away <= turn.settings.resume_alarm_within:
        alarm_again(turn)
        return
    _take_packs_off(turn, away)
    _go_on(turn, away)


def _go_on(turn: Turn, away: float) -> None:
    settings, state = turn.settings, turn.state
    if away <= settings.resume_alarm_within and _asks_about_danger(state):
        _ask_about_danger(turn)
    elif away <= settings.resume_alarm_within and state.phase == "advised":
        turn.phrase("resumed")
        turn.phrase("call_urgent" if state.level == Level.URGENT else "part_barred")
        turn.then_wait(settings.answer_wait)
    elif state.phase != "idle":
        if away <= settings.resume_within:
            _coach_on(turn)
        else:
            turn.end("interrupted")


def _asks_about_danger(state: State) -> bool:
    asks = state.question is not None and state.question.level >= Level.URGENT
    return asks or "splitting" in (state.phase, state.held.phase if state.held else "")


def _ask_about_danger(turn: Turn) -> None:
    """A question about danger is never dropped; where its words are lost, the danger is taken for real."""
    turn.phrase("resumed")
    if turn.state.question is not None:
        ask_again(turn)
    else:
        _back_into(turn, "splitting")


def _coach_on(turn: Turn) -> None:
    state = turn.state
    if state.phase == "closing" or (state.question is not None and state.question.kind in _DROPPED):
        turn.end("interrupted")
        return
    turn.phrase("resumed")
    if state.question is not None:
        ask_again(turn)
    elif state.phase == "paused":
        turn.change(silences=0)
        turn.then_wait(turn.settings.pause_check_in)
    elif state.phase not in _IN_PLAN:
        _back_into(turn, state.phase)
    elif not _may_go_on(turn):
        turn.change(upright="")
        enter(turn, _first_safe_step(turn))
    elif state.phase != "holding":
        _back_into(turn, state.phase)
    elif state.ends is not None and state.ends - turn.now >= 1.0:
        # Counts fall on whole seconds, and a hold is never made longer.
        left = float(int(state.ends - turn.now))
        turn.change(phase="paused", held=Held("holding", left), ends=None, due=None)
        resume(turn)
    else:
        step_time_over(turn)


def _back_into(turn: Turn, phase: Phase) -> None:
    turn.change(held=Held(phase, turn.state.left), due=None, wait=None)
    go_on(turn)


def _may_go_on(turn: Turn) -> bool:
    """Whether the step under way is still one for this person, who may have lain down in the dark."""
    state = turn.state
    if not turn.plan().has(state.step):
        return False
    step = turn.step()
    is_question = step.kind == "screen"
    return step.posture not in ("edge", "standing") and (is_question or not step.touches or may_touch(turn))


def _first_safe_step(turn: Turn) -> str:
    """The step under way (``enter`` passes over it where it must not be), or the plan's first question."""
    plan = turn.plan()
    if plan.has(turn.state.step):
        return turn.state.step
    return next((step.name for step in plan.steps if step.kind == "screen"), plan.steps[0].name)


def _take_packs_off(turn: Turn, away: float) -> None:
    """Speak at once about each pack whose time ran out meanwhile; a timer that was up long ago is let be."""
    if away > turn.settings.resume_pack_within:
        turn.change(packs=())
    forgotten = turn.now - turn.settings.resume_alarm_within
    turn.change(timers=tuple(timer for timer in turn.state.timers if timer.due > forgotten))
    for pack in turn.state.packs:
        if pack.due <= turn.now:
            remind(turn, pack)


def _drop_what_the_script_does_not_know(turn: Turn) -> None:
    """The content may be another one than before the restart."""
    state, script = turn.state, turn.script
    turn.change(
        mentions=tuple(flag for flag in state.mentions if flag in script.escalations),
        packs=tuple(pack for pack in state.packs if _is_known(turn, pack)),
    )
    if state.later is not None and state.later.plan not in script.routines:
        turn.change(later=None)
    if state.part is not None and state.part not in script.guides:
        turn.change(part=None, side=None)
    phase = state.held.phase if state.held is not None else state.phase
    known = state.plan in script.guides or state.plan in script.routines
    if state.level < Level.EMERGENCY and phase in _IN_PLAN and not known:
        turn.end("interrupted")


def _is_known(turn: Turn, pack: Pack) -> bool:
    step = turn.script.common.get(pack.step)
    return step is not None and step.thermal is not None
