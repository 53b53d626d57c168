"""Red flags: what is said at each level, the questions that guard against mishearing, and the way down.

A level never falls within an episode except by a false alarm that was said and confirmed.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from voiceskill.dialogue.events import AlertFailed
from voiceskill.dialogue.facts import wake_for_child
from voiceskill.dialogue.interruptions import aside
from voiceskill.dialogue.packs import clear_packs
from voiceskill.dialogue.script import Escalation, Line
from voiceskill.dialogue.state import Fallback
from voiceskill.dialogue.steps import key_of, what_to_do
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Level, RedFlag

__all__ = [
    "acknowledge",
    "advise_too_long",
    "alarm_again",
    "alert_failed",
    "emergency_time_over",
    "escalate",
    "mention",
    "repeat_emergency",
    "speak_up_again",
]

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
        speak_up_again(turn)
        turn.end("emergency")
    else:
        repeat_emergency(turn)


def speak_up_again(turn: Turn) -> None:
    """After an alarm that was spoken low, what comes next is as loud as before."""
    flag = turn.state.flag
    if flag in turn.script.escalations and turn.script.escalations[flag].softly:
        turn.volume(-turn.state.volume)


def acknowledge(turn: Turn) -> None:
    """The person called or has someone with them: no more repeats."""
    turn.change(acknowledged=True, due=None, wait=None)
    turn.phrase("help_is_coming")
    turn.then_wait(turn.settings.check_in_wait)


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


_BY_LEVEL: MappingProxyType[Level, Callable[[Turn, RedFlag], None]] = MappingProxyType(
    {Level.EMERGENCY: _emergency, Level.URGENT: _urgent, Level.CLINICIAN_SOON: _mention_aloud}
)
