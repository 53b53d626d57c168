"""One step of a spoken session, live or simulated: what was heard goes in, what is to be said comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voiceskill.app.conversation import Conversation
from voiceskill.app.device_view import DeviceView
from voiceskill.app.greeting import Greeting
from voiceskill.app.hearing import Hearing
from voiceskill.app.interruption import Interruption
from voiceskill.app.mouth import Mouth
from voiceskill.app.turn_end import LONGEST_PAUSE
from voiceskill.audio.listener import Block
from voiceskill.dialogue.actions import Action
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import ListeningState

__all__ = ["Session"]


_NOBODY_SECONDS = 0.4
"""What made us softer and was no word for this long (seconds) of silence was a noise."""


class Session:
    """Hearing, conversation and mouth, moved on by blocks of sound; ``now`` in session seconds."""

    def __init__(
        self,
        hearing: Hearing,
        conversation: Conversation,
        mouth: Mouth,
        be_patient: Callable[[float], None],
        go_on: Callable[[], None] | None = None,
        on_hypothesis: Callable[[Hypothesis], None] | None = None,
    ) -> None:
        """``be_patient`` sets the silence (seconds) that ends an utterance; ``go_on`` is called when what
        sounded over our voice was nobody who speaks to us; ``on_hypothesis`` sees everything that is
        recognized, partials too.
        """
        self._hearing = hearing
        self._conversation = conversation
        self._mouth = mouth
        self._be_patient = be_patient
        self._greeting = Greeting()
        self._interruption = Interruption(go_on or _ignore)
        self._on_hypothesis = on_hypothesis
        self._listening_for: ListeningState | None = None

    def start(self) -> None:
        """Say what is said first; a greeting waits until nobody speaks."""
        opening = self._conversation.start()
        if self._conversation.listening_state == "idle":
            self._greeting.hold(opening)
        else:
            self._do(opening, 0.0)

    def take(self, block: Block, now: float) -> None:
        """Hear the next block of the room; what is said may be over before the recognizer would end it."""
        self._greeting.notice(block, now)
        if block.over_us:
            self._interruption.begin(self._conversation.turns)
        self._hear(self._hearing.take(block), now)
        pause = self._conversation.pause_that_ends
        if pause is not None and block.quiet_seconds >= pause:
            self._hear(self._hearing.flush(), now)
        if block.closed or (pause is None and block.quiet_seconds >= _NOBODY_SECONDS):
            self._interruption.end(self._conversation.turns)

    def let_time_pass(self, now: float) -> None:
        """Report what was said to its end, and wake the dialogue if it is time; at least every 50 ms."""
        for say_id in self._mouth.poll(now):
            self._do(self._conversation.spoken(say_id, now), now)
        self._do(self._conversation.tick(now), now)
        self._do(self._greeting.due(now, answered=self._conversation.turns > 0), now)
        self._listen_for(self._conversation.listening_state)

    def sound_returned(self, now: float) -> None:
        """The devices had gone away and are back."""
        self._do(self._conversation.sound_returned(), now)

    def finish(self, now: float) -> None:
        """Hear what was still being said when the sound ended."""
        self._hear(self._hearing.flush(), now)

    def view(self, now: float) -> DeviceView:
        """What can be told of the device from outside."""
        return DeviceView(now, self._conversation.listening_state, self._mouth.quiet_since, self._mouth.said)

    def _listen_for(self, state: ListeningState) -> None:
        if state != self._listening_for:
            self._listening_for = state
            self._be_patient(LONGEST_PAUSE[state])
            self._hearing.expect(state)

    def _hear(self, hypotheses: Sequence[Hypothesis], now: float) -> None:
        for hypothesis in hypotheses:
            if self._on_hypothesis is not None:
                self._on_hypothesis(hypothesis)
            self._do(self._conversation.hear(hypothesis, now), now)

    def _do(self, actions: Sequence[Action], now: float) -> None:
        self._mouth.carry_out(actions, now)


def _ignore() -> None:
    """Where nothing was made softer, nothing has to go on."""
