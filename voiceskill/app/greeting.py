"""The words with which a waiting device says that it is ready: said when nobody speaks, or not at all.

Whoever cried out while it still loaded is heard first, and not talked over.
"""

from __future__ import annotations

from collections.abc import Sequence

from voiceskill.audio.listener import Block
from voiceskill.dialogue.actions import Action

__all__ = ["Greeting"]

_CAUGHT_UP_SECONDS = 0.2
"""A block that is taken no later than this after it sounded (s) is the present."""
_QUIET_SECONDS = 0.4
"""Nobody begins to speak unnoticed for so long (s)."""
_LONGEST_SECONDS = 6.0


class Greeting:
    """Holds the greeting back; ``now`` in session seconds."""

    def __init__(self) -> None:
        """Nothing to say yet."""
        self._actions: Sequence[Action] = ()
        self._held_since: float | None = None
        self._somebody_speaks = False
        self._quiet_since: float | None = None

    def hold(self, actions: Sequence[Action]) -> None:
        """Keep ``actions`` for a quiet moment."""
        self._actions = actions

    def notice(self, block: Block, now: float) -> None:
        """Notice who speaks, and whether all that waited has been heard."""
        if block.opened or block.closed:
            self._somebody_speaks = block.opened and not block.closed
        if self._somebody_speaks or now - block.start > _CAUGHT_UP_SECONDS:
            self._quiet_since = None
        elif self._quiet_since is None:
            self._quiet_since = now

    def due(self, now: float, *, answered: bool) -> Sequence[Action]:
        """The greeting, once, when it is time; never if somebody was ``answered`` meanwhile."""
        if not self._actions:
            return ()
        if self._held_since is None:
            self._held_since = now
        quiet = self._quiet_since is not None and now - self._quiet_since >= _QUIET_SECONDS
        if not (answered or quiet or now - self._held_since >= _LONGEST_SECONDS):
            return ()
        actions, self._actions = self._actions, ()
        return () if answered else actions
