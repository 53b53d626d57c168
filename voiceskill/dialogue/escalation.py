"""Red flags: what is said at each level, the questions that guard against mishearing, and the way down.

A level never falls within an episode except by a false alarm that was said and confirmed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from voiceskill.dialogue.diary_answers import forget_tonight
from voiceskill.dialogue.events import AlertFailed
from voiceskill.dialogue.facts import wake_for_child
from voiceskill.dialogue.interruptions import aside
from voiceskill.dialogue.packs import clear_packs
from voiceskill.dialogue.script import Escalation, Line
from voiceskill.dialogue.state import Fallback, Held, Question
from voiceskill.dialogue.steps import key_of, restored_left, what_to_do
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Level, Meaning, RedFlag

__all__ = [
    "acknowledge",
    "advise_too_long",
    "alarm_again",
    "alert_failed",
    "answer_question",
    "ask_again",
    "ask_false_alarm",
    "ask_flag",
    "ask_forget",
    "ask_start",
    "emergency_time_over",
    "escalate",
    "mention",
    "question_unanswered",
    "repeat_emergency",
]

GoOn: TypeAlias = Callable[[Turn], None]
_CALL_FOR_HELP = "e_generic"
"""The flag of somebody who calls for help without saying why."""
_TOO_LONG = RedFlag("u_long", Level.URGENT)


def escalate(turn: Turn, flag: RedFlag) -> None:
    """Act on a red flag that is happening."""
    if turn.state.level == Level.EMERGENCY and flag.level < Level.EMERGENCY:
        turn.hush()
        repeat_emergency(turn)
    else:
        _BY_LEVEL[flag.level](turn, flag)
    turn.note("flag", id=flag.id, level=flag.level.label)


def _emergency(turn: Turn, flag: RedFlag) -> None:
    if turn.meaning is not None and turn.meaning.red_flag is not None:
        turn.change(bystander=turn.meaning.bystander)
    packed = bool(turn.state.packs)
    _stop_everything(turn, flag)
    words = turn.script.escalation(flag.id, flag.level)
    turn.change(phase="emergency", acknowledged=words.softly, repeats=0)
    _set_loudness(turn, words)
    if turn.state.tempo < 1.0:
        turn.pace(1.0)
    _say_whom_to_call(turn, words)
    _ask_for_alert(turn, flag, words)
    turn.phrase("cannot_call")
    if not words.softly:
        wake_for_child(turn)
    turn.say_all(words.tell)
    turn.say_all(_safety(turn, words))
    if packed:
        turn.phrase("pack_off")
    turn.then_wait(turn.settings.check_in_wait if words.softly else turn.settings.emergency_repeat)


def _ask_for_alert(turn: Turn, flag: RedFlag, words: Escalation) -> None:
    """Nobody is told of what the one who endangers them may be the first to read."""
    if not words.softly:
        whose = "other" if turn.state.bystander else "speaker"
        turn.note("alert", flag=flag.id, level=flag.level.label, whose=whose)


def alert_failed(turn: Turn, event: AlertFailed) -> None:
    """Say that nobody was told, so that no help is waited for that does not come."""
    aside(turn, turn.script.phrases[f"{event.kind}_failed"][:1])


def _set_loudness(turn: Turn, words: Escalation) -> None:
    """Low where loud words could endanger, and never low for another alarm."""
    if words.softly:
        turn.volume(-turn.settings.volume_limit)
    elif turn.state.volume < 0:
        turn.volume(-turn.state.volume)


def _safety(turn: Turn, words: Escalation) -> tuple[Line, ...]:
    if not turn.state.bystander:
        return words.safety
    return words.other or turn.script.phrases["stay_with_them"]


def _say_whom_to_call(turn: Turn, words: Escalation) -> None:
    turn.phrase("call_crisis" if words.line == "crisis" else "call_emergency")


def _stop_everything(turn: Turn, flag: RedFlag) -> None:
    state = turn.state
    barred = turn.script.escalation(flag.id, flag.level).bars
    keys = {"all": {"*"}, "part": {key_of(turn)} if state.part else set(), "none": set()}[barred]
    said = _said_with_it(turn)
    turn.cut()
    clear_packs(turn)
    turn.change(
        timers=(),
        relieved=False,
        holds=0,
        rounds=0,
        worse=0,
        eased=False,
        acknowledged=False,
        repeats=0,
        plan="",
        step="",
        detour="",
        upright="",
        ends=None,
        due=None,
        wait=None,
        left=0.0,
        limit=None,
        held=None,
        later=None,
        question=None,
        pending=None,
        facts=state.facts | said,
        learned=state.learned | (said - state.facts),
        to_remember=(),
        recent_until=None,
        silences=0,
        misses=0,
        level=max(state.level, flag.level),
        flag=flag.id if flag.level >= state.level else state.flag,
        fallback=state.fallback
        if flag.level <= state.level
        else Fallback(state.level, state.flag, state.barred),
        cleared=state.cleared - {key_of(turn)},
        barred=state.barred | keys,
    )


def _said_with_it(turn: Turn) -> frozenset[str]:
    """Facts about the person that were said together with what a question was about."""
    pending = turn.state.pending
    return turn.script.known_facts(pending.facts) if pending is not None else frozenset()


def _urgent(turn: Turn, flag: RedFlag) -> None:
    packed, coached = bool(turn.state.packs), bool(turn.state.plan)
    bystander = turn.state.bystander or (turn.meaning is not None and turn.meaning.bystander)
    _stop_everything(turn, flag)
    words = turn.script.escalation(flag.id, flag.level)
    turn.change(phase="advised", bystander=bystander)
    turn.phrase("call_urgent")
    if coached:
        turn.phrase("urgent_first")
    if packed:
        turn.phrase("pack_off")
    wake_for_child(turn)
    turn.say_all(what_to_do(turn, words))
    turn.say_all(words.safety)
    turn.phrase("offer_breathing_other" if bystander else "offer_breathing")
    turn.then_wait(turn.settings.answer_wait)


def mention(turn: Turn, flag: RedFlag, *, aloud: bool) -> None:
    """Something to see a clinician about: said now, or kept for the end while a cramp is coached."""
    state = turn.state
    bystander = state.bystander or (turn.meaning is not None and turn.meaning.bystander)
    turn.change(level=max(state.level, flag.level), flag=state.flag or flag.id, bystander=bystander)
    if state.plan or not aloud:
        if flag.id in turn.script.escalations and flag.id not in state.mentions:
            turn.change(mentions=(*state.mentions, flag.id))
        if aloud:
            aside(turn, turn.script.phrases["noted"][:1])
        return
    words = turn.script.escalation(flag.id, flag.level)
    turn.change(phase="closing", due=None, held=None)
    turn.say_all(what_to_do(turn, words))
    turn.say_all(words.safety)
    turn.then_wait(turn.settings.closing_wait)


def _mention_aloud(turn: Turn, flag: RedFlag) -> None:
    mention(turn, flag, aloud=True)


def advise_too_long(turn: Turn) -> None:
    """A cramp that does not let go within the limit needs other help the same day."""
    escalate(turn, _TOO_LONG)


def repeat_emergency(turn: Turn) -> None:
    """Say again whom to call, and the safety fact."""
    words = turn.script.escalation(turn.state.flag, Level.EMERGENCY)
    turn.change(phase="emergency", due=None, wait=None)
    _say_whom_to_call(turn, words)
    turn.say_all(_safety(turn, words)[:1])
    turn.then_wait(turn.settings.emergency_repeat)


def emergency_time_over(turn: Turn) -> None:
    """Repeat until acknowledged, a bounded number of times; then fall silent and end."""
    repeats = turn.state.repeats + 1
    turn.change(repeats=repeats)
    if turn.state.acknowledged or repeats > turn.settings.emergency_repeats:
        _speak_up_again(turn)
        turn.end("emergency")
    else:
        repeat_emergency(turn)


def _speak_up_again(turn: Turn) -> None:
    """After an alarm that was spoken low, what comes next is as loud as before."""
    flag = turn.state.flag
    if flag in turn.script.escalations and turn.script.escalations[flag].softly:
        turn.volume(-turn.state.volume)


def acknowledge(turn: Turn) -> None:
    """The person called or has someone with them: no more repeats."""
    turn.change(acknowledged=True, due=None, wait=None)
    turn.phrase("help_is_coming")
    turn.then_wait(turn.settings.check_in_wait)


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


def alarm_again(turn: Turn) -> None:
    """An alarm that was cut off sounds once more, within the bound on repeats; one that was spoken low, and
    so once, keeps silent.
    """
    turn.change(repeats=turn.state.repeats + 1)
    state = turn.state
    softly = turn.script.escalation(state.flag, Level.EMERGENCY).softly
    turn.change(phase="emergency", question=None, held=None, pending=None, due=None, wait=None)
    if state.repeats > turn.settings.emergency_repeats:
        turn.end("emergency")
        return
    if not (softly and state.acknowledged):
        repeat_emergency(turn)
    if state.acknowledged:
        turn.then_wait(turn.settings.check_in_wait)


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
    _speak_up_again(turn)
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


_BY_LEVEL: MappingProxyType[Level, Callable[[Turn, RedFlag], None]] = MappingProxyType(
    {Level.EMERGENCY: _emergency, Level.URGENT: _urgent, Level.CLINICIAN_SOON: _mention_aloud}
)
