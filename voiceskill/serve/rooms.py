"""The conversations of a home's rooms, found by whatever names the room, and bounded in number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping

from voiceskill.serve.answering import FORGOTTEN_AFTER, Answering

__all__ = ["Rooms", "room_name"]

_MOST_ROOMS = 64
_LONGEST_NAME = 80
_NAMES = ("satellite_id", "device_id", "room", "conversation_id")
"""What a Wyoming ``context`` may call the place that somebody speaks in, the most lasting name first."""


def room_name(context: Mapping[str, object] | None) -> str | None:
    """The room that ``context`` names, if it names one."""
    for key in _NAMES:
        value = (context or {}).get(key)
        if isinstance(value, str) and value:
            return f"{key}:{value[:_LONGEST_NAME]}"
    return None


class Rooms:
    """Conversations by room; the one that was silent the longest makes way for a new one, idle ones first."""

    def __init__(
        self, begin: Callable[[str], Answering], clock: Callable[[], float], most: int = _MOST_ROOMS
    ) -> None:
        """``begin`` starts a room's conversation; ``clock`` is steady, in seconds."""
        self._begin = begin
        self._clock = clock
        self._most = most
        self._rooms: OrderedDict[str, tuple[Answering, float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rooms)

    def room(self, name: str) -> tuple[Answering, float]:
        """The conversation in the room ``name``, and the time now on its own clock (s)."""
        now = self._clock()
        if name not in self._rooms:
            self._make_way(now)
            self._rooms[name] = (self._begin(name), now, now)
        conversation, began, _ = self._rooms[name]
        self._rooms[name] = (conversation, began, now)
        self._rooms.move_to_end(name)
        return conversation, now - began

    def leave(self, name: str) -> None:
        """Nobody will speak in the room ``name`` any more."""
        self._rooms.pop(name, None)

    def _make_way(self, now: float) -> None:
        if len(self._rooms) < self._most:
            return
        over = (
            name
            for name, (conversation, _, last) in self._rooms.items()
            if conversation.is_idle or now - last >= FORGOTTEN_AFTER
        )
        del self._rooms[next(over, next(iter(self._rooms)))]
