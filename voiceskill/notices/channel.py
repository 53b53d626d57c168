"""The way an alert leaves the device; here a local command, in ``post`` an HTTP request.

No message of an error names an address, an argument or what was answered: these may be secrets.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from typing import Protocol

from voiceskill.notices.settings import AlertSettings

__all__ = ["TIME_LIMIT_SECONDS", "Channel", "CommandChannel", "UndeliveredError", "open_channel"]

TIME_LIMIT_SECONDS = 5.0
"""How long one try may take (s)."""


class UndeliveredError(Exception):
    """One try failed; the message is the end of a sentence and holds no secret."""


class Channel(Protocol):
    """Passes one notice on."""

    def send(self, notice: str) -> None:
        """Pass on ``notice``, a JSON object, within a bounded time; raises ``UndeliveredError``."""
        ...


def open_channel(settings: AlertSettings) -> Channel:
    """The way that ``settings`` choose."""
    if settings.post is not None:
        # HTTP takes a while to load, which a device that posts nothing need not spend at its start.
        from voiceskill.notices.post import PostChannel

        return PostChannel(settings.post)
    return CommandChannel(settings.command)


class CommandChannel:
    """Runs a program without a shell, the notice on its standard input; success is exit status 0."""

    def __init__(self, command: Sequence[str], time_limit: float = TIME_LIMIT_SECONDS) -> None:
        """After ``time_limit`` seconds the program is ended, with all that it started."""
        self._command = tuple(command)
        self._time_limit = time_limit

    def send(self, notice: str) -> None:
        """See ``Channel.send``."""
        try:
            process = subprocess.Popen(  # noqa: S603
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                text=True,
            )
        except FileNotFoundError:
            raise UndeliveredError("its program is missing") from None
        except OSError as error:
            raise UndeliveredError(f"its program can't be run ({error.strerror})") from None
        try:
            process.communicate(notice + "\n", timeout=self._time_limit)
        except subprocess.TimeoutExpired:
            _end(process)
            raise UndeliveredError(f"its program took longer than {self._time_limit:g} s") from None
        if process.returncode != 0:
            raise UndeliveredError(f"its program ended with status {process.returncode}")


def _end(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
