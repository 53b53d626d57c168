"""How long left, and how many: of a count, of a routine, of timers and packs."""

from __future__ import annotations

import math

from voiceskill.dialogue.counts import seconds_left
from voiceskill.dialogue.interruptions import aside, close_if_idle, say_and_close
from voiceskill.dialogue.lengths import spoken_length, spoken_number
from voiceskill.dialogue.script import Step
from voiceskill.dialogue.state import Pack, Timer
from voiceskill.dialogue.timer_commands import named_packs, named_timer, named_timers
from voiceskill.dialogue.timers import slots_of_timer
from voiceskill.dialogue.topics import says_one_of
from voiceskill.dialogue.turn import Turn

__all__ = ["time_left"]


def time_left(turn: Turn) -> None:
    """Answer "how long left" and "how many left", as what was said and what is running tell."""
    seconds = _count_left(turn)
    if _asks_for_timers(turn):
        _timers_left(turn, named_timers(turn), named_packs(turn))
    elif _asks_for_stretches(turn, seconds is not None):
        _stretches_left(turn)
    elif seconds is not None:
        unit = "second" if seconds == 1 else "seconds"
        aside(turn, turn.script.phrases[f"left_{unit}"], count=spoken_number(turn.script, seconds))
    elif turn.state.timers or turn.state.packs:
        _timers_left(turn, turn.state.timers, turn.state.packs)
    else:
        say_and_close(turn, "no_timer")


def _count_left(turn: Turn) -> int | None:
    """Seconds of the running or paused count, or of the time given for a step."""
    state = turn.state
    if state.phase == "holding":
        return seconds_left(turn)
    if state.phase == "paused" and state.held is not None and state.held.phase == "holding":
        return round(state.held.left)
    if state.phase == "waiting" and state.due is not None:
        return max(0, math.ceil(state.due - turn.now))
    return None


def _asks_for_timers(turn: Turn) -> bool:
    """Whether what was said names one of the timers that run, or timers as such."""
    if turn.meaning is None or not (turn.state.timers or turn.state.packs):
        return False
    if says_one_of(turn.script.timer_words, turn.meaning):
        return True
    return named_timer(turn) is not None and bool(named_timers(turn) or named_packs(turn))


def _timers_left(turn: Turn, timers: tuple[Timer, ...], packs: tuple[Pack, ...]) -> None:
    for pack in packs:
        length = spoken_length(turn.script, _until(turn, pack.off_at))
        turn.phrase("left_pack", length=length, timer=turn.script.common[pack.step].title)
    for timer in timers:
        name = "left_timer" if timer.name else "left_plain_timer"
        turn.phrase(name, **slots_of_timer(turn, timer, _until(turn, timer.due)))
    aside(turn, ())
    close_if_idle(turn)


def _until(turn: Turn, time: float) -> int:
    return max(0, math.ceil(time - turn.now))


def _asks_for_stretches(turn: Turn, counting: bool) -> bool:
    """Whether it is the rest of a routine that they want to know of; in mid-count only if they say so."""
    if not turn.state.plan or turn.plan().is_relief or not _exercises(turn.plan().steps):
        return False
    return not counting or (turn.meaning is not None and says_one_of(turn.script.stretch_words, turn.meaning))


def _exercises(steps: tuple[Step, ...]) -> list[str]:
    """The stretches of ``steps`` in order, their repeats counted once."""
    return list(dict.fromkeys(step.block for step in steps if step.kind == "hold" and step.block))


def _stretches_left(turn: Turn) -> None:
    plan = turn.plan()
    count = len(_exercises(plan.steps[plan.index(turn.state.step) :]))
    name = {0: "left_no_stretch", 1: "left_stretch"}.get(count, "left_stretches")
    aside(turn, turn.script.phrases[name][:1], count=spoken_number(turn.script, count))
