"""A home's voice pipeline over a real socket: speech in, answers, speech out, with the wyoming client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.ping import Ping
from wyoming.tts import Synthesize

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.resample import to_rate
from voiceskill.serve.address import Address

Serve = Callable[..., Any]


def sound(pcm: Pcm, channels: int = 1) -> list[Any]:
    """An utterance as a client sends it, in pieces of 1,024 samples."""
    frames = np.repeat(pcm.samples[:, None], channels, axis=1)
    pieces = [frames[first : first + 1024].tobytes() for first in range(0, len(frames), 1024)]
    chunks = [AudioChunk(pcm.rate, 2, channels, piece) for piece in pieces]
    return [Transcribe(language="en"), AudioStart(pcm.rate, 2, channels), *chunks, AudioStop()]


def said_in(room: str, text: str) -> Transcript:
    return Transcript(text, context={"conversation_id": f"{room}-now", "satellite_id": room})


def test_it_says_what_it_offers(serve: Serve) -> None:
    async def story() -> Info:
        async with serve() as served, served.client() as client:
            return Info.from_event(await client.ask(Describe()))

    info = asyncio.run(story())
    offered = [*info.asr, *info.handle, *info.tts]
    assert len(offered) == 3
    assert all(program.installed for program in offered)
    assert info.handle[0].models[0].languages == ["en"]
    assert info.tts[0].voices[0].name == "en-us"


def test_a_ping_is_answered_with_its_text(serve: Serve) -> None:
    async def story() -> None:
        async with serve() as served, served.client() as client:
            assert (await client.ask(Ping("still there?"))).data == {"text": "still there?"}

    asyncio.run(story())


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (22_050, 1), (48_000, 2)])
def test_speech_becomes_text(serve: Serve, speak: Callable[[str], Pcm], rate: int, channels: int) -> None:
    recording = to_rate(speak("my left calf is cramping"), rate)

    async def story() -> str:
        async with serve() as served, served.client() as client:
            return Transcript.from_event(await client.ask(*sound(recording, channels))).text

    assert asyncio.run(story()) == "my left calf is cramping"


def test_silence_becomes_an_empty_text(serve: Serve) -> None:
    async def story() -> str:
        async with serve() as served, served.client() as client:
            quiet = Pcm(np.zeros(16_000, np.int16), 16_000)
            return Transcript.from_event(await client.ask(*sound(quiet))).text

    assert asyncio.run(story()) == ""


def test_a_cramp_is_answered_up_to_the_question(serve: Serve) -> None:
    async def story() -> str:
        async with serve() as served, served.client() as client:
            answer = await client.ask(said_in("bedroom", "my left calf is cramping"))
            return Handled.from_event(answer).text or ""

    answer = asyncio.run(story())
    assert answer.startswith("Your left calf: push the heel away")
    assert answer.endswith("?")


def test_an_emergency_is_answered_first_with_whom_to_call(serve: Serve) -> None:
    async def story() -> str:
        async with serve() as served:
            async with served.client() as client:
                await client.ask(said_in("attic", "my left calf is cramping"))
            async with served.client() as client:
                return (
                    Handled.from_event(await client.ask(said_in("attic", "my chest hurts badly"))).text or ""
                )

    answer = asyncio.run(story())
    assert answer.startswith("Call 999 now. I can't make calls.")
    assert "towel" not in answer


def test_each_room_has_a_conversation_of_its_own(serve: Serve) -> None:
    async def story() -> tuple[str, str]:
        async with serve() as served:
            async with served.client() as client:
                await client.ask(said_in("north", "my left calf is cramping"))
            async with served.client() as client:
                await client.ask(said_in("south", "my right hand is cramping"))
            async with served.client() as client:
                south = Handled.from_event(await client.ask(said_in("south", "stop")))
            async with served.client() as client:
                later = Handled.from_event(await client.ask(said_in("north", "say that again")))
            return south.text or "", later.text or ""

    south, later = asyncio.run(story())
    assert south == ""
    assert "swollen" in later


def test_without_a_room_the_connection_is_the_room(serve: Serve) -> None:
    async def story() -> tuple[bool, bool]:
        async with serve() as served, served.client() as one, served.client() as other:
            await one.ask(Transcript("my left calf is cramping"))
            goes_on = await one.ask(Transcript("say that again"))
            knows_nothing = await other.ask(Transcript("play some music"))
            return Handled.is_type(goes_on.type), NotHandled.is_type(knows_nothing.type)

    assert asyncio.run(story()) == (True, True)


def test_an_answer_becomes_speech(serve: Serve) -> None:
    async def story() -> list[Any]:
        async with serve() as served, served.client() as client:
            await client.send(Synthesize("Call 999 now. I can't make calls."))
            events = [await client.next()]
            while not AudioStop.is_type(events[-1].type):
                events.append(await client.next())
            return events

    first, *pieces, _ = asyncio.run(story())
    assert AudioStart.from_event(first).rate == 22_050
    samples = np.concatenate([np.frombuffer(AudioChunk.from_event(p).audio, "<i2") for p in pieces])
    assert 2.0 < len(samples) / 22_050 < 6.0
    assert np.abs(samples).max() > 3_000


@pytest.mark.parametrize("text", ["", "   ", "\u0007", "x" * 4_001])
def test_what_can_not_be_said_is_an_error(serve: Serve, text: str) -> None:
    async def story() -> str:
        async with serve() as served, served.client() as client:
            event = await client.ask(Synthesize(text))
            while event.type not in ("error", "audio-stop"):
                event = await client.next()
            return event.type

    assert asyncio.run(story()) == ("audio-stop" if not text.strip(" ") else "error")


def test_the_same_over_a_unix_socket_of_the_owner_alone(serve: Serve, socket_path: Path) -> None:
    async def story() -> None:
        async with serve(address=Address(path=str(socket_path))) as served, served.client() as client:
            assert socket_path.stat().st_mode & 0o077 == 0
            assert (await client.ask(Ping("hello"))).data == {"text": "hello"}

    asyncio.run(story())
    assert not socket_path.exists()
