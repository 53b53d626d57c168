"""What is said in a conversation, understood in the light of what is known about the person by then."""

from __future__ import annotations

from collections.abc import Callable

from voiceskill.app.said_before import SaidBefore
from voiceskill.dialogue.state import State, listening_state
from voiceskill.understanding.meaning import Meaning
from voiceskill.understanding.understander import Understander

__all__ = ["InContext"]


class InContext:
    """One conversation's understanding; ``now`` is session time in seconds throughout."""

    def __init__(self, understander: Understander, facts_in: Callable[[State], frozenset[str]]) -> None:
        """``facts_in`` names what a state of the dialogue holds about the person."""
        self._understander = understander
        self._facts_in = facts_in
        self._said_before = SaidBefore()

    def understand(self, text: str, state: State, now: float) -> Meaning:
        """The meaning of ``text``, said while the dialogue is in ``state``."""
        return self._understander.understand(text, listening_state(state), self.facts_known(state, now))

    def facts_known(self, state: State, now: float) -> frozenset[str]:
        """The facts that are known, as ``Understander.understand`` has them."""
        return self._facts_in(state) | self._said_before.names(now)

    def note(self, meaning: Meaning, now: float) -> None:
        """Keep what ``meaning`` tells for later."""
        self._said_before.note(meaning, now)
