"""Wyoming events over a stream, within bounds: what a client sends can neither fill memory nor hold a place.

An event is a line of JSON, then ``data_length`` bytes of further JSON and ``payload_length`` bytes of sound.
The reader of the ``wyoming`` package believes these lengths; here they are checked first.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from wyoming.event import Event, async_write_event

__all__ = ["Limits", "Wire", "WireError"]


_LINGER_SECONDS = 0.5
_LINGER_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may ask for: sizes in bytes, times in seconds.

    header, data: of an event's line and of its further JSON. payload: of its sound; 64 KiB are 2 s at 16 kHz,
    clients send 20 to 100 ms at a time. idle: between two events. event: for the rest of an event once it has
    begun. write: until the client has taken what we send.
    """

    header: int = 16 * 1024
    data: int = 64 * 1024
    payload: int = 256 * 1024
    idle: float = 60.0
    event: float = 10.0
    write: float = 10.0


class WireError(Exception):
    """The client can't be talked with any longer; the message is one sentence fit to be sent to it."""


class Wire:
    """One client's stream of events; one task reads and any may write."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits | None = None
    ) -> None:
        """``reader`` must have been made with a limit of at least ``limits.header``."""
        self._reader = reader
        self._writer = writer
        self._limits = limits or Limits()
        self._writing = asyncio.Lock()

    async def read(self, idle: float | None = None) -> Event | None:
        """The next event, None at the end of the stream or after ``idle`` seconds (by default the limit's)
        without one; raises ``WireError`` for what is no event, too large or too slow.
        """
        patience = self._limits.idle if idle is None else idle
        try:
            first = await asyncio.wait_for(self._reader.read(1), patience)
        except (TimeoutError, ConnectionError):
            return None
        if not first:
            return None
        try:
            return await asyncio.wait_for(self._rest(first), self._limits.event)
        except TimeoutError:
            raise WireError("The event came too slowly.") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def write(self, *events: Event) -> None:
        """Send ``events``; raises ``WireError`` if the client is gone or does not take them in time."""
        try:
            async with self._writing, asyncio.timeout(self._limits.write):
                for event in events:
                    await async_write_event(event, self._writer)
        except TimeoutError:
            raise WireError("The client does not read what is sent to it.") from None
        except (ConnectionError, RuntimeError):
            raise WireError("The client is gone.") from None

    async def close(self) -> None:
        """Hang up: what was sent last may still be read, but no client is waited for long."""
        try:
            async with asyncio.timeout(_LINGER_SECONDS):
                if self._writer.can_write_eof():
                    self._writer.write_eof()
                # Closing a socket that holds unread data would also throw away what we said last.
                while await self._reader.read(_LINGER_BYTES):
                    pass
                self._writer.close()
                await self._writer.wait_closed()
        except (TimeoutError, OSError, RuntimeError):
            self._writer.transport.abort()

    async def _rest(self, first: bytes) -> Event:
        try:
            line = first if first == b"\n" else first + await self._reader.readuntil(b"\n")
        except asyncio.LimitOverrunError:
            raise WireError("The event's line is too long.") from None
        if len(line) > self._limits.header:
            raise WireError("The event's line is too long.")
        header = _json_object(line)
        kind = header.get("type")
        if not isinstance(kind, str):
            raise WireError("The event has no type.")
        data = header.get("data", {})
        if not isinstance(data, dict):
            raise WireError("The event's data is no object.")
        further = await self._bytes(header, "data_length", self._limits.data)
        if further:
            data = {**data, **_json_object(further)}
        payload = await self._bytes(header, "payload_length", self._limits.payload)
        return Event(kind, data, payload or None)

    async def _bytes(self, header: dict[str, Any], name: str, most: int) -> bytes:
        length = header.get(name) or 0
        if not isinstance(length, int) or isinstance(length, bool) or length < 0:
            raise WireError(f"The event's {name} is no number of bytes.")
        if length > most:
            raise WireError(f"The event's {name} is larger than {most}.")
        return await self._reader.readexactly(length)


def _json_object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise WireError("The event is not JSON.") from None
    if not isinstance(value, dict):
        raise WireError("The event is no object.")
    return value
