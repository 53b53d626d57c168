"""One device's conversation: what was recognized goes in, what to do comes out.

The conversation holds the dialogue's state between events and decides what reaches it: our own voice come
back never does; of a partial only a settled "stop" or emergency does, and once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from voiceskill.app.called_out import as_called_out, in_doubt
from voiceskill.app.danger_in_doubt import with_danger_in_doubt
from voiceskill.app.echo_filter import EchoFilter
from voiceskill.app.in_context import InContext
from voiceskill.app.partial_watch import PartialWatch
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.app.unanswered import Unanswered
from voiceskill.app.watcher import Move, Watcher
from voiceskill.dialogue.actions import Action, End, Note, Say, Silence
from voiceskill.dialogue.diary import Diary
from voiceskill.dialogue.events import AlertFailed, Event, Heard, Spoken, Tick
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.resume import CutOff
from voiceskill.dialogue.state import State, deadline, listening_state
from voiceskill.profile import Profile
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import Level, ListeningState, Meaning
from voiceskill.understanding.understander import Understander

__all__ = ["Conversation"]

_GOES_ON_SECONDS = 1.0
"""Words that follow others after no more than this (seconds) belong to them."""
_REMEMBERED_WORDS = 20
_OUTSIDE_THE_DIALOGUE = -1
"""Id of what is said without the dialogue, which gives ids from 1 on."""


@dataclass(frozen=True, slots=True)
class _Said:
    """The person's words, when they ended (session seconds) and the danger that was seen in them."""

    text: str
    end: float
    level: Level


class Conversation:
    """Hypotheses and time in, actions out; ``now`` is session time in seconds throughout.

    ``turns`` counts how often something was taken as said by the person.
    """

    def __init__(
        self,
        understander: Understander,
        dialogue: Dialogue,
        transcript: Transcript,
        *,
        greet: bool = False,
        watchers: Sequence[Watcher] = (),
        cut_off: CutOff | None = None,
        diary: Callable[[], Diary] = Diary,
    ) -> None:
        """``greet``: whether ``start`` says that the device is ready, or waits in silence. ``watchers`` are
        told of every move, in this order. ``cut_off`` is what to go on with instead of starting fresh.
        ``diary`` gives what is known of earlier nights; it is asked while the device waits.
        """
        self._dialogue = dialogue
        self._transcript = transcript
        self._context = InContext(understander, dialogue.facts_in)
        self._partial = PartialWatch(understander, lambda now: self._context.facts_known(self._state, now))
        self._said_last: _Said | None = None
        self._unanswered = Unanswered()
        self._watchers = (self._unanswered, *watchers)
        self._diary = diary
        self._profile_facts = dialogue.known_facts
        self._state, self._opening = self._begin(cut_off, greet=greet)
        self.echo = EchoFilter()
        self.turns = 0

    def start(self) -> Sequence[Action]:
        """What the device does first, at session time 0."""
        self._tell(Move(None, self._state, self._state, tuple(self._opening), 0.0))
        return self._opening

    def _begin(self, cut_off: CutOff | None, *, greet: bool) -> tuple[State, Sequence[Action]]:
        if cut_off is not None:
            try:
                return self._dialogue.resume(self._with_diary(cut_off), greet=greet)
            except Exception as error:
                # What was kept must never stop the device from starting: the next start would find it again.
                sentence = f"what was going on before can't be gone on with ({type(error).__name__}: {error})"
                self._transcript.add(Entry(0.0, "sound", sentence))
        return self._dialogue.start(0.0, greet=greet)

    def _with_diary(self, cut_off: CutOff) -> CutOff:
        """``cut_off`` with what is known of earlier nights; the order of its stretches stays."""
        order = cut_off.state.diary.preferences
        return replace(cut_off, state=replace(cut_off.state, diary=replace(self._diary(), preferences=order)))

    @property
    def listening_state(self) -> ListeningState:
        """What the dialogue expects to hear."""
        return listening_state(self._state)

    @property
    def speaks_softly(self) -> bool:
        """Whether a voice out of silence could startle: at night, unless it is about an emergency."""
        return self._state.night and self.listening_state != "emergency"

    @property
    def deadline(self) -> float | None:
        """When the dialogue wants to be woken next, in session seconds."""
        return deadline(self._state)

    def set_night(self, night: bool) -> None:
        """Tell whether it is night; an episode that is under way keeps the hour at which it began."""
        if self.listening_state == "idle":
            self._state = replace(self._state, night=night)

    def set_profile(self, profile: Profile) -> None:
        """Tell what is now known about the person: numbers to call change at once, advice with the next
        episode.
        """
        self._dialogue = self._dialogue.about(profile)
        if self.listening_state == "idle":
            said = self._state.facts - self._profile_facts
            self._profile_facts = self._dialogue.known_facts
            self._state = replace(self._state, facts=said | self._profile_facts)

    def _look_into_diary(self) -> None:
        """Know the newest nights; what an episode began with stays until its end."""
        if self.listening_state == "idle":
            self._state = replace(self._state, diary=self._diary())

    @property
    def pause_that_ends(self) -> float | None:
        """The silence (seconds) that ends what is being said; None while nobody says a word."""
        return self._partial.pause_that_ends

    def hear(self, hypothesis: Hypothesis, now: float) -> Sequence[Action]:
        """Take the recognizer's newest belief."""
        if not hypothesis.final:
            self._partial.update(hypothesis, self.listening_state, now)
            return ()
        acted_on = self._partial.end()
        understand = self._understanding(now)
        heard = self._heard(hypothesis, understand, now)
        if heard is None:
            return ()
        hypothesis, meaning = heard
        self._look_into_diary()
        self.turns += 1
        self._write_heard(hypothesis, meaning)
        meaning = self._with_what_came_before(hypothesis, meaning, understand)
        self._context.note(meaning, now)
        if self.listening_state != "idle":
            # Televisions talk to a waiting device, and a fifteenth of what they say may be danger if misread.
            meaning = with_danger_in_doubt(meaning, hypothesis, understand)
        if acted_on is not None and _says_no_more(meaning, acted_on):
            return ()
        hearing = hypothesis.confidence
        if self.listening_state == "idle" and not self._unanswered.is_worth_asking(meaning, hearing, now):
            return ()
        return self._advance(Heard(meaning, final=True, hearing=hearing), now)

    def _heard(
        self, hypothesis: Hypothesis, understand: Callable[[str], Meaning], now: float
    ) -> tuple[Hypothesis, Meaning] | None:
        """What the person said and what it means, unless it was nothing or our own voice."""
        meaning = understand(hypothesis.text)
        if self._is_own_voice(hypothesis, meaning, now):
            return None
        over_us = self.echo.was_speaking(hypothesis.start, hypothesis.end)
        called = as_called_out(hypothesis, meaning, self.listening_state, over_us=over_us)
        if called is not hypothesis:
            meaning = understand(called.text)
            hypothesis = in_doubt(called, meaning)
            if self._is_own_voice(hypothesis, meaning, now):
                return None
        return (hypothesis, meaning) if hypothesis.text else None

    def _understanding(self, now: float) -> Callable[[str], Meaning]:
        """What understands words that are said now, in the light of what is known."""
        state = self._state
        return lambda text: self._context.understand(text, state, now)

    def _with_what_came_before(
        self, hypothesis: Hypothesis, meaning: Meaning, understand: Callable[[str], Meaning]
    ) -> Meaning:
        """``meaning``, or one with the danger that the words hold only together with those just before them.

        Whoever goes on after a short pause has said one thing in two pieces.
        """
        before, text = self._said_last, hypothesis.text
        goes_on = before is not None and hypothesis.start - before.end <= _GOES_ON_SECONDS
        if before is not None and goes_on:
            text = f"{before.text} {text}"
            together = understand(text)
            meaning = _with_danger_of(together, meaning, before.level)
        level = meaning.red_flag.level if meaning.red_flag is not None else Level.NONE
        earlier = before.level if before is not None and goes_on else Level.NONE
        remembered = " ".join(text.split()[-_REMEMBERED_WORDS:])
        self._said_last = _Said(remembered, hypothesis.end, max(level, earlier))
        return meaning

    def _act_early(self, now: float) -> Sequence[Action]:
        """Act on what is still being said, if it can't wait and is not our own voice."""
        urgent = self._partial.urgent(self.listening_state, now)
        if urgent is None or self.echo.is_own_voice(urgent.hypothesis, urgent.meaning):
            return ()
        self._partial.acted_on(urgent.meaning)
        self.turns += 1
        hearing = urgent.hypothesis.confidence or 1.0
        return self._advance(Heard(urgent.meaning, final=False, hearing=hearing), now)

    def spoken(self, say_id: int, now: float) -> Sequence[Action]:
        """The ``Say`` with this id has been heard to its end."""
        return self._advance(Spoken(say_id), now)

    def alert_failed(self, failure: AlertFailed, now: float) -> Sequence[Action]:
        """Nobody could be told of an alarm, or that it was false: the person must know."""
        return self._advance(failure, now)

    def sound_returned(self) -> Sequence[Action]:
        """The devices had gone away and are back: say so to whoever is being helped, and wake nobody else."""
        if self.listening_state == "idle":
            return ()
        line = self._dialogue.sound_back
        return (Say(_OUTSIDE_THE_DIALOGUE, line.text, line.key),)

    def tick(self, now: float) -> Sequence[Action]:
        """Time has passed: a partial may have settled, a deadline may be due. Call at least every 50 ms."""
        actions = [*self._act_early(now)]
        due = self.deadline
        if due is not None and now >= due:
            actions.extend(self._advance(Tick(), now))
        return actions

    def _advance(self, event: Event, now: float) -> Sequence[Action]:
        before = self._state
        self._state, actions = self._dialogue.advance(before, event, now)
        self._write_flag(event, now)
        if self.listening_state != listening_state(before):
            self._transcript.add(Entry(now, "state", self.listening_state))
        for action in actions:
            self._write_action(action, now)
        self._tell(Move(event, before, self._state, tuple(actions), now))
        return actions

    def _tell(self, move: Move) -> None:
        for watcher in self._watchers:
            watcher.watch(move)

    def _is_own_voice(self, hypothesis: Hypothesis, meaning: Meaning, now: float) -> bool:
        if not self.echo.is_own_voice(hypothesis, meaning):
            return False
        self._transcript.add(Entry(now, "ignored", hypothesis.text))
        return True

    def _write_heard(self, hypothesis: Hypothesis, meaning: Meaning) -> None:
        slots = (("intent", meaning.intent), ("body_part", meaning.body_part), ("side", meaning.side))
        fields: list[tuple[str, str]] = [(name, value) for name, value in slots if value]
        fields.append(("hearing", f"{hypothesis.confidence:.2f}"))
        self._transcript.add(
            Entry(hypothesis.start, "heard", hypothesis.text, until=hypothesis.end, fields=tuple(fields))
        )

    def _write_flag(self, event: Event, now: float) -> None:
        if isinstance(event, Heard) and event.meaning.red_flag is not None:
            flag = event.meaning.red_flag
            self._transcript.add(Entry(now, "flag", flag.id, fields=(("level", flag.level.label),)))

    def _write_action(self, action: Action, now: float) -> None:
        if isinstance(action, Silence):
            self._transcript.add(Entry(now, "silenced", ""))
        elif isinstance(action, Note):
            self._transcript.add(Entry(now, "note", action.kind, fields=action.fields))
        elif isinstance(action, End):
            self._transcript.add(Entry(now, "ended", action.reason))


def _with_danger_of(together: Meaning, meaning: Meaning, seen: Level) -> Meaning:
    """``meaning`` with the red flag of ``together``, where that is graver than its own and what was seen."""
    own = meaning.red_flag.level if meaning.red_flag is not None else Level.NONE
    flag = together.red_flag
    if flag is None or flag.level <= max(own, seen):
        return meaning
    return replace(meaning, red_flag=flag)


def _says_no_more(final: Meaning, partial: Meaning) -> bool:
    """Whether the finished utterance adds nothing to what its partial was already acted on for."""
    if final.red_flag is None:
        return final.intent == partial.intent
    return partial.red_flag is not None and final.red_flag.level <= partial.red_flag.level
