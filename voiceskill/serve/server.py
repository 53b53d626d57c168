"""The server: takes connections up to a number, and keeps up those to satellites."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import socket
import stat
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wyoming.error import Error
from wyoming.satellite import RunSatellite

from voiceskill.errors import VoiceskillError
from voiceskill.serve.address import Address, SatelliteAddress
from voiceskill.serve.connection import Connection
from voiceskill.serve.home import Home
from voiceskill.serve.satellite import Satellite
from voiceskill.serve.wire import Limits, Wire, WireError

__all__ = ["ServerSettings", "serving"]


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """``most_connections`` are served at a time, further ones are told so and hung up on. ``limits`` hold for
    each. ``retry_seconds`` pass between two tries to reach a satellite.
    """

    address: Address
    satellites: Sequence[SatelliteAddress] = ()
    most_connections: int = 16
    retry_seconds: float = 5.0
    limits: Limits = field(default_factory=Limits)


@asynccontextmanager
async def serving(
    home: Home, settings: ServerSettings, tell: Callable[[str], None]
) -> AsyncIterator[Address]:
    """Serve inside the block; gives the address in use, whose port was chosen by the system if it was 0.

    ``tell`` is given sentences for the owner. Raises ``VoiceskillError`` if the address can't be listened on.
    """
    server = _Server(home, settings, tell)
    listening, address = await server.listen()
    satellites = [asyncio.create_task(server.keep_up(satellite)) for satellite in settings.satellites]
    try:
        yield address
    finally:
        listening.close()
        await server.hang_up(satellites)
        if address.path:
            Path(address.path).unlink(missing_ok=True)


class _Server:
    def __init__(self, home: Home, settings: ServerSettings, tell: Callable[[str], None]) -> None:
        self._home = home
        self._settings = settings
        self._tell = tell
        self._numbers = itertools.count(1)
        self._connections: set[asyncio.Task[None]] = set()

    async def listen(self) -> tuple[asyncio.AbstractServer, Address]:
        address, limit = self._settings.address, self._settings.limits.header
        try:
            if address.path:
                _make_way(address.path)
                server = await asyncio.start_unix_server(self._take, address.path, limit=limit)
                Path(address.path).chmod(0o600)
                return server, address
            server = await asyncio.start_server(self._take, address.host, address.port, limit=limit)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise VoiceskillError(
                f"{address} can't be listened on ({reason}): choose another --uri."
            ) from None
        return server, Address(address.host, server.sockets[0].getsockname()[1])

    async def keep_up(self, satellite: SatelliteAddress) -> None:
        """Stay connected with a satellite, whenever it is there."""
        told = ""
        while True:
            try:
                await self._visit(satellite)
                news = "hung up"
            except (OSError, WireError, TimeoutError) as error:
                news = f"is not there ({_reason(error)})"
            except VoiceskillError as error:
                news = f"can't be served: {error}"
            if news != told:
                self._tell(f"The satellite '{satellite.name}' {news}: trying again.")
            told = news
            await asyncio.sleep(self._settings.retry_seconds)

    async def hang_up(self, satellites: Sequence[asyncio.Task[None]]) -> None:
        tasks = [*self._connections, *satellites]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _visit(self, satellite: SatelliteAddress) -> None:
        address, limits = satellite.address, self._settings.limits
        async with asyncio.timeout(limits.event):
            if address.path:
                reader, writer = await asyncio.open_unix_connection(address.path, limit=limits.header)
            else:
                reader, writer = await asyncio.open_connection(
                    address.host, address.port, limit=limits.header
                )
        wire = Wire(reader, writer, limits)
        try:
            await wire.write(RunSatellite().event())
            self._tell(f"The satellite '{satellite.name}' is there.")
            await Satellite(wire, self._home, satellite.name).run()
        finally:
            await wire.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer, self._settings.limits)
        task = asyncio.current_task()
        if task is None or len(self._connections) >= self._settings.most_connections:
            with contextlib.suppress(WireError):
                await wire.write(Error("The server is busy: try again later.").event())
            await wire.close()
            return
        _notice_the_vanished(writer)
        self._connections.add(task)
        # Only ``hang_up`` cancels, and asyncio in Python 3.11 takes that for a fault of this callback.
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await Connection(wire, self._home, next(self._numbers)).run()
        finally:
            self._connections.discard(task)


async def _connect(address: Address, limit: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if address.path:
        return await asyncio.open_unix_connection(address.path, limit=limit)
    return await asyncio.open_connection(address.host, address.port, limit=limit)


def _make_way(path: str) -> None:
    """Take away the socket that a server which was killed left behind, and nothing else."""
    if not os.path.lexists(path):
        return
    if not stat.S_ISSOCK(os.lstat(path).st_mode):
        raise VoiceskillError(f"{path} is there already and is no socket: choose another --uri.")
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            Path(path).unlink()
            return
    raise VoiceskillError(f"Another server listens on {path}: stop it, or choose another --uri.")


def _notice_the_vanished(writer: asyncio.StreamWriter) -> None:
    """Let the system find out about clients whose machine is gone without a word."""
    connection = writer.get_extra_info("socket")
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return str(error).rstrip(".") or "it does not answer"
