"""Malformed, oversized, slow and vanishing clients: each is hung up on, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wyoming.asr import Transcript
from wyoming.audio import AudioStart
from wyoming.handle import Handled
from wyoming.ping import Ping
from wyoming.tts import Synthesize

from voiceskill.errors import VoiceskillError
from voiceskill.serve.address import Address
from voiceskill.serve.wire import Limits

Serve = Callable[..., Any]
PATIENCE = 30.0
HASTY = Limits(idle=0.3, event=0.3, write=0.3)


def line(**fields: Any) -> bytes:
    return json.dumps(fields).encode() + b"\n"


async def answer_to(served: Any, raw: bytes, *, end: bool = True) -> str:
    """All that the server says to ``raw`` until it hangs up."""
    async with served.socket() as (reader, writer):
        writer.write(raw)
        if end:
            writer.write_eof()
        return (await asyncio.wait_for(reader.read(), PATIENCE)).decode()


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "is not JSON"),
        (b"\n", "is not JSON"),
        (b"\x00\xff\xfe\n", "is not JSON"),
        (b"[]\n", "is no object"),
        (b"42\n", "is no object"),
        (b"[" * 10_000 + b"\n", "is not JSON"),
        (line(data={}), "has no type"),
        (line(type=7), "has no type"),
        (line(type="ping", data=[]), "data is no object"),
        (line(type="ping", data_length=-1), "data_length is no number"),
        (line(type="ping", data_length="5"), "data_length is no number"),
        (line(type="ping", data_length=True), "data_length is no number"),
        (line(type="ping", data_length=10**12), "data_length is larger"),
        (line(type="ping", data_length=2) + b"[]", "is no object"),
        (line(type="audio-chunk", payload_length=10**12), "payload_length is larger"),
        (line(type="audio-chunk", payload_length=1.5), "payload_length is no number"),
        (line(type="x" * 20_000), "line is too long"),
        (b"{" + b" " * 100_000, "line is too long"),
        (line(type="transcript"), "needs a text"),
        (line(type="transcript", data={"text": 5}), "needs a text"),
        (line(type="transcript", data={"text": "a" * 1_001}), "longer than 1000"),
        (line(type="synthesize", data={}), "needs a text"),
        (line(type="audio-start", data={}), "rate must be"),
        (line(type="audio-start", data={"rate": 1, "width": 2, "channels": 1}), "rate must be"),
        (line(type="audio-start", data={"rate": 16000, "width": 4, "channels": 1}), "width must be"),
        (line(type="audio-start", data={"rate": 16000, "width": 2, "channels": 0}), "1 to 8 channels"),
        (line(type="audio-start", data={"rate": 16000, "width": 2, "channels": 10**9}), "1 to 8 channels"),
        (line(type="run-pipeline") + line(type="audio-chunk", data={"rate": 1}), "rate must be"),
        (line(type="run-pipeline") + b"\n", "is not JSON"),
    ],
)
def test_what_is_no_event_is_told_so_and_hung_up_on(serve: Serve, raw: bytes, complaint: str) -> None:
    async def story() -> None:
        async with serve() as served, served.client() as other:
            assert complaint in await answer_to(served, raw, end=False)
            assert (await other.ask(Ping("here"))).data == {"text": "here"}

    asyncio.run(story())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300) | st.dictionaries(st.text(), st.integers() | st.text()).map(lambda d: line(**d))
)
def test_no_bytes_at_all_harm_the_others(serve: Serve, raw: bytes) -> None:
    async def story() -> None:
        async with serve(limits=HASTY) as served:
            await answer_to(served, raw)
            async with served.client() as other:
                assert (await other.ask(Ping("here"))).data == {"text": "here"}

    asyncio.run(story())


def test_an_event_that_is_not_known_is_passed_over(serve: Serve) -> None:
    async def story() -> str:
        async with serve() as served:
            return await answer_to(served, line(type="timer-started", data={"id": 1}) + line(type="ping"))

    assert '"pong"' in asyncio.run(story())


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b'{"type": "pi',
        line(type="audio-chunk", data_length=100),
        line(type="audio-chunk", payload_length=2_000) + b"12",
    ],
)
def test_a_client_that_stops_in_the_middle_is_hung_up_on(serve: Serve, part: bytes) -> None:
    async def story() -> None:
        async with serve(limits=HASTY) as served:
            await answer_to(served, part, end=False)

    asyncio.run(story())


@pytest.mark.parametrize(
    "part", [b'{"type": "pi', line(type="audio-chunk", payload_length=2_000) + b"12", line(type="ping")]
)
def test_a_client_that_vanishes_leaves_no_trace(serve: Serve, part: bytes) -> None:
    async def story() -> None:
        async with serve() as served:
            for _ in range(40):
                async with served.socket() as (_, writer):
                    writer.write(part)
                    writer.transport.abort()
            async with served.client() as other:
                assert (await other.ask(Ping("here"))).data == {"text": "here"}

    asyncio.run(story())


def test_a_client_that_does_not_listen_is_hung_up_on(serve: Serve) -> None:
    async def story() -> None:
        async with serve(limits=Limits(write=0.3)) as served, served.socket() as (_, deaf):
            request = line(type="synthesize", data={"text": "Rest now. " * 300})
            with pytest.raises(ConnectionError):
                while True:
                    deaf.write(request)
                    await asyncio.wait_for(deaf.drain(), PATIENCE)
                    async with served.client() as other:
                        assert (await other.ask(Ping("here"))).data == {"text": "here"}

    asyncio.run(story())


def test_one_client_too_many_is_told_that_the_server_is_busy(serve: Serve) -> None:
    async def story() -> None:
        async with serve(most_connections=2) as served, served.client() as one:
            async with served.client() as other:
                await one.ask(Ping())
                await other.ask(Ping())
                assert "busy" in await answer_to(served, b"")
            while "busy" in await answer_to(served, line(type="ping")):
                await asyncio.sleep(0)

    asyncio.run(story())


def test_an_utterance_that_is_never_ended_holds_up_nobody(serve: Serve) -> None:
    async def story() -> str:
        async with serve() as served, served.client() as one:
            await one.send(AudioStart(16_000, 2, 1), AudioStart(16_000, 2, 1))
            async with served.client() as other:
                return Handled.from_event(await other.ask(Transcript("my chest hurts badly"))).text or ""

    assert asyncio.run(story()).startswith("Call 999")


def test_a_long_speech_holds_up_nobody(serve: Serve) -> None:
    async def story() -> None:
        async with serve() as served, served.client() as one:
            await one.send(Synthesize("Breathe slowly now. " * 190))
            async with served.client() as other:
                assert (await other.ask(Ping("here"))).data == {"text": "here"}

    asyncio.run(story())


def test_a_port_that_is_taken_is_one_sentence(serve: Serve) -> None:
    async def story() -> None:
        async with serve() as served:
            with pytest.raises(VoiceskillError, match=r"can't be listened on .* choose another --uri"):
                async with serve(address=served.address):
                    pass

    asyncio.run(story())


def test_a_socket_in_use_and_a_file_are_not_taken_away(serve: Serve, socket_path: Path) -> None:
    address = Address(path=str(socket_path))

    async def story() -> None:
        async with serve(address=address):
            with pytest.raises(VoiceskillError, match="Another server listens"):
                async with serve(address=address):
                    pass
        socket_path.write_text("mine")
        with pytest.raises(VoiceskillError, match="is no socket"):
            async with serve(address=address):
                pass

    asyncio.run(story())
    assert socket_path.read_text() == "mine"
