"""What happens in a conversation, told to whoever keeps, shows or passes it on.

The journal, the stored state, the screen and the notices to a home are watchers. They see each move of the
dialogue after it was made and cannot change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voiceskill.dialogue.actions import Action
from voiceskill.dialogue.events import Event
from voiceskill.dialogue.state import State

__all__ = ["Move", "Watcher"]


@dataclass(frozen=True, slots=True)
class Move:
    """``event`` led from ``before`` to ``after`` at session time ``now`` (seconds) and asked for ``actions``.

    The first move of a session has no event: the device starts.
    """

    event: Event | None
    before: State
    after: State
    actions: tuple[Action, ...]
    now: float


class Watcher(Protocol):
    """Told of every move; must be quick, never raise, and leave slow work to a thread of its own."""

    def watch(self, move: Move) -> None:
        """Take notice of ``move``."""
        ...
