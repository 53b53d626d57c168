"""What can be told of an utterance that is still being said: whether it can't wait, and whether it is over.

A recognizer's partial keeps rewriting its last words, so only words that have stood for a while count. Of
these, "stop" and an emergency can't wait; and the words tell how long a pause makes an end of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from voiceskill.app.stable_partial import StablePartial
from voiceskill.app.turn_end import pause_that_ends
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import Level, ListeningState, Meaning
from voiceskill.understanding.understander import Understander

__all__ = ["PartialWatch", "Urgent"]

_SETTLE_SECONDS = 0.25
_LONE_STOP_SETTLE_SECONDS = 0.1
"""Five blocks, in which the decoder has looked at new sound once or twice: by then "stop" has become "stopped
hurting", if it will.
"""
_HEARD_OUT_SECONDS = 3.0
"""A waiting device hears an emergency to the end of its utterance, but no longer than this."""


@dataclass(frozen=True, slots=True)
class Urgent:
    """Words of an unfinished utterance that are acted on at once."""

    hypothesis: Hypothesis
    meaning: Meaning


class PartialWatch:
    """Follows the partials of one utterance after another; ``now`` is session time in seconds."""

    def __init__(
        self, understander: Understander, facts_known: Callable[[float], Collection[str]] = lambda _: ()
    ) -> None:
        """``understander`` says what the words mean; ``facts_known`` gives what is known at a time, as
        ``Understander.understand`` has it.
        """
        self._understander = understander
        self._facts_known = facts_known
        self._settled = StablePartial(_SETTLE_SECONDS)
        self._newest: Hypothesis | None = None
        self._since = 0.0
        self._meaning: Meaning | None = None
        self._pause: float | None = None
        self._acted_on: Meaning | None = None
        self._heard_out: tuple[Urgent, float] | None = None

    @property
    def pause_that_ends(self) -> float | None:
        """The silence (seconds) after which the utterance is over; None before its first word."""
        return self._pause

    def update(self, partial: Hypothesis, state: ListeningState, now: float) -> None:
        """Take a new ``partial``, said while the dialogue is in ``state``."""
        self._settled.update(partial.text, now)
        self._newest, self._since = partial, now
        self._meaning, self._pause = None, None
        if partial.text:
            self._meaning = self._understand(partial.text, state, now)
            self._pause = pause_that_ends(self._understander.completeness(self._meaning, state), state)

    def urgent(self, state: ListeningState, now: float) -> Urgent | None:
        """What can't wait for the end of the utterance, if anything; an utterance has one such thing at
        most, and ``acted_on`` is to be called with it.

        Televisions talk to a waiting device, and of a partial nobody knows how surely it was heard: there an
        emergency waits for the end of its utterance, which tells, unless whoever speaks goes on and on.
        """
        if self._newest is None or self._acted_on is not None:
            return None
        stands = now - self._since >= _LONE_STOP_SETTLE_SECONDS
        if stands and self._meaning is not None and self._is_stop(self._meaning, state):
            return Urgent(replace(self._newest, words=()), self._meaning)
        words = self._settled.settled(now)
        if words is None:
            return self._overdue(now)
        meaning = self._understand(words, state, now)
        urgent = Urgent(replace(self._newest, text=words, words=()), meaning)
        if self._is_stop(meaning, state):
            return urgent
        if not _is_emergency(meaning):
            self._heard_out = None
            return None
        if state != "idle":
            return urgent
        since = now if self._heard_out is None else self._heard_out[1]
        self._heard_out = (urgent, since)
        return self._overdue(now)

    def _overdue(self, now: float) -> Urgent | None:
        """The emergency that was heard out for long enough."""
        if self._heard_out is None or now - self._heard_out[1] < _HEARD_OUT_SECONDS:
            return None
        return self._heard_out[0]

    def acted_on(self, meaning: Meaning) -> None:
        """``meaning`` of an ``Urgent`` was acted on."""
        self._acted_on = meaning

    def end(self) -> Meaning | None:
        """The utterance is over; what was acted on in it, if anything was."""
        acted_on, self._acted_on = self._acted_on, None
        self._settled.clear()
        self._newest, self._meaning, self._pause, self._heard_out = None, None, None, None
        return acted_on

    def _understand(self, text: str, state: ListeningState, now: float) -> Meaning:
        return self._understander.understand(text, state, self._facts_known(now))

    def _is_stop(self, meaning: Meaning, state: ListeningState) -> bool:
        """Whether the words are surely "stop": in "it won't stop" they are not."""
        return meaning.intent == "stop" and self._understander.completeness(meaning, state) == "whole"


def _is_emergency(meaning: Meaning) -> bool:
    return meaning.red_flag is not None and meaning.red_flag.level == Level.EMERGENCY
