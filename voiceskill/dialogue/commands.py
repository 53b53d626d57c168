"""What the person can say at any time: stop, pause, next, louder, how long left, and the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from voiceskill.dialogue.actions import Silence
from voiceskill.dialogue.confirming import ask_false_alarm, ask_flag, ask_forget
from voiceskill.dialogue.diary_answers import answer_from_diary, why_this_one
from voiceskill.dialogue.facts import forget_what_is_old
from voiceskill.dialogue.interruptions import aside, close_if_idle, pause, resume, say_and_close
from voiceskill.dialogue.packs import clear_packs, skin_rests
from voiceskill.dialogue.profiling import set_up_profile
from voiceskill.dialogue.relief import (
    better,
    not_better,
    refuse_part,
    report,
    resume_routine,
    start_plan,
    worse,
)
from voiceskill.dialogue.script import Line
from voiceskill.dialogue.steps import (
    advance_step,
    back_step,
    enter,
    leave_block,
    may_touch,
    restored_left,
    step_time_over,
    tell,
)
from voiceskill.dialogue.time_left import time_left
from voiceskill.dialogue.timer_commands import cancel_timer, set_timer
from voiceskill.dialogue.topics import find_answer, says_one_of
from voiceskill.dialogue.turn import Turn
from voiceskill.dialogue.without import go_without
from voiceskill.understanding.meaning import Intent, Level, RedFlag

__all__ = ["COMMANDS", "Handler", "answer", "farewell", "misheard_wording", "misunderstood", "stop"]

Handler: TypeAlias = Callable[[Turn], None]


def stop(turn: Turn) -> None:
    """Silence, at once and without a question; an alarm falls silent but stands."""
    turn.cut()
    if turn.state.phase == "emergency" or turn.state.level == Level.EMERGENCY:
        turn.change(phase="emergency", question=None, held=None, acknowledged=True, wait=None)
        turn.change(due=turn.now + turn.settings.check_in_wait)
    else:
        turn.end("stopped")


def _in_plan(handler: Handler) -> Handler:
    def guarded(turn: Turn) -> None:
        if turn.state.plan:
            handler(turn)
        else:
            _nothing_running(turn)

    return guarded


def _nothing_running(turn: Turn) -> None:
    say_and_close(turn, "nothing_running")


def _next(turn: Turn) -> None:
    phase = turn.state.phase
    if phase in ("screening", "splitting"):
        misunderstood(turn)
    elif turn.state.detour:
        step_time_over(turn)
    elif phase == "warming":
        clear_packs(turn)
        turn.phrase("pack_off")
        advance_step(turn)
    else:
        leave_block(turn)


def _repeat(turn: Turn) -> None:
    turn.change(left=restored_left(turn))
    tell(turn, again=True)


def _slower(turn: Turn) -> None:
    _change_tempo(turn, "slower", {turn.settings.tempo_fast: 1.0, 1.0: turn.settings.tempo_slow})


def _faster(turn: Turn) -> None:
    _change_tempo(turn, "faster", {turn.settings.tempo_slow: 1.0, 1.0: turn.settings.tempo_fast})


def _change_tempo(turn: Turn, phrase: str, following: Mapping[float, float]) -> None:
    """One step on the ladder of tempos; at its end, say so."""
    tempo = following.get(turn.state.tempo)
    if tempo is None:
        say_and_close(turn, f"no_{phrase}")
    else:
        turn.pace(tempo)
        say_and_close(turn, phrase)


def _louder(turn: Turn) -> None:
    turn.volume(turn.settings.volume_step)
    say_and_close(turn, "louder")


def _quieter(turn: Turn) -> None:
    """Obeyed without a word where nothing was being said: it was hardly meant for us then."""
    turn.volume(-turn.settings.volume_step)
    if turn.state.phase == "idle" and not any(isinstance(action, Silence) for action in turn.actions):
        close_if_idle(turn)
    else:
        say_and_close(turn, "quieter")


def _help(turn: Turn) -> None:
    name = "help" if turn.state.plan else "help_idle"
    aside(turn, turn.script.phrases[name])
    close_if_idle(turn)


def _pause(turn: Turn) -> None:
    if turn.state.phase == "idle":
        _nothing_running(turn)
    else:
        pause(turn)


def _resume(turn: Turn) -> None:
    if turn.state.held is not None:
        resume(turn)
    elif turn.state.later is not None and turn.state.relieved and not turn.state.barred:
        resume_routine(turn)
    elif turn.state.plan:
        _repeat(turn)
    elif turn.state.part is not None:
        report(turn)
    else:
        _nothing_running(turn)


def _cancel_emergency(turn: Turn) -> None:
    if turn.state.fallback is not None:
        ask_false_alarm(turn)
    else:
        misunderstood(turn)


def _call_help(turn: Turn) -> None:
    ask_flag(turn, "flag_check", RedFlag("e_generic", Level.EMERGENCY))


def _start_breathing(turn: Turn) -> None:
    if turn.state.plan and turn.plan().has("breathing"):
        enter(turn, "breathing")
    else:
        _start(turn, "breathing")


def _start(turn: Turn, plan: str) -> None:
    forget_what_is_old(turn)
    if turn.state.barred and any(step.touches for step in turn.script.routines[plan].steps):
        refuse_part(turn)
        return
    if skin_rests(turn) and any(step.kind == "timer" for step in turn.script.routines[plan].steps):
        say_and_close(turn, "skin_rests")
        return
    start_plan(turn, plan)
    enter(turn, turn.plan().steps[0].name)


def answer(turn: Turn) -> None:
    """Answer a question in between, or start the routine that it asks for."""
    found = find_answer(turn.script, turn.meaning) if turn.meaning is not None else None
    if found is None:
        misunderstood(turn)
    elif found.plan:
        _begin_routine(turn, found.plan)
    elif found.diary is not None:
        answer_from_diary(turn, found.diary)
    elif not (found.lacks and go_without(turn, found.lacks)):
        turn.note("answer", name=found.name)
        aside(turn, found.say)
        _offer_if_idle(turn)


def _offer_if_idle(turn: Turn) -> None:
    if turn.state.phase == "idle":
        turn.phrase("offer_help")
        turn.end("answered")


def farewell(turn: Turn) -> None:
    """They are done for tonight."""
    turn.phrase("good_night")
    turn.end("settled")


def _thanks(turn: Turn) -> None:
    if turn.meaning is not None and says_one_of(turn.script.farewell_words, turn.meaning):
        farewell(turn)
    else:
        answer(turn)


def _begin_routine(turn: Turn, name: str) -> None:
    """Start a routine; while a cramp is coached, only a pack may follow, and after the safety question."""
    if not turn.state.plan or not turn.plan().is_relief or turn.state.relieved:
        _start(turn, name)
    elif turn.plan().has("warmth_offer") and may_touch(turn):
        enter(turn, "warmth_offer")
    else:
        aside(turn, turn.script.phrases["first_things_first"][:1])


def misunderstood(turn: Turn) -> None:
    """Nothing usable was heard: say so in other words each time; after three, a safe default."""
    state = turn.state
    if state.phase == "idle":
        return
    misses = state.misses + 1
    turn.change(misses=misses)
    if misses >= turn.settings.misses_at_most:
        _safe_default(turn)
    else:
        aside(turn, (misheard_wording(turn),))


def misheard_wording(turn: Turn) -> Line:
    """Another wording with every miss, and never the one that was said last."""
    wordings = turn.script.phrases["misheard"]
    place = (turn.state.misses - 1) % len(wordings)
    return next(line for line in (*wordings[place:], *wordings) if line.key != turn.state.last_key)


def _safe_default(turn: Turn) -> None:
    turn.change(misses=0)
    aside(turn, turn.script.phrases["carry_on"][:1])


COMMANDS: MappingProxyType[Intent, Handler] = MappingProxyType(
    {
        "report_cramp": report,
        "pause": _pause,
        "resume": _resume,
        "repeat": _in_plan(_repeat),
        "next": _in_plan(_next),
        "back": _in_plan(back_step),
        "slower": _slower,
        "faster": _faster,
        "louder": _louder,
        "quieter": _quieter,
        "help": _help,
        "time_left": time_left,
        "set_timer": set_timer,
        "cancel_timer": cancel_timer,
        "set_up_profile": set_up_profile,
        "yes": misunderstood,
        "no": misunderstood,
        "better": _in_plan(better),
        "not_better": _in_plan(not_better),
        "worse": _in_plan(worse),
        "start_breathing": _start_breathing,
        "cancel_emergency": _cancel_emergency,
        "call_help": _call_help,
        "why_cramps": answer,
        "how_long_last": answer,
        "prevention": answer,
        "drink_question": answer,
        "medication_question": answer,
        "ice_heat_help": answer,
        "log_query": answer,
        "forget_tonight": ask_forget,
        "why_this_one": why_this_one,
        "greeting_thanks": _thanks,
        "start_bedtime_stretch": answer,
        "out_of_scope": misunderstood,
    }
)
