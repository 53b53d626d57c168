"""The questions about the person, asked on request, and what is remembered of them."""

from __future__ import annotations

from voiceskill.dialogue.interruptions import reask, say_and_close
from voiceskill.dialogue.relief import start_plan
from voiceskill.dialogue.steps import advance_step, enter
from voiceskill.dialogue.turn import Turn

__all__ = ["affirm", "deny", "forgo", "leave_questions", "remember", "set_up_profile", "unclear"]


def set_up_profile(turn: Turn) -> None:
    """Begin with the questions, unless a cramp is being helped with."""
    if turn.state.plan and turn.plan().is_relief and not turn.state.relieved:
        say_and_close(turn, "profile_after")
        return
    start_plan(turn, "profile")
    enter(turn, turn.plan().steps[0].name)


def remember(turn: Turn, fact: str) -> None:
    """Ask for ``fact`` to be kept for good; it counts from now on in any case."""
    turn.change(facts=turn.state.facts | {fact}, learned=turn.state.learned - {fact})
    turn.note("remember", fact=fact)


def affirm(turn: Turn) -> None:
    """Yes, that is so."""
    remember(turn, turn.step().origin)
    advance_step(turn)


def deny(turn: Turn) -> None:
    """No: what was remembered before is so no longer."""
    fact = turn.step().origin
    if fact in turn.state.facts:
        turn.change(facts=turn.state.facts - {fact}, learned=turn.state.learned - {fact})
        turn.note("forget_fact", fact=fact)
    advance_step(turn)


def forgo(turn: Turn) -> None:
    """They would rather not say: what is known stays as it is."""
    advance_step(turn)


def unclear(turn: Turn) -> None:
    """Neither yes nor no: once more, then on."""
    if turn.state.misses:
        forgo(turn)
    else:
        turn.change(misses=1)
        reask(turn)


def leave_questions(turn: Turn) -> None:
    """Nobody answers any more."""
    turn.phrase("profile_later")
    turn.end("fell_silent")
