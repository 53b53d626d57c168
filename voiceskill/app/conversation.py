"""One device's conversation: what was recognized goes in, what to do comes out.

The conversation holds the dialogue's state between events and decides what reaches it: our own voice come
back never does; of a partial only a settled "stop" or red flag does, and once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voiceskill.app.echo_filter import EchoFilter
from voiceskill.app.stable_partial import StablePartial
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.app.watcher import Move, Watcher
from voiceskill.dialogue.actions import Action, End, Note, Silence
from voiceskill.dialogue.events import AlertFailed, Event, Heard, Spoken, Tick
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.state import deadline, listening_state
from voiceskill.profile import Profile
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import ListeningState, Meaning
from voiceskill.understanding.understander import Understander

__all__ = ["Conversation"]


class Conversation:
    """Hypotheses and time in, actions out; ``now`` is session time in seconds throughout."""

    def __init__(
        self,
        understander: Understander,
        dialogue: Dialogue,
        transcript: Transcript,
        *,
        greet: bool = False,
        watchers: Sequence[Watcher] = (),
    ) -> None:
        """``greet``: whether ``start`` says that the device is ready, or waits in silence. ``watchers`` are
        told of every move, in this order.
        """
        self._understander = understander
        self._dialogue = dialogue
        self._transcript = transcript
        self._partial = StablePartial()
        self._newest_partial: Hypothesis | None = None
        self._acted_on: Meaning | None = None
        self._watchers = tuple(watchers)
        self._profile_facts = dialogue.known_facts
        self._state, self._opening = dialogue.start(0.0, greet=greet)
        self.echo = EchoFilter()

    def start(self) -> Sequence[Action]:
        """What the device does first, at session time 0."""
        self._tell(Move(None, self._state, self._state, tuple(self._opening), 0.0))
        return self._opening

    @property
    def listening_state(self) -> ListeningState:
        """What the dialogue expects to hear."""
        return listening_state(self._state)

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

    def hear(self, hypothesis: Hypothesis, now: float) -> Sequence[Action]:
        """Take the recognizer's newest belief."""
        if not hypothesis.final:
            self._partial.update(hypothesis.text, now)
            self._newest_partial = hypothesis
            return ()
        self._partial.clear()
        acted_on, self._acted_on, self._newest_partial = self._acted_on, None, None
        if not hypothesis.text:
            return ()
        meaning = self._understander.understand(hypothesis.text, self.listening_state)
        if self._is_own_voice(hypothesis, meaning, now):
            return ()
        self._write_heard(hypothesis, meaning)
        if acted_on is not None and _says_no_more(meaning, acted_on):
            return ()
        return self._advance(Heard(meaning, final=True, hearing=hypothesis.confidence), now)

    def _settle(self, partial: Hypothesis, now: float) -> Sequence[Action]:
        """Act on the settled words of a partial, if they mean "stop" or hold a red flag."""
        words = self._partial.settled(now)
        if words is None or self._acted_on is not None:
            return ()
        meaning = self._understander.understand(words, self.listening_state)
        if meaning.intent != "stop" and meaning.red_flag is None:
            return ()
        settled = replace(partial, text=words, words=())
        if self.echo.is_own_voice(settled, meaning):
            return ()
        self._acted_on = meaning
        return self._advance(Heard(meaning, final=False, hearing=partial.confidence or 1.0), now)

    def spoken(self, say_id: int, now: float) -> Sequence[Action]:
        """The ``Say`` with this id has been heard to its end."""
        return self._advance(Spoken(say_id), now)

    def alert_failed(self, failure: AlertFailed, now: float) -> Sequence[Action]:
        """Nobody could be told of an alarm, or that it was false: the person must know."""
        return self._advance(failure, now)

    def tick(self, now: float) -> Sequence[Action]:
        """Time has passed: a partial may have settled, a deadline may be due. Call at least every 50 ms."""
        actions: list[Action] = []
        if self._newest_partial is not None:
            actions.extend(self._settle(self._newest_partial, now))
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


def _says_no_more(final: Meaning, partial: Meaning) -> bool:
    """Whether the finished utterance adds nothing to what its partial was already acted on for."""
    if final.red_flag is None:
        return final.intent == partial.intent
    return partial.red_flag is not None and final.red_flag.level <= partial.red_flag.level
