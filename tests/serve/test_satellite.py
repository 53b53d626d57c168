"""A satellite in a bedroom: the whole session at the end of a connection, counts and all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wyoming.audio import AudioChunk, AudioStart
from wyoming.event import Event, async_read_event, async_write_event
from wyoming.ping import Ping
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.satellite import RunSatellite

from voiceskill.audio.listener import BLOCK_SAMPLES, LISTENING_RATE
from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.serve import satellite
from voiceskill.serve.address import Address, SatelliteAddress
from voiceskill.serve.home import Home
from voiceskill.serve.room import Room, SoundBuffer

Speak = Callable[[str], Pcm]
PATIENCE = 20.0


@contextmanager
def bedroom(home: Home) -> Iterator[Room]:
    with closing(home.open_room("bedroom")) as room:
        yield room


def blocks(seconds: float) -> int:
    return round(seconds * LISTENING_RATE / BLOCK_SAMPLES)


def quiet(seconds: float) -> Samples:
    return np.zeros(blocks(seconds) * BLOCK_SAMPLES, np.int16)


def spoken(pcm: Pcm) -> Samples:
    """Speech after and before half a second of silence, in whole blocks."""
    rest = np.zeros(-len(pcm.samples) % BLOCK_SAMPLES, np.int16)
    return np.concatenate([quiet(0.5), pcm.samples, rest, quiet(0.5)])


def loud_seconds(sound: Samples) -> list[float]:
    """When each stretch of sound begins, in seconds; stretches are half a second apart."""
    power = np.abs(sound.reshape(-1, BLOCK_SAMPLES)).max(axis=1) > 500
    begins: list[float] = []
    last = -blocks(1.0)
    for place in np.flatnonzero(power):
        if place - last > blocks(0.5):
            begins.append(float(place) * BLOCK_SAMPLES / LISTENING_RATE)
        last = place
    return begins


def test_a_cramp_is_coached_up_to_the_counts(home: Home, speak: Speak) -> None:
    with bedroom(home) as room:
        first = room.live(np.concatenate([spoken(speak("my left calf is cramping")), quiet(1.0)]))
        assert first.any()
        while room.sounding:
            room.live(quiet(0.5))
        room.live(np.concatenate([quiet(0.5), quiet(2.5)]))
        while room.sounding or room.listening_state != "confirm":
            room.live(quiet(0.5))
        room.live(spoken(speak("no")))
        while room.listening_state != "hold":
            room.live(quiet(0.5))
        while room.sounding:
            room.live(quiet(0.1))
        counts = loud_seconds(room.live(quiet(3.6)))

    assert len(counts) >= 3
    assert np.diff(counts[:3]) == pytest.approx([1.0, 1.0], abs=0.1)


def test_stop_silences_the_room(home: Home, speak: Speak) -> None:
    with bedroom(home) as room:
        room.live(np.concatenate([spoken(speak("my left calf is cramping")), quiet(2.0)]))
        assert room.sounding
        room.live(spoken(speak("stop")))
        assert not room.live(quiet(1.0)).any()
        assert room.listening_state == "idle"


def test_two_rooms_do_not_hear_each_other(home: Home, speak: Speak) -> None:
    with bedroom(home) as one, bedroom(home) as other:
        one.live(np.concatenate([spoken(speak("my left calf is cramping")), quiet(1.0)]))
        said = other.live(np.concatenate([spoken(speak("stop")), quiet(1.0)]))
        assert one.listening_state != "idle"
        assert not said.any()


@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(-400, 3_000)), max_size=30))
def test_sound_keeps_its_order_and_time_goes_on(moments: list[tuple[int, int]]) -> None:
    buffer = SoundBuffer(most_seconds=0.3, patience_seconds=0.1)
    number = due = lived = 0
    heard: list[Samples] = []
    for came, passed in moments:
        buffer.put(np.arange(number + 1, number + came + 1).astype(np.int16))
        number += came
        due = max(due + passed, lived - BLOCK_SAMPLES)
        taken = buffer.take(due - lived)
        lived += len(taken)
        heard.append(taken)
        assert lived <= max(lived - len(taken), due)
        assert due - lived < 0.1 * LISTENING_RATE + BLOCK_SAMPLES
        assert len(taken) % BLOCK_SAMPLES == 0
    sound = np.concatenate(heard) if heard else np.zeros(0)
    order = sound[sound > 0]
    assert (np.diff(order) > 0).all()


async def stream(client: Any, sound: Samples) -> None:
    """Send ``sound`` as a microphone gives it."""
    for first in range(0, len(sound), 1_024):
        await client.send(AudioChunk(LISTENING_RATE, 2, 1, sound[first : first + 1_024].tobytes()))
        await asyncio.sleep(1_024 / LISTENING_RATE)


class Satellite:
    """A satellite without a wake word, as its visitor meets it: it streams all that it hears."""

    def __init__(self, speech: Pcm) -> None:
        self._speech = speech
        self.received: asyncio.Queue[Event] = asyncio.Queue()
        self.visits = 0
        self.hang_up = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        first = await async_read_event(reader)
        assert first is not None
        assert RunSatellite.is_type(first.type)
        await self._send(writer, RunPipeline(PipelineStage.WAKE, PipelineStage.TTS, restart_on_end=True))
        talking = asyncio.create_task(self._talk(writer))
        listening = asyncio.create_task(self._listen(reader, writer))
        await self.hang_up.wait()
        talking.cancel()
        listening.cancel()
        writer.close()

    async def _talk(self, writer: asyncio.StreamWriter) -> None:
        sound = np.concatenate([quiet(0.5), self._speech.samples])
        await self._send(writer, AudioStart(LISTENING_RATE, 2, 1))
        for first in range(0, 100 * len(sound), 1_024):
            piece = np.zeros(1_024, np.int16)
            piece[: len(sound[first : first + 1_024])] = sound[first : first + 1_024]
            await self._send(writer, AudioChunk(LISTENING_RATE, 2, 1, piece.tobytes()))
            await asyncio.sleep(1_024 / LISTENING_RATE)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._send(writer, Ping("satellite"))
        while (event := await async_read_event(reader)) is not None:
            self.received.put_nowait(event)

    async def _send(self, writer: asyncio.StreamWriter, message: Any) -> None:
        await async_write_event(message.event(), writer)

    async def wait_for(self, kind: str) -> Event:
        while True:
            event = await asyncio.wait_for(self.received.get(), PATIENCE)
            if event.type == kind:
                return event


def test_a_satellite_gets_a_whole_session(serve: Callable[..., Any], speak: Speak) -> None:
    async def story() -> tuple[bytes, list[str]]:
        bedside = Satellite(speak("my left calf is cramping"))
        listening = await asyncio.start_server(bedside.serve, "127.0.0.1", 0)
        address = Address("127.0.0.1", listening.sockets[0].getsockname()[1])
        async with serve(satellites=[SatelliteAddress("bedroom", address)], retry_seconds=0.05) as served:
            pong = await bedside.wait_for("pong")
            assert pong.data == {"text": "satellite"}
            begin = AudioStart.from_event(await bedside.wait_for("audio-start"))
            assert (begin.rate, begin.width, begin.channels) == (LISTENING_RATE, 2, 1)
            said = b""
            while not np.frombuffer(said, "<i2").any():
                said += AudioChunk.from_event(await bedside.wait_for("audio-chunk")).audio
            bedside.hang_up.set()
            while bedside.visits < 2:
                await asyncio.sleep(0)
            listening.close()
            return said, served.remarks

    said, remarks = asyncio.run(story())
    assert said
    assert remarks[0] == "The satellite 'bedroom' is there."
    assert "The satellite 'bedroom' hung up: trying again." in remarks


def test_a_connection_that_runs_a_pipeline_is_a_room(serve: Callable[..., Any], speak: Speak) -> None:
    sound = spoken(speak("my left calf is cramping"))

    async def story() -> None:
        async with serve() as served, served.client() as client:
            await client.send(RunPipeline(PipelineStage.ASR, PipelineStage.TTS))
            await stream(client, sound)
            while (await client.next()).type != "audio-start":
                pass

    asyncio.run(story())


def test_a_satellite_that_is_away_is_told_of_once(serve: Callable[..., Any]) -> None:
    async def story() -> list[str]:
        away = SatelliteAddress("attic", Address("127.0.0.1", 9))
        async with serve(satellites=[away], retry_seconds=0.01) as served:
            while not served.remarks:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            return served.remarks

    assert asyncio.run(story()) == ["The satellite 'attic' is not there (Connection refused): trying again."]


def test_after_stop_the_satellite_may_rest(serve: Callable[..., Any], speak: Speak) -> None:
    async def story() -> list[str]:
        async with serve() as served, served.client() as client:
            await client.send(RunPipeline(PipelineStage.ASR, PipelineStage.TTS))
            await stream(client, spoken(speak("my left calf is cramping")))
            kinds = [(await client.next()).type]
            talking = asyncio.create_task(stream(client, spoken(speak("stop"))))
            while "transcript" not in kinds or kinds[-1] != "audio-stop":
                kinds.append((await client.next()).type)
            await talking
            return kinds

    kinds = asyncio.run(story())
    assert kinds[:2] == ["audio-start", "audio-chunk"]


def test_a_satellite_that_was_woken_in_vain_may_rest(
    serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(satellite, "IN_VAIN_SECONDS", 0.3)

    async def story() -> None:
        async with serve() as served, served.client() as client:
            await client.send(RunPipeline(PipelineStage.ASR, PipelineStage.TTS))
            await stream(client, quiet(0.5))
            assert (await client.next()).type == "transcript"

    asyncio.run(story())


def test_a_satellite_without_a_wake_word_is_never_sent_to_rest(
    serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(satellite, "IN_VAIN_SECONDS", 0.1)

    async def story() -> None:
        async with serve() as served, served.client() as client:
            await client.send(RunPipeline(PipelineStage.WAKE, PipelineStage.TTS, restart_on_end=True))
            await stream(client, quiet(0.5))
            assert (await client.ask(Ping("still here"))).data == {"text": "still here"}

    asyncio.run(story())
