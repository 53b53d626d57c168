"""Which way it has to go: the answer to a question of a guide leads to one of its stretches."""

from __future__ import annotations

from voiceskill.dialogue.interruptions import reask
from voiceskill.dialogue.steps import advance_step
from voiceskill.dialogue.topics import says_one_of
from voiceskill.dialogue.turn import Turn

__all__ = ["choose", "go_the_usual_way", "unclear_choice"]


def choose(turn: Turn) -> bool:
    """Take the way that was named; whether one was."""
    if turn.meaning is None:
        return False
    named = [option.name for option in turn.step().options if says_one_of(option.heard, turn.meaning)]
    if len(named) != 1:
        return False
    turn.hush()
    turn.change(choice=named[0])
    advance_step(turn)
    return True


def go_the_usual_way(turn: Turn) -> None:
    """Nobody can tell: the usual way."""
    advance_step(turn)


def unclear_choice(turn: Turn) -> None:
    """None of the answers, or several: once more, then the usual way."""
    if turn.state.misses:
        go_the_usual_way(turn)
    else:
        turn.change(misses=1)
        reask(turn)
