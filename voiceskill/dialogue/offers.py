"""What a yes or a no to an offer leads to."""

from __future__ import annotations

from voiceskill.dialogue.relief import resume_routine
from voiceskill.dialogue.steps import advance_step, skip
from voiceskill.dialogue.turn import Turn

__all__ = ["accept_offer", "decline_offer"]


def accept_offer(turn: Turn) -> None:
    """They want what the step under way offers."""
    if turn.step().needs == "routine":
        resume_routine(turn)
    else:
        turn.change(upright="agreed")
        advance_step(turn)


def decline_offer(turn: Turn) -> None:
    """They do not want it, or said nothing."""
    if turn.step().needs == "routine":
        turn.change(later=None)
    skip(turn)
