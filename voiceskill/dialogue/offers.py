"""What a yes or a no to an offer leads to."""

from __future__ import annotations

from voiceskill.dialogue.profiling import remember
from voiceskill.dialogue.relief import resume_routine
from voiceskill.dialogue.steps import advance_step, skip, tell
from voiceskill.dialogue.turn import Turn

__all__ = ["accept_offer", "decline_offer"]


def accept_offer(turn: Turn) -> None:
    """They want what the step under way offers."""
    needs = turn.step().needs
    if needs == "routine":
        resume_routine(turn)
    elif needs == "learned":
        remember(turn, turn.state.to_remember[0])
        _next_to_remember(turn)
    else:
        turn.change(upright="agreed")
        advance_step(turn)


def decline_offer(turn: Turn) -> None:
    """They do not want it, or said nothing."""
    needs = turn.step().needs
    if needs == "learned":
        _next_to_remember(turn)
        return
    if needs == "routine":
        turn.change(later=None)
    skip(turn)


def _next_to_remember(turn: Turn) -> None:
    turn.change(to_remember=turn.state.to_remember[1:], silences=0, misses=0)
    if turn.state.to_remember:
        tell(turn)
    else:
        advance_step(turn)
