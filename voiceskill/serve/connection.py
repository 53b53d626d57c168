"""One client's connection: each event goes to what it asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from wyoming.asr import Transcript
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.ping import Pong

from voiceskill.errors import VoiceskillError
from voiceskill.serve import sound
from voiceskill.serve.description import describe
from voiceskill.serve.ears import Listening
from voiceskill.serve.home import SPEAKING_RATE, Home
from voiceskill.serve.rooms import room_name
from voiceskill.serve.satellite import Satellite
from voiceskill.serve.sound import SoundIn
from voiceskill.serve.wire import Wire, WireError

__all__ = ["Connection"]

_LONGEST_QUESTION = 1_000
_LONGEST_SPEECH = 4_000
_LISTENING_IDLE_SECONDS = 20.0
"""A client that began an utterance is not waited for longer than this (s)."""


class Connection:
    """Serves one client; what it names no room for is said in a room of the connection's own."""

    def __init__(self, wire: Wire, home: Home, number: int) -> None:
        """``number`` tells connections apart."""
        self._wire = wire
        self._home = home
        self._own_room = f"connection:{number}"
        self._listening: Listening | None = None
        self._sound: SoundIn | None = None

    async def run(self) -> None:
        """Serve until the client hangs up, is too slow or breaks the protocol; it is then told why."""
        try:
            await self._serve()
        except (WireError, VoiceskillError) as error:
            await self._tell(str(error))
        finally:
            self._home.leave(self._own_room)
            if self._listening is not None:
                self._listening.close()
            await self._wire.close()

    async def _serve(self) -> None:
        while (event := await self._wire.read(self._patience())) is not None:
            if event.type == "run-pipeline":
                await Satellite(self._wire, self._home, None).run(event)
                return
            handle = _HANDLERS.get(event.type)
            # The protocol asks servers to pass over what they do not know.
            if handle is not None:
                await handle(self, event)

    def _patience(self) -> float | None:
        return None if self._listening is None else _LISTENING_IDLE_SECONDS

    async def _describe(self, _: Event) -> None:
        await self._wire.write(describe(self._home.voice).event())

    async def _ping(self, event: Event) -> None:
        text = event.data.get("text")
        await self._wire.write(Pong(text if isinstance(text, str) else None).event())

    async def _begin_utterance(self, event: Event) -> None:
        self._sound = SoundIn(event.data)
        if self._listening is not None:
            self._listening.close()
        self._listening = await self._home.work(self._home.listen)

    async def _hear(self, event: Event) -> None:
        if self._listening is None or self._sound is None:
            return
        listening, samples = self._listening, self._sound.take(event.payload)
        await self._home.work(partial(listening.take, samples))

    async def _end_utterance(self, _: Event) -> None:
        if self._listening is None:
            return
        listening, self._listening = self._listening, None
        utterance = await self._home.work(listening.finish)
        self._home.note_heard(utterance)
        await self._wire.write(Transcript(utterance.text).event())

    async def _answer(self, event: Event) -> None:
        text = _required_text(event, _LONGEST_QUESTION)
        context = event.data.get("context")
        named = context if isinstance(context, dict) else None
        reply = self._home.answer(text, room_name(named) or self._own_room)
        if reply.taken:
            await self._wire.write(Handled(reply.text, named).event())
        else:
            await self._wire.write(NotHandled(reply.text, named).event())

    async def _speak(self, event: Event) -> None:
        text = _required_text(event, _LONGEST_SPEECH)
        await self._wire.write(sound.start(SPEAKING_RATE))
        for sentence in self._home.sentences(text):
            pcm = await self._home.work(partial(self._home.speak, sentence))
            await self._wire.write(*sound.whole(pcm))
        await self._wire.write(sound.stop())

    async def _tell(self, sentence: str) -> None:
        try:
            await self._wire.write(Error(sentence).event())
        except WireError:
            # Nobody is left to be told.
            return


def _required_text(event: Event, longest: int) -> str:
    text = event.data.get("text")
    if not isinstance(text, str):
        raise WireError(f"The event '{event.type}' needs a text.")
    if len(text) > longest:
        raise WireError(f"The text is longer than {longest} characters.")
    return text


_Handler: TypeAlias = Callable[[Connection, Event], Awaitable[None]]
_HANDLERS: Mapping[str, _Handler] = MappingProxyType(
    {
        "describe": Connection._describe,
        "ping": Connection._ping,
        "audio-start": Connection._begin_utterance,
        "audio-chunk": Connection._hear,
        "audio-stop": Connection._end_utterance,
        "transcript": Connection._answer,
        "synthesize": Connection._speak,
    }
)
