"""Timers that are set by voice: they run beside the conversation, and are told a few times when they are up.

A timer for a pack is no timer of this kind but the pack's own, see ``packs``.
"""

from __future__ import annotations

from dataclasses import replace

from voiceskill.dialogue.lengths import spoken_length
from voiceskill.dialogue.state import Timer
from voiceskill.dialogue.turn import Turn

__all__ = ["add_timer", "put_away", "quiet_rung", "ring", "slots_of_timer", "timer_due"]


def add_timer(turn: Turn, name: str, seconds: int) -> None:
    """Start a timer, instead of one of the same name and length or, if it has a name, of the same name."""
    others = tuple(timer for timer in turn.state.timers if not _is_same(timer, name, seconds))
    turn.change(timers=(*others, Timer(name, seconds, turn.now + seconds)))


def _is_same(timer: Timer, name: str, seconds: int) -> bool:
    return timer.name == name and (bool(name) or timer.seconds == seconds)


def timer_due(turn: Turn) -> Timer | None:
    """The timer that is up, or is to be told again, if any."""
    return next((timer for timer in turn.state.timers if timer.due <= turn.now), None)


def ring(turn: Turn, timer: Timer) -> None:
    """Say that ``timer`` is up; after some times without an answer it is forgotten."""
    rules = turn.script.timers
    others = tuple(other for other in turn.state.timers if other is not timer)
    again = replace(timer, rings=timer.rings + 1, due=turn.now + rules.ring_every)
    turn.change(timers=(*others, again) if again.rings < rules.rings else others)
    turn.phrase("timer_up" if timer.name else "timer_up_plain", **slots_of_timer(turn, timer, timer.seconds))


def quiet_rung(turn: Turn) -> bool:
    """The person is there: what rang is heard, and rings no more. Whether anything had."""
    silent = tuple(timer for timer in turn.state.timers if not timer.rings)
    had_rung = silent != turn.state.timers
    turn.change(timers=silent)
    return had_rung


def slots_of_timer(turn: Turn, timer: Timer, seconds: int) -> dict[str, str]:
    """What a text about ``timer`` may name: what it is for, and ``seconds`` as a length of time."""
    spoken = next((name.spoken for name in turn.script.timers.names if name.name == timer.name), "")
    return {"timer": spoken, "length": spoken_length(turn.script, seconds)}


def put_away(turn: Turn) -> None:
    """Nothing is left to ring where a routine ends in sleep."""
    if turn.state.timers:
        turn.change(timers=())
        turn.phrase("timers_gone")
