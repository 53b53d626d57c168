"""The conversation as a pure reducer: ``(state, event, now) -> (state, actions)``.

Order of what is heard: a red flag before anything else, in every state; then "stop"; then facts that change
what is safe; then the answer or command. Of a partial transcript only a red flag or a "stop" counts.
"""

from __future__ import annotations

from dataclasses import replace

from voiceskill.dialogue.actions import Action
from voiceskill.dialogue.answers import handler_for
from voiceskill.dialogue.caution import (
    answer_in,
    by_our_clock,
    comes_too_soon,
    contradicts_itself,
    is_faint_start,
    sureness,
)
from voiceskill.dialogue.choices import choose
from voiceskill.dialogue.commands import Handler, answer, stop
from voiceskill.dialogue.confirming import ask_flag, ask_start
from voiceskill.dialogue.escalation import advise_too_long, alert_failed, escalate, mention
from voiceskill.dialogue.events import AlertFailed, Event, Heard, Spoken
from voiceskill.dialogue.facts import CHILD, learn_facts, wake_for_child
from voiceskill.dialogue.interruptions import LEAVES_PAUSE, aside, leave_pause
from voiceskill.dialogue.packs import (
    awaits_removal,
    end_now,
    falls_asleep_with_pack,
    feels_pack_too_strongly,
    pack_due,
    remind,
    take_off,
)
from voiceskill.dialogue.plan import Plans
from voiceskill.dialogue.resume import CutOff, counts_still, moved, take_up_again
from voiceskill.dialogue.script import Line, Script
from voiceskill.dialogue.silence import phase_time_over
from voiceskill.dialogue.state import Pack, State, Timer
from voiceskill.dialogue.steps import after_telling, go_on_without_packs
from voiceskill.dialogue.timers import quiet_rung, ring, timer_due
from voiceskill.dialogue.topics import find_answer
from voiceskill.dialogue.turn import Turn
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import Intent, Level, Meaning, RedFlag

__all__ = ["Dialogue"]

_NOT_TAKEN_UP = frozenset({"yes", "no", "stop", "out_of_scope", "cancel_emergency", "call_help"})
_REMOVAL_ANSWERS = frozenset({"yes", "next", "greeting_thanks", "resume", "better", "pause"})
_ANSWERED_FIRST = frozenset({"pause", "repeat", "worse", "next"})
"""Commands that somebody who lacks something may seem to give ("I've no towel"): an answer helps more."""
_MOST_STEPS_AT_ONCE = 16


class Dialogue:
    """One device's conversation: the script, the person's profile, and whether it is night."""

    def __init__(self, script: Script, profile: Profile, *, night: bool) -> None:
        """``night`` keeps people in bed and the voice low."""
        self._script = script
        self._profile = profile
        self._night = night
        self._plans = Plans(script)

    @property
    def known_facts(self) -> frozenset[str]:
        """What the profile says about the person, in the script's names."""
        return self._script.known_facts(self._profile.conditions)

    def facts_in(self, state: State) -> frozenset[str]:
        """What ``state`` holds about the person, in the names of understanding."""
        return self._script.heard_names(state.facts)

    def about(self, profile: Profile) -> Dialogue:
        """The same conversation with what is now known about the person."""
        return Dialogue(self._script, profile, night=self._night)

    @property
    def sound_back(self) -> Line:
        """What is said once the devices are back that had gone away."""
        return self._script.phrases["sound_back"][0]

    def start(self, now: float, *, greet: bool = False) -> tuple[State, tuple[Action, ...]]:
        """The waiting device: silent, or with one line that says it is ready if ``greet``."""
        state = State(night=self._night, facts=self.known_facts)
        turn = Turn(self._script, self._plans, self._profile, state, now)
        if greet:
            turn.phrase("ready")
        return turn.state, tuple(turn.actions)

    def resume(self, cut_off: CutOff, *, greet: bool = False) -> tuple[State, tuple[Action, ...]]:
        """Go on at session time 0 with what was ``cut_off``; after too long a time as ``start`` does."""
        if not counts_still(self._script.settings, cut_off):
            return self.start(0.0, greet=greet)
        kept = moved(cut_off.state, -cut_off.at - cut_off.away)
        night = self._night if kept.phase == "idle" else kept.night
        kept = replace(kept, night=night, facts=kept.facts | self.known_facts)
        turn = Turn(self._script, self._plans, self._profile, kept, 0.0)
        take_up_again(turn, cut_off.away)
        if greet and turn.state.voice is None and turn.state.phase == "idle":
            turn.phrase("ready")
        _let_time_pass(turn)
        return turn.state, tuple(turn.actions)

    def advance(self, state: State, event: Event, now: float) -> tuple[State, tuple[Action, ...]]:
        """What ``event`` at session time ``now`` (seconds) does to ``state``, and what it wants done.

        The same arguments always give the same answer; nothing is read but them.
        """
        turn = Turn(self._script, self._plans, self._profile, state, now)
        if isinstance(event, Heard):
            event = by_our_clock(turn, event)
            turn.meaning = event.meaning
            _hear(turn, event)
        elif isinstance(event, Spoken):
            _speech_ended(turn, event)
        elif isinstance(event, AlertFailed):
            alert_failed(turn, event)
        _let_time_pass(turn)
        return turn.state, tuple(turn.actions)


def _hear(turn: Turn, event: Heard) -> None:
    if _hear_danger(turn, event):
        return
    if falls_asleep_with_pack(turn, event.meaning) or feels_pack_too_strongly(turn, event.meaning):
        _wake_for_pack(turn, event.meaning)
    elif event.meaning.intent == "stop":
        stop(turn)
    elif event.final and not learn_facts(turn, event.meaning):
        if _only_tells_facts(turn, event.meaning):
            _thank_for_fact(turn)
        else:
            _hear_answer(turn, event)


def _only_tells_facts(turn: Turn, meaning: Meaning) -> bool:
    """Whether all that was said, while something is under way, are facts that change nothing in it."""
    answers = turn.state.phase in ("confirming", "splitting", "emergency", "choosing", "profiling")
    tells = meaning.intent == "out_of_scope" and bool(turn.script.known_facts(meaning.facts))
    return tells and bool(turn.state.plan) and not answers


def _thank_for_fact(turn: Turn) -> None:
    turn.hush()
    turn.phrase("noted_plain")
    wake_for_child(turn)
    aside(turn, ())


def _wake_for_pack(turn: Turn, meaning: Meaning) -> None:
    """No pack is left on somebody asleep or on sore skin: it comes off now, even if silence is wanted."""
    if meaning.intent == "stop":
        stop(turn)
    end_now(turn)
    _remind_of_pack(turn, turn.state.packs[0])


def _hear_danger(turn: Turn, event: Heard) -> bool:
    """Whether the utterance was taken care of as a danger."""
    flag, check = event.meaning.red_flag, event.meaning.check
    hinted = check is not None and event.final and _may_check(turn, event, check)
    if flag is not None and flag.level > Level.NONE and not (hinted and _can_wait(event.meaning)):
        return _hear_flag(turn, event, flag)
    if check is not None and hinted:
        turn.hush()
        turn.change(asked=turn.state.asked | {check.id})
        _ask_about(turn, event, check)
        return True
    return False


def _can_wait(meaning: Meaning) -> bool:
    """Whether what was said to be seen about comes after the emergency that is hinted at. Beside a cramp that
    is reported the hint is mostly history ("I had a stroke ten years ago"), and the guide of its place asks
    on its own.
    """
    flag, check = meaning.red_flag, meaning.check
    has_guide = meaning.intent == "report_cramp" and meaning.body_part is not None
    if flag is None or check is None or has_guide:
        return False
    return flag.level is Level.CLINICIAN_SOON and check.level is Level.EMERGENCY


def _ask_about(turn: Turn, event: Heard, check: RedFlag) -> None:
    """Ask about a hint; what came with it is answered before where there is no hurry, or taken up after."""
    meaning = event.meaning
    if not turn.state.plan:
        learn_facts(turn, meaning)
    if CHILD in turn.script.known_facts(meaning.facts):
        wake_for_child(turn)
    clear = _is_clear(turn, event) and meaning.intent not in _NOT_TAKEN_UP
    found = find_answer(turn.script, meaning) if clear and check.level < Level.EMERGENCY else None
    if found is not None and found.say:
        turn.say_all(found.say)
        clear = False
    ask_flag(turn, "flag_check", check, replace(meaning, check=None) if clear else None)


def _is_clear(turn: Turn, event: Heard) -> bool:
    settings = turn.settings
    return event.meaning.confidence >= settings.unsure_meaning and event.hearing >= settings.unsure_hearing


def _may_check(turn: Turn, event: Heard, check: RedFlag) -> bool:
    """A hint is asked about once an episode, and never in place of a question or an alarm that stands; in
    "i can't do this any more" there is nothing to stop where nothing runs.
    """
    state = turn.state
    settled = check.id in state.asked or check.level <= state.level
    stops = event.meaning.intent == "stop" and not (state.phase == "idle" and state.voice is None)
    return not settled and not stops and state.phase not in ("confirming", "splitting")


def _hear_flag(turn: Turn, event: Heard, flag: RedFlag) -> bool:
    if flag.level == Level.CLINICIAN_SOON:
        return event.final and event.meaning.intent != "stop" and _hear_mention(turn, event, flag)
    if not event.final:
        unsure = 0.0 < event.hearing < turn.settings.unsure_hearing
        if unsure or flag.level < Level.EMERGENCY:
            return False
    elif event.hearing < turn.settings.unsure_hearing and turn.state.level < flag.level:
        turn.hush()
        ask_flag(turn, "unsure", flag)
        return True
    if not _is_being_announced(turn, flag):
        escalate(turn, flag)
    return True


def _is_being_announced(turn: Turn, flag: RedFlag) -> bool:
    """Whether the alarm for ``flag`` is sounding already: its final transcript follows its partial."""
    state = turn.state
    return state.phase == "emergency" and state.flag == flag.id and state.voice is not None


def _hear_mention(turn: Turn, event: Heard, flag: RedFlag) -> bool:
    """Something to see a clinician about: kept for the end where a cramp is to be coached now."""
    meaning = event.meaning
    starts_guide = meaning.intent == "report_cramp" and meaning.body_part in turn.script.guides
    answers = bool(turn.state.plan) and meaning.intent != "out_of_scope"
    says_more = starts_guide or answers
    if turn.state.phase in ("confirming", "emergency", "splitting") or is_faint_start(turn, event):
        return False
    turn.hush()
    turn.note("flag", id=flag.id, level=flag.level.label)
    plan_changes = not says_more and learn_facts(turn, meaning)
    mention(turn, flag, aloud=not says_more and not plan_changes)
    return not says_more


def _hear_answer(turn: Turn, event: Heard) -> None:
    meaning = event.meaning
    if awaits_removal(turn) and meaning.intent in _REMOVAL_ANSWERS:
        turn.hush()
        take_off(turn)
        go_on_without_packs(turn)
        return
    if quiet_rung(turn) and turn.state.phase == "idle" and meaning.intent in _REMOVAL_ANSWERS:
        turn.hush()
        turn.phrase("good")
        return
    if is_faint_start(turn, event):
        if meaning.intent == "report_cramp" and sureness(event) >= turn.settings.ask_sureness:
            ask_start(turn, meaning)
        return
    if turn.state.phase == "choosing" and event.hearing >= turn.settings.unsure_hearing and choose(turn):
        return
    # A call for help only leads to a question, so that one half heard is not passed over either.
    trusted = _is_clear(turn, event) or meaning.intent == "call_help"
    clear = trusted and not contradicts_itself(turn, meaning)
    intent = answer_in(turn, meaning) if clear else "out_of_scope"
    if comes_too_soon(turn, intent):
        return
    handler = _handler(turn, intent)
    if handler is None:
        return
    turn.hush()
    if turn.state.phase == "paused" and intent in LEAVES_PAUSE:
        leave_pause(turn)
        handler = handler_for(turn.state.phase, intent) or handler
    handler(turn)


def _handler(turn: Turn, intent: Intent) -> Handler | None:
    """What to do about ``intent``; None for talk that is meant for somebody else."""
    state, meaning = turn.state, turn.meaning
    if intent == "out_of_scope" and meaning is not None and meaning.intent == intent:
        if meaning.reason == "talk":
            return None
        listens = state.phase not in ("emergency", "confirming", "splitting", "paused")
        if listens and (state.phase != "idle" or meaning.reason) and find_answer(turn.script, meaning):
            return answer
    if state.plan and meaning is not None and intent in _ANSWERED_FIRST and find_answer(turn.script, meaning):
        return answer
    return handler_for(state.phase, intent)


def _speech_ended(turn: Turn, event: Spoken) -> None:
    voice = turn.state.voice
    if voice is None:
        return
    if event.id == voice.id:
        _speech_over(turn)
    elif event.id == voice.id - 1:
        turn.change(voice=replace(voice, last_began=turn.now))


def _speech_over(turn: Turn) -> None:
    turn.change(voice=None)


def _let_time_pass(turn: Turn) -> None:
    for _ in range(_MOST_STEPS_AT_ONCE):
        if not _pass_one(turn):
            return


def _pass_one(turn: Turn) -> bool:
    """Do the one thing whose time has come, most urgent first; False if there is none."""
    state, now = turn.state, turn.now
    pack, timer = pack_due(turn), timer_due(turn)
    if state.voice is not None and state.voice.gives_up <= now:
        _speech_over(turn)
    elif state.voice is None and state.phase == "telling":
        after_telling(turn)
    elif state.voice is None and state.wait is not None:
        turn.change(due=now + state.wait, wait=None)
    elif state.limit is not None and state.limit <= now:
        _limit_reached(turn)
    elif pack is not None:
        _remind_of_pack(turn, pack)
    elif timer is not None:
        _ring(turn, timer)
    elif state.due is not None and state.due <= now:
        phase_time_over(turn)
    else:
        return False
    return True


def _limit_reached(turn: Turn) -> None:
    """Ten minutes of cramp: other help; a safety question that is open comes first."""
    if turn.state.phase in ("confirming", "splitting"):
        turn.change(limit=turn.now + turn.settings.confirm_wait)
    else:
        advise_too_long(turn)


def _remind_of_pack(turn: Turn, pack: Pack) -> None:
    turn.hush()
    remind(turn, pack)
    aside(turn, ())
    go_on_without_packs(turn)


def _ring(turn: Turn, timer: Timer) -> None:
    turn.hush()
    ring(turn, timer)
    aside(turn, ())
