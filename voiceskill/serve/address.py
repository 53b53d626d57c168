"""Addresses as they are given on the command line: ``tcp://HOST:PORT`` and ``unix:///PATH``."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from voiceskill.errors import VoiceskillError

__all__ = ["Address", "SatelliteAddress", "parse_address", "parse_satellite"]


@dataclass(frozen=True, slots=True)
class Address:
    """``host`` and ``port`` of a TCP socket, or else the ``path`` of a Unix socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    @property
    def is_private(self) -> bool:
        """Whether only programs of this machine can reach it."""
        if self.path or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        if self.path:
            return f"unix://{self.path}"
        return f"tcp://[{self.host}]:{self.port}" if ":" in self.host else f"tcp://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class SatelliteAddress:
    """Where the satellite of the room ``name`` listens."""

    name: str
    address: Address


def parse_address(text: str) -> Address:
    """The address that ``text`` spells; raises ``VoiceskillError`` for anything else."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return Address(path=parts.path)
    if parts.scheme == "tcp" and parts.hostname and port is not None and not parts.path.strip("/"):
        return Address(host=parts.hostname, port=port)
    raise VoiceskillError(f"'{text}' is no address: give tcp://HOST:PORT or unix:///PATH.")


def parse_satellite(text: str) -> SatelliteAddress:
    """``NAME=ADDRESS``, or an address whose host is the name."""
    name, sign, address = text.partition("=")
    if sign and name.strip() and "/" not in name:
        return SatelliteAddress(name.strip(), parse_address(address.strip()))
    found = parse_address(text)
    return SatelliteAddress(found.host or found.path.rpartition("/")[2], found)
