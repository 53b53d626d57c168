"""Notices to the service manager that started us, in the protocol of ``sd_notify(3)``.

Each notice is one datagram of ``NAME=value`` lines to the Unix socket that ``$NOTIFY_SOCKET`` names: a path,
or after an ``@`` a name in Linux's abstract space. Without that variable no notices are wanted or sent.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping

__all__ = ["ServiceManager"]

_MICROSECONDS = 1_000_000
_LONGEST_STATUS = 200


class ServiceManager:
    """Tells the manager how we are. No notice ever blocks or raises: talking to a person comes first."""

    def __init__(self, address: str | None = None, watchdog_seconds: float | None = None) -> None:
        """``address`` as in ``$NOTIFY_SOCKET``; None: there is no manager. After ``watchdog_seconds`` without
        ``alive`` the manager starts us anew; None: it does not watch.
        """
        self._address = address
        self.watchdog_seconds = watchdog_seconds

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> ServiceManager:
        """The manager that ``environment`` names, by default our own; what is malformed counts as absent."""
        given = os.environ if environment is None else environment
        address = given.get("NOTIFY_SOCKET", "")
        return cls(address if address.startswith(("/", "@")) else None, _watchdog_seconds(given))

    @property
    def is_there(self) -> bool:
        """Whether a manager started us and wants notices."""
        return self._address is not None

    def ready(self, status: str) -> None:
        """We listen; ``status`` is one line for ``systemctl status``."""
        self._send("READY=1", _status(status))

    def status(self, status: str) -> None:
        """What we are doing, in one line for ``systemctl status``."""
        self._send(_status(status))

    def reloading(self) -> None:
        """We read our settings anew; ``ready`` follows."""
        # The manager orders notices by this clock, and systemd from 253 on refuses them without it.
        stamp = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._send("RELOADING=1", f"MONOTONIC_USEC={stamp}")

    def stopping(self) -> None:
        """We are about to end."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """We hear: put off the restart for another ``watchdog_seconds``."""
        self._send("WATCHDOG=1")

    def _send(self, *lines: str) -> None:
        if self._address is None:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
        try:
            with socket.socket(socket.AF_UNIX, kind) as sender:
                sender.sendto("\n".join(lines).encode(), address)
        except OSError:
            # The manager is gone or overwhelmed. If it watches, it will find out that it missed a notice.
            return


def _status(text: str) -> str:
    return "STATUS=" + " ".join(text.split())[:_LONGEST_STATUS]


def _watchdog_seconds(environment: Mapping[str, str]) -> float | None:
    """``$WATCHDOG_USEC`` in seconds, if it is meant for this process."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    wanted = environment.get("WATCHDOG_USEC", "")
    return int(wanted) / _MICROSECONDS if wanted.isdecimal() and int(wanted) > 0 else None
