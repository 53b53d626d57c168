"""What happens when the time of a phase is over: the next step, a soft word, or quiet."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from voiceskill.dialogue.answers import leave_open, take_up
from voiceskill.dialogue.choices import go_the_usual_way
from voiceskill.dialogue.confirming import question_unanswered
from voiceskill.dialogue.escalation import emergency_time_over, escalate
from voiceskill.dialogue.interruptions import pause_over, reask
from voiceskill.dialogue.offers import decline_offer
from voiceskill.dialogue.profiling import leave_questions
from voiceskill.dialogue.state import Phase
from voiceskill.dialogue.steps import step_time_over
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Level, RedFlag

__all__ = ["phase_time_over"]


def phase_time_over(turn: Turn) -> None:
    """The phase's time has passed without a word from the person."""
    turn.change(due=None, wait=None)
    handle = _TIME_OVER.get(turn.state.phase)
    if handle is not None:
        handle(turn)


def _wind_down(turn: Turn) -> None:
    turn.phrase("wind_down")
    turn.end("fell_silent")


def _ask_once_more(otherwise: Callable[[Turn], None]) -> Callable[[Turn], None]:
    def handle(turn: Turn) -> None:
        if turn.state.silences:
            otherwise(turn)
        else:
            turn.change(silences=1)
            reask(turn)

    return handle


def _no_answer_to_split(turn: Turn) -> None:
    escalate(turn, RedFlag("e_generic", Level.EMERGENCY))


def _no_answer_to_question(turn: Turn) -> None:
    question_unanswered(turn, take_up)


def _close(turn: Turn) -> None:
    if not turn.state.packs:
        turn.end("settled")


_TIME_OVER: MappingProxyType[Phase, Callable[[Turn], None]] = MappingProxyType(
    {
        "ask_part": _ask_once_more(_wind_down),
        "waiting": step_time_over,
        "holding": step_time_over,
        "checking": _ask_once_more(_wind_down),
        "screening": _ask_once_more(leave_open),
        "splitting": _no_answer_to_split,
        "offering": decline_offer,
        "choosing": _ask_once_more(go_the_usual_way),
        "profiling": _ask_once_more(leave_questions),
        "advised": _wind_down,
        "closing": _close,
        "paused": pause_over,
        "confirming": _no_answer_to_question,
        "emergency": emergency_time_over,
    }
)
