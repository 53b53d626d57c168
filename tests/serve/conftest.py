"""One home for all tests of the server, and synthetic speech, each made once a test run."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from wyoming.client import AsyncClient
from wyoming.event import Event

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.wav import read_wav
from voiceskill.config import Config
from voiceskill.serve.address import Address
from voiceskill.serve.home import Home, opened_home
from voiceskill.serve.server import ServerSettings, serving

PATIENCE = 20.0


@pytest.fixture(scope="session")
def home() -> Iterator[Home]:
    with opened_home(Config(country="GB", journal=False)) as opened:
        yield opened


@pytest.fixture(scope="session")
def speak(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Pcm]:
    """``speak(text)`` in a voice of flite, at 16 kHz."""
    flite = shutil.which("flite")
    if flite is None:
        pytest.fail("These tests need the program 'flite': run script/test, or install the package flite.")
    folder = tmp_path_factory.mktemp("speech")

    def synthesize(text: str) -> Pcm:
        path = folder / f"{'_'.join(text.split())}.wav"
        if not path.exists():
            subprocess.run([flite, "-voice", "slt", "-t", text, "-o", str(path)], check=True, timeout=60)
        return read_wav(path).pcm

    return synthesize


class Served:
    """A server that is running, and its owner's remarks."""

    def __init__(self, address: Address, remarks: list[str]) -> None:
        self.address = address
        self.remarks = remarks

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        async with AsyncClient.from_uri(str(self.address)) as connected:
            yield Client(connected)

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A connection without any protocol."""
        reader, writer = await asyncio.open_connection(self.address.host, self.address.port)
        try:
            yield reader, writer
        finally:
            writer.close()


class Client:
    """The client of the ``wyoming`` package, with patience."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def send(self, *messages: Any) -> None:
        for message in messages:
            await self._client.write_event(message if isinstance(message, Event) else message.event())

    async def next(self) -> Event:
        event = await asyncio.wait_for(self._client.read_event(), PATIENCE)
        assert event is not None, "the server hung up"
        return event

    async def ask(self, *messages: Any) -> Event:
        await self.send(*messages)
        return await self.next()


@pytest.fixture
def serve(home: Home) -> Callable[..., Any]:
    """``async with serve(...) as served``: the home behind a socket of its own."""

    @asynccontextmanager
    async def begin(**settings: Any) -> AsyncIterator[Served]:
        remarks: list[str] = []
        settings.setdefault("address", Address("127.0.0.1", 0))
        async with serving(home, ServerSettings(**settings), remarks.append) as address:
            yield Served(address, remarks)

    return begin


@pytest.fixture
def socket_path(tmp_path: Path) -> Path:
    return tmp_path / "voiceskill.socket"
