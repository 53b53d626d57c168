"""When words may not count: an answer too soon or at odds with itself, a start that was hardly heard, a time
that our own clock knows better.
"""

from __future__ import annotations

from dataclasses import replace

from voiceskill.dialogue.events import Heard
from voiceskill.dialogue.state import Phase
from voiceskill.dialogue.topics import says_one_of
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Intent, Level, Meaning

__all__ = ["answer_in", "by_our_clock", "comes_too_soon", "contradicts_itself", "is_faint_start", "sureness"]

_SAFETY_PHASES: frozenset[Phase] = frozenset({"screening", "splitting", "confirming", "profiling"})


def comes_too_soon(turn: Turn, intent: Intent) -> bool:
    """Whether ``intent`` is a no to a safety question of which the last line was still to come.

    It answers what was asked so far at most, so it must not clear the rest; a yes is never too soon.
    """
    voice = turn.state.voice
    if intent != "no" or turn.state.phase not in _SAFETY_PHASES or voice is None:
        return False
    return voice.last_began is None or turn.now < voice.last_began + turn.settings.answer_lead


def contradicts_itself(turn: Turn, meaning: Meaning) -> bool:
    """Whether the answer to a safety question is both a yes and a no, or a no with a doubt in it or a sign of
    danger (taxonomy A3).
    """
    if turn.state.phase not in _SAFETY_PHASES:
        return False
    if answer_in(turn, meaning) == "no":
        if says_one_of(turn.script.doubt_words, meaning):
            return True
        return "yes" in meaning.also or meaning.red_flag is not None or meaning.check is not None
    return meaning.intent == "yes" and "no" in meaning.also


def answer_in(turn: Turn, meaning: Meaning) -> Intent:
    """What ``meaning`` answers: "just the one hand, no tingling" is a no to the question about that hand."""
    state = turn.state
    if (
        state.phase != "screening"
        or meaning.intent != "report_cramp"
        or meaning.side not in (None, state.side)
    ):
        return meaning.intent
    if state.plan != state.part or meaning.body_part not in (None, state.part):
        return meaning.intent
    return next((intent for intent in ("yes", "no") if intent in meaning.also), "out_of_scope")


def is_faint_start(turn: Turn, event: Heard) -> bool:
    """Whether the waiting device heard this so badly that it may have been a television; a call for help is
    never passed over for that.
    """
    if turn.state.phase != "idle" or event.meaning.intent == "call_help":
        return False
    return sureness(event) < turn.settings.start_sureness


def sureness(event: Heard) -> float:
    """How likely (0 to 1) somebody said this to us: other talk is heard well now and then, but seldom as
    something that is surely meant. What was typed was meant for us.
    """
    typed = event.hearing == 1.0
    return 1.0 if typed else event.hearing * event.meaning.confidence


def by_our_clock(turn: Turn, event: Heard) -> Heard:
    """``event``, with a flag that is a matter of time ("it won't let go") as a hint to ask about, while the
    cramp is coached for less time than that and nothing that was said tells of more.
    """
    meaning, state = event.meaning, turn.state
    flag = meaning.red_flag
    if flag is None or flag.level >= Level.EMERGENCY or state.limit is None or state.question is not None:
        return event
    lasting = turn.script.escalation(flag.id, flag.level).lasting
    clear = event.final and event.hearing >= turn.settings.unsure_hearing
    if not clear or not lasting or says_one_of(lasting, meaning):
        return event
    hint = meaning.check if meaning.check is not None and meaning.check.level > flag.level else flag
    return replace(event, meaning=replace(meaning, red_flag=None, check=hint))
