"""Short questions between what was heard and what follows: was it meant, is it happening, was it false.

They interrupt everything; what they interrupted is gone back to, or taken up, afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from voiceskill.dialogue.diary_answers import forget_tonight
from voiceskill.dialogue.escalation import escalate, repeat_emergency, speak_up_again
from voiceskill.dialogue.state import Held, Question
from voiceskill.dialogue.steps import restored_left
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Level, Meaning, RedFlag

__all__ = [
    "answer_question",
    "ask_again",
    "ask_false_alarm",
    "ask_flag",
    "ask_forget",
    "ask_start",
    "question_unanswered",
]

GoOn: TypeAlias = Callable[[Turn], None]
_CALL_FOR_HELP = "e_generic"
"""The flag of somebody who calls for help without saying why."""


def ask_flag(turn: Turn, kind: str, flag: RedFlag, pending: Meaning | None = None) -> None:
    """One short question instead of an alarm: is it happening, or was it really said? ``pending`` is what to
    go on with if not.
    """
    _interrupt(turn, Question("unsure" if kind == "unsure" else "flag_check", flag.id, flag.level), pending)


def ask_start(turn: Turn, pending: Meaning) -> None:
    """One short question instead of starting on words that may have been somebody else's."""
    _interrupt(turn, Question("start", "", Level.NONE), pending)


def _interrupt(turn: Turn, question: Question, pending: Meaning | None) -> None:
    state = turn.state
    held = state.held or Held(state.phase, restored_left(turn))
    turn.change(phase="confirming", question=question, held=held, due=None, wait=None, ends=None)
    turn.change(pending=pending or state.pending, silences=0, misses=0)
    _ask(turn, question)


def ask_forget(turn: Turn) -> None:
    """Whether tonight is really to be forgotten: what is forgotten can't be brought back."""
    _interrupt(turn, Question("forget", "", Level.NONE), None)


def ask_false_alarm(turn: Turn) -> None:
    """An alarm is only called off when that was said and confirmed."""
    question = Question("false_alarm", turn.state.flag, turn.state.level)
    turn.change(phase="confirming", question=question, held=Held("emergency", 0.0), due=None, wait=None)
    _ask(turn, question)


def ask_again(turn: Turn) -> None:
    """Put the question that stands once more, as if for the first time."""
    question = turn.state.question
    if question is not None:
        turn.change(phase="confirming", question=replace(question, asked=1), silences=0, misses=0)
        _ask(turn, question)


def _ask(turn: Turn, question: Question) -> None:
    if question.kind in ("false_alarm", "start", "forget"):
        turn.phrase(f"ask_{question.kind}")
    else:
        line = turn.script.escalation(question.flag, question.level).ask
        turn.phrase(_opening(question))
        if line is not None:
            turn.say(line)
        else:
            turn.phrase("ask_any_flag")
    turn.then_wait(turn.settings.confirm_wait)


def _opening(question: Question) -> str:
    """What stands before the question; whoever calls for somebody knows first that nobody was called."""
    if question.kind == "unsure":
        return "ask_unsure"
    return "cannot_call" if question.flag == _CALL_FOR_HELP else "ask_before"


def question_unanswered(turn: Turn, go_on: GoOn) -> None:
    """No usable answer: ask once more; then the number is given plainly, or the alarm stands."""
    question = turn.state.question
    if question is None:
        return go_on(turn)
    if question.kind == "false_alarm":
        _let_alarm_stand(turn)
    elif question.kind == "start":
        turn.end("not_meant")
    elif question.kind == "forget":
        turn.change(question=None)
        go_on(turn)
    elif question.asked < 2:
        turn.change(question=Question(question.kind, question.flag, question.level, question.asked + 1))
        _ask(turn, question)
    elif question.level == Level.EMERGENCY and _may_have_been_talk(turn, question):
        turn.phrase("number_in_case")
        turn.end("not_meant")
    elif question.level == Level.EMERGENCY:
        escalate(turn, RedFlag(question.flag, question.level))
    else:
        turn.change(question=None)
        go_on(turn)
    return None


def _may_have_been_talk(turn: Turn, question: Question) -> bool:
    """Whether all there was is a hint that the waiting device picked up, with nothing for it to do."""
    state = turn.state
    waited = state.held is not None and state.held.phase == "idle" and state.pending is None
    return waited and question.kind == "flag_check" and question.flag != _CALL_FOR_HELP


def answer_question(turn: Turn, answer: str, go_on: GoOn) -> None:
    """A yes raises the flag (or calls the alarm off), a no goes back to what was interrupted."""
    question = turn.state.question
    if question is not None and question.kind == "start" and answer == "no":
        turn.end("not_meant")
        return
    if question is not None and question.kind == "false_alarm":
        _call_off(turn) if answer == "yes" else _let_alarm_stand(turn)
    elif question is not None and question.kind == "forget" and answer == "yes":
        turn.change(question=None)
        forget_tonight(turn)
        go_on(turn)
    elif question is not None and question.kind != "start" and answer == "yes":
        escalate(turn, RedFlag(question.flag, question.level))
    else:
        turn.change(question=None)
        go_on(turn)


def _let_alarm_stand(turn: Turn) -> None:
    turn.change(question=None, held=None)
    if turn.state.level == Level.EMERGENCY:
        repeat_emergency(turn)
    else:
        turn.change(phase="advised")
        turn.phrase("call_urgent")
        turn.then_wait(turn.settings.answer_wait)


def _call_off(turn: Turn) -> None:
    fallback = turn.state.fallback
    speak_up_again(turn)
    turn.note("false_alarm", id=turn.state.flag)
    if _was_passed_on(turn):
        turn.note("alert_cancelled", flag=turn.state.flag)
    turn.change(phase="closing", question=None, held=None, acknowledged=False, fallback=None)
    if fallback is not None:
        turn.change(level=fallback.level, flag=fallback.flag, barred=fallback.barred)
    turn.phrase("called_off")
    turn.then_wait(turn.settings.closing_wait)


def _was_passed_on(turn: Turn) -> bool:
    state = turn.state
    return state.level == Level.EMERGENCY and not turn.script.escalation(state.flag, Level.EMERGENCY).softly
