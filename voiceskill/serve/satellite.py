"""A satellite's connection: its sound goes into a room's session, the room's voice goes back, in real time.

What Wyoming can't carry: a sound that was sent can't be taken back, so that a "stop" is obeyed after what the
satellite has in store (``LEAD_SECONDS`` and its own buffer); and nobody tells when a sound was heard, so that
times are those of sending.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial

import numpy as np
from wyoming.asr import Transcript
from wyoming.audio import AudioChunk
from wyoming.event import Event
from wyoming.ping import Ping, Pong
from wyoming.pipeline import PipelineStage, RunPipeline

from voiceskill.audio.listener import LISTENING_RATE
from voiceskill.audio.pcm import Samples
from voiceskill.serve import sound
from voiceskill.serve.home import Home
from voiceskill.serve.room import LEAD_SECONDS, Room, SoundBuffer
from voiceskill.serve.sound import SoundIn
from voiceskill.serve.wire import Wire, WireError

__all__ = ["Satellite"]

_STEP_SECONDS = 0.04
_IDLE_STEP_SECONDS = 0.08
"""While nothing is going on, as in most rooms at most times, nobody waits for a shorter step."""
_MOST_LAG_SECONDS = 2.0
_PING_SECONDS = 10.0
_SILENT_SECONDS = 45.0
"""A satellite that sends nothing at all for this long (s), not even an answer to a ping, is gone."""
_RUN_OUT_SECONDS = 0.5
_HOUR_SECONDS = 60.0
IN_VAIN_SECONDS = 10.0
"""A satellite that was woken by its own wake word may rest after this long (s) if nothing came of it."""


class Satellite:
    """Talks with one satellite until either side hangs up."""

    def __init__(self, wire: Wire, home: Home, name: str | None) -> None:
        """``name`` is the room's."""
        self._wire = wire
        self._home = home
        self._name = name
        self._buffer = SoundBuffer()
        self._sound: SoundIn | None = None
        self._format: tuple[object, ...] = ()
        self._wakes_by_itself = False
        self._streams = False

    async def run(self, first: Event | None = None) -> None:
        """Serve until the connection ends; ``first`` is what has been read from it already.

        Raises ``WireError`` if the satellite breaks the protocol, is too slow or gone.
        """
        if first is not None:
            await self._take(first)
        room = await self._home.work(lambda: self._home.open_room(self._name))
        try:
            async with asyncio.TaskGroup() as tasks:
                speaking = tasks.create_task(self._speak(room))
                pinging = tasks.create_task(self._ping())
                try:
                    await self._listen()
                finally:
                    speaking.cancel()
                    pinging.cancel()
        except* WireError as errors:
            raise errors.exceptions[0] from None
        finally:
            await asyncio.shield(self._home.work(room.close))

    async def _listen(self) -> None:
        while (event := await self._wire.read(_SILENT_SECONDS)) is not None:
            await self._take(event)

    async def _take(self, event: Event) -> None:
        if AudioChunk.is_type(event.type):
            self._buffer.put(self._resampled(event))
            self._streams = True
        elif RunPipeline.is_type(event.type):
            self._wakes_by_itself = event.data.get("start_stage") == PipelineStage.ASR.value
        elif Ping.is_type(event.type):
            await self._wire.write(Pong(_text(event)).event())

    def _resampled(self, event: Event) -> Samples:
        form = tuple(event.data.get(name) for name in ("rate", "width", "channels"))
        if self._sound is None or form != self._format:
            self._sound, self._format = SoundIn(event.data), form
        return self._sound.take(event.payload)

    async def _speak(self, room: Room) -> None:
        """Let the room live in step with real time, and send what sounds in it."""
        out = _SoundOut(self._wire)
        began = time.monotonic()
        followed = float("-inf")
        active = began
        while True:
            now = time.monotonic()
            if now - followed >= _HOUR_SECONDS:
                followed = now
                self._home.follow_the_hour(room)
            due = now - began - room.now
            if due > _MOST_LAG_SECONDS:
                # The machine was asleep or overloaded: what was missed is not made up for.
                began += due - _STEP_SECONDS
            heard = self._buffer.take(round(min(due, _MOST_LAG_SECONDS) * LISTENING_RATE))
            if len(heard):
                busy = room.listening_state != "idle"
                said = await self._home.work(partial(room.live, heard))
                await out.send(said, sounding=room.sounding)
                if busy and room.listening_state == "idle":
                    await self._let_rest()
            resting = room.listening_state == "idle" and not room.sounding
            if not (resting and self._streams):
                active = now
            elif now - active >= IN_VAIN_SECONDS:
                await self._let_rest()
            await asyncio.sleep(_IDLE_STEP_SECONDS if resting else _STEP_SECONDS)

    async def _let_rest(self) -> None:
        """Nothing is going on: a satellite with a wake word of its own may stop to stream."""
        if self._wakes_by_itself and self._streams:
            await self._wire.write(Transcript("").event())
        self._streams = False

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(_PING_SECONDS)
            await self._wire.write(Ping().event())


class _SoundOut:
    """Our voice on its way to a loudspeaker: a stream that begins before it is needed and ends after."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._streaming = False
        self._quiet = 0.0

    async def send(self, said: Samples, *, sounding: bool) -> None:
        """Pass ``said`` on, if it is more than silence between two stretches of speech."""
        audible = bool(said.any()) or sounding
        self._quiet = 0.0 if audible else self._quiet + len(said) / LISTENING_RATE
        events: list[Event] = []
        if audible and not self._streaming:
            self._streaming = True
            lead = np.zeros(round(LEAD_SECONDS * LISTENING_RATE), np.int16)
            events += [sound.start(LISTENING_RATE), sound.chunk(lead, LISTENING_RATE)]
        if self._streaming:
            events.append(sound.chunk(said, LISTENING_RATE))
            if self._quiet >= _RUN_OUT_SECONDS:
                self._streaming = False
                events.append(sound.stop())
        await self._wire.write(*events)


def _text(event: Event) -> str | None:
    text = event.data.get("text")
    return text if isinstance(text, str) else None
