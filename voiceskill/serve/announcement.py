"""Lets Home Assistant find the server by itself: a service in multicast DNS (RFC 6762)."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from voiceskill.errors import VoiceskillError
from voiceskill.serve.address import Address

__all__ = ["announced", "check_announceable"]

_KIND = "_wyoming._tcp.local."
_MULTICAST_DNS = "224.0.0.251"


def check_announceable(address: Address) -> None:
    """Raise ``VoiceskillError`` if nobody else could reach ``address``."""
    if address.is_private:
        raise VoiceskillError(
            f"{address} can't be reached from elsewhere, so there is nothing to announce: "
            "give --uri tcp://0.0.0.0:10700 as well."
        )


@asynccontextmanager
async def announced(address: Address) -> AsyncIterator[None]:
    """Announce ``address`` inside the block; raises ``VoiceskillError`` if that can't be."""
    try:
        from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf
    except ImportError:
        raise VoiceskillError("--announce needs a package: pip install 'voiceskill[zeroconf]'.") from None
    host = socket.gethostname().partition(".")[0] or "voiceskill"
    service = AsyncServiceInfo(
        _KIND,
        f"voiceskill-{host}.{_KIND}",
        addresses=[socket.inet_aton(_reachable(address.host))],
        port=address.port,
    )
    announcer = AsyncZeroconf()
    try:
        await announcer.async_register_service(service, allow_name_change=True)
        yield
    finally:
        await announcer.async_unregister_service(service)
        await announcer.async_close()


def _reachable(host: str) -> str:
    """The IPv4 address under which others reach ``host``, which may stand for all of this machine's."""
    try:
        if host not in ("", "0.0.0.0", "::"):  # noqa: S104
            return socket.gethostbyname(host)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((_MULTICAST_DNS, 1))
            return str(probe.getsockname()[0])
    except OSError:
        raise VoiceskillError("This machine has no network to announce anything in.") from None
