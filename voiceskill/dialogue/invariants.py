"""The safety rules of the dialogue, as checks of one transition.

Used by the exhaustive checker and by the property tests alike. The numbers are those of the design's list of
safety invariants; rules about hearing, storage and networks are proved elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from voiceskill.dialogue.actions import Action, End, Say, Silence
from voiceskill.dialogue.events import Event, Heard
from voiceskill.dialogue.prompts import all_steps
from voiceskill.dialogue.script import Script
from voiceskill.dialogue.state import State, deadline
from voiceskill.dialogue.topics import says_one_of
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import Intent, Level

__all__ = ["Rules", "Transition"]

MOST_ACTIONS = 160
"""Bound on what one event may cause (the counts of two minutes of breathing); more would be a loop."""
_CALLS_FIRST = ("phrases.call_emergency", "phrases.call_crisis")


@dataclass(frozen=True)
class Transition:
    """One step of the reducer: ``event`` at ``now`` took ``before`` to ``after`` and caused ``actions``."""

    before: State
    event: Event
    now: float
    after: State
    actions: tuple[Action, ...]

    @cached_property
    def says(self) -> tuple[Say, ...]:
        """What is said because of it, in order."""
        return tuple(action for action in self.actions if isinstance(action, Say))

    def ends(self) -> bool:
        """Whether the episode ends with it."""
        return any(isinstance(action, End) for action in self.actions)


class Rules:
    """Checks transitions of the dialogue that ``script`` and ``profile`` make."""

    def __init__(self, script: Script, profile: Profile) -> None:
        """The script is read once to know which lines touch the body."""
        self._script = script
        self._place = script.place(profile.country)
        self._steps = {line.key: step for step in all_steps(script) for line in step.say}

    def broken(self, move: Transition) -> list[str]:
        """What ``move`` breaks, in words; empty where all is well."""
        return [problem for rule in _RULES for problem in rule(self, move)]

    def emergency_is_answered(self, move: Transition) -> Iterator[str]:
        """1: a red flag heard clearly raises the alarm, in every state, from a partial transcript too."""
        if _alarm_heard(move.event, self._script.settings.unsure_hearing) and move.after.phase != "emergency":
            yield "1: an emergency was heard and no alarm was raised"

    def alarm_comes_first(self, move: Transition) -> Iterator[str]:
        """2: an alarm cancels everything, and its first words are whom to call."""
        raised = move.after.level == Level.EMERGENCY and move.before.level < Level.EMERGENCY
        if not raised:
            return
        says = move.says
        if not isinstance(next(iter(_without_notes(move.actions)), None), Silence):
            yield "2: an alarm was raised without silencing first"
        if not says or not says[0].key.startswith(_CALLS_FIRST):
            yield "2: the first words of an alarm are not whom to call"
        elif self._place.emergency not in says[0].text:
            yield "2: the first words of an alarm lack the emergency number"
        if not any(say.key.startswith("phrases.cannot_call") for say in says):
            yield "2: an alarm does not say that the device can't call"
        after = move.after
        running = after.packs or after.timers or after.limit is not None
        if after.plan or running or any(say.at is not None for say in says):
            yield "2: an alarm left a plan, a timer or a count running"

    def level_never_falls(self, move: Transition) -> Iterator[str]:
        """3: only a false alarm that was said and confirmed lowers a level."""
        if move.after.level >= move.before.level or move.ends():
            return
        question, event = move.before.question, move.event
        confirmed = (
            question is not None
            and question.kind == "false_alarm"
            and isinstance(event, Heard)
            and event.meaning.intent in ("yes", "cancel_emergency")
        )
        if not confirmed:
            yield "3: the level fell without a confirmed false alarm"

    def nothing_touches_an_open_question(self, move: Transition) -> Iterator[str]:
        """6: no stretch, rub, heat or cold while its question is open, answered yes, or the part barred."""
        state = move.after
        for say in move.says:
            step = self._steps.get(say.key)
            if step is None:
                continue
            if step.touches and step.kind != "screen" and not self._is_cleared(state):
                yield f"6: '{say.key}' was said while the safety question was open"
            if step.not_for & state.facts:
                yield f"6: '{say.key}' was said to someone whom it is not for"

    def an_answer_clears_only_what_was_asked(self, move: Transition) -> Iterator[str]:
        """6: a no clears nothing while lines of the question are still to be said, nor with a doubt in it."""
        if not move.after.cleared - move.before.cleared - _named_with_its_side(move):
            return
        voice, event = move.before.voice, move.event
        if voice is not None and voice.last_began is None:
            yield "6: a no cleared a question before all of it was asked"
        meaning = event.meaning if isinstance(event, Heard) else None
        if meaning is None or "no" not in (meaning.intent, *meaning.also):
            yield "6: something else than a no cleared a question"
        elif "yes" in meaning.also or meaning.check is not None or meaning.red_flag is not None:
            yield "6: a no with a doubt in it cleared a question"

    def _is_cleared(self, state: State) -> bool:
        routine = self._script.routines.get(state.plan)
        key = f"{state.plan}:" if routine else f"{state.part}:{state.side or ''}"
        if "*" in state.barred or key in state.barred or (routine is not None and state.barred):
            return False
        if routine is not None:
            asked = any(step.kind == "screen" and not step.not_for & state.facts for step in routine.steps)
        else:
            ask_first = self._script.guides[state.plan].ask_first if state.plan else ()
            asked = any(not step.not_for & state.facts for step in ask_first)
        return not asked or key in state.cleared

    def nobody_sleeps_with_a_pack(self, move: Transition) -> Iterator[str]:
        """7: whoever falls asleep with a pack on is told at once to take it off, or is in an alarm."""
        event = move.event
        if not isinstance(event, Heard) or not self._falls_asleep(move):
            return
        if event.meaning.red_flag is None and not any(".off" in say.key for say in move.says):
            yield "7: somebody fell asleep with a pack on"

    def _falls_asleep(self, move: Transition) -> bool:
        event = move.event
        heard = isinstance(event, Heard) and says_one_of(self._script.sleep_words, event.meaning)
        return heard and bool(move.before.packs)

    def packs_keep_their_caps(self, move: Transition) -> Iterator[str]:
        """7: a pack is timed within its cap, and never on somebody whom it is not for, nor while any part is
        barred, but on one that is coached and was cleared.
        """
        for pack in move.after.packs:
            if pack in move.before.packs:
                continue
            step = self._script.common[pack.step]
            if step.thermal is None or pack.off_at > move.now + step.thermal.at_most:
                yield f"7: the pack of '{pack.step}' is left on longer than it may be"
            is_new = pack.step not in {before.step for before in move.before.packs}
            coached = move.before.plan in self._script.guides and self._is_cleared(move.before)
            if is_new and (step.not_for & move.after.facts or (move.after.barred and not coached)):
                yield f"7: the pack of '{pack.step}' was put on somebody whom it is not for"

    def facts_stay(self, move: Transition) -> Iterator[str]:
        """What is known about the person is only taken back by them, or forgotten by the waiting device."""
        lost = move.before.facts - move.after.facts
        denied = move.before.phase == "profiling" and _says(move.event, "no")
        held = move.before.held
        waited = "idle" in (move.before.phase, held.phase if held else "")
        if lost and not denied and not (waited and lost <= move.before.learned):
            yield f"6: '{min(lost)}' was forgotten in the middle of an episode"

    def packs_come_off(self, move: Transition) -> Iterator[str]:
        """7: a pack's timer ends only with "take it off", said until acknowledged or often enough."""
        gone = {pack.step for pack in move.before.packs} - {pack.step for pack in move.after.packs}
        told = any(say.key.startswith("phrases.pack_") or ".off" in say.key for say in move.says)
        if gone and not told:
            yield "7: a pack's timer vanished without a word"

    def standing_comes_after_sitting(self, move: Transition) -> Iterator[str]:
        """8: no standing exercise for someone who was not sat up first."""
        for say in move.says:
            step = self._steps.get(say.key)
            if step is not None and step.posture == "standing" and move.after.upright != "sat":
                yield f"8: '{say.key}' was said to someone who may be lying down"

    def stop_silences(self, move: Transition) -> Iterator[str]:
        """9: "stop" silences at once, says nothing, asks nothing (but a pack comes off before sleep, and what
        hints at danger where nothing is to be stopped is asked about).
        """
        event = move.event
        if (
            not isinstance(event, Heard)
            or event.meaning.intent != "stop"
            or event.meaning.red_flag is not None
            or self._falls_asleep(move)
        ):
            return
        if event.meaning.check is not None and move.before.phase == "idle" and move.before.voice is None:
            return
        if not isinstance(move.actions[0] if move.actions else None, Silence):
            yield "9: 'stop' did not silence at once"
        if move.says:
            yield "9: 'stop' was answered with words"

    def doubt_is_asked_about(self, move: Transition) -> Iterator[str]:
        """11: badly heard danger is asked about, or the alarm stands already."""
        event = move.event
        if not isinstance(event, Heard) or not event.final or event.meaning.red_flag is None:
            return
        flag = event.meaning.red_flag
        doubtful = event.hearing < self._script.settings.unsure_hearing and flag.level >= Level.URGENT
        if doubtful and move.after.level < flag.level and move.after.question is None:
            yield "11: badly heard danger was dropped"

    def there_is_a_way_on(self, move: Transition) -> Iterator[str]:
        """12: time alone leads out of every state but the waiting one, and no event loops."""
        when = deadline(move.after)
        if move.after.phase != "idle" and when is None:
            yield f"12: nothing will ever happen in '{move.after.phase}'"
        if when is not None and not (math.isfinite(when) and when > move.now):
            yield f"12: the next deadline {when} is not after {move.now}"
        if len(move.actions) > MOST_ACTIONS:
            yield f"12: one event caused {len(move.actions)} actions"

    def counts_are_on_the_beat(self, move: Transition) -> Iterator[str]:
        """Counts land on whole seconds in the future."""
        for say in move.says:
            if say.at is not None and not (say.at > move.now and say.at == int(say.at)):
                yield f"count: '{say.text}' is set for {say.at} at {move.now}"

    def nobody_is_sent_to_111_by_guess(self, move: Transition) -> Iterator[str]:
        """Without a country, 111 is never named: it is an emergency number in one place only."""
        if self._place is self._script.unset_place and any("111" in say.text.split() for say in move.says):
            yield "111: named without a known country"

    def misses_vary(self, move: Transition) -> Iterator[str]:
        """No prompt about a misunderstanding follows itself."""
        says = move.says
        if says and says[0].key.startswith("phrases.misheard") and says[0].key == move.before.last_key:
            yield "12: the same prompt was said twice in a row"


_RULES: tuple[Callable[[Rules, Transition], Iterator[str]], ...] = (
    Rules.emergency_is_answered,
    Rules.alarm_comes_first,
    Rules.level_never_falls,
    Rules.nothing_touches_an_open_question,
    Rules.an_answer_clears_only_what_was_asked,
    Rules.nobody_sleeps_with_a_pack,
    Rules.packs_keep_their_caps,
    Rules.facts_stay,
    Rules.packs_come_off,
    Rules.standing_comes_after_sitting,
    Rules.stop_silences,
    Rules.doubt_is_asked_about,
    Rules.there_is_a_way_on,
    Rules.counts_are_on_the_beat,
    Rules.nobody_is_sent_to_111_by_guess,
    Rules.misses_vary,
)


def _alarm_heard(event: Event, unsure_hearing: float) -> bool:
    if not isinstance(event, Heard) or event.meaning.red_flag is None:
        return False
    clear = event.hearing >= unsure_hearing or (not event.final and event.hearing == 0.0)
    return clear and event.meaning.red_flag.level == Level.EMERGENCY


def _named_with_its_side(move: Transition) -> frozenset[str]:
    """The part whose question was answered before its side was told."""
    before, after = move.before, move.after
    same = before.part == after.part and before.side is None and f"{before.part}:" in before.cleared
    return frozenset({f"{after.part}:{after.side}"} if same else ())


def _says(event: Event, intent: Intent) -> bool:
    return isinstance(event, Heard) and event.meaning.intent == intent


def _without_notes(actions: tuple[Action, ...]) -> Iterator[Action]:
    return (action for action in actions if isinstance(action, Say | Silence))
