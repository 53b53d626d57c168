"""The speech engine as seen from outside its process: start it, ask it, kill it when it hangs."""

from __future__ import annotations

import base64
import binascii
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np

from voiceskill.audio.pcm import Pcm
from voiceskill.errors import VoiceskillError
from voiceskill.speech.voice import InstalledVoice, Voice, resolve_voice
from voiceskill.speech.worker import NO_LIBRARY

__all__ = ["Engine", "EngineDescription", "SpeechProcess"]

_WORKER = (sys.executable, "-P", "-m", "voiceskill.speech.worker")
_INSTALL = "install it with 'sudo apt install libespeak-ng1 espeak-ng-data'"
_MEND = "restart the device, or run 'sudo apt install --reinstall libespeak-ng1 espeak-ng-data'"
_ATTEMPTS = 2
_SECONDS_A_CHARACTER = 0.005
_READ = 1 << 16

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class EngineDescription:
    """What the engine is: its ``version`` and the ``voices`` and ``variants`` that it has."""

    version: str
    voices: tuple[InstalledVoice, ...]
    variants: tuple[str, ...]


class Engine(Protocol):
    """Whatever turns text into sound as it comes from the synthesizer, untrimmed."""

    def describe(self) -> EngineDescription:
        """What the engine is; raises ``VoiceskillError`` if it can't be started."""
        ...

    def synthesize(self, text: str, voice: Voice) -> Pcm:
        """``text`` spoken; raises ``VoiceskillError`` if it can't be."""
        ...

    def close(self) -> None:
        """End the engine; it may be used again afterwards."""
        ...


class _BrokenError(Exception):
    """The process hung, died or answered nonsense: kill it and try another."""


class SpeechProcess:
    """pyttsx3 in a process of its own; any thread may ask, one is served at a time."""

    def __init__(
        self,
        command: Sequence[str] = _WORKER,
        start_timeout: float = 10.0,
        reply_timeout: float = 3.0,
    ) -> None:
        """Start the process, which gets ready while others work.

        One that gives no answer within ``reply_timeout`` (s, more for a long text; ``start_timeout`` for its
        first line) is killed, a second one is tried, and after that ``VoiceskillError`` is raised.
        """
        self._command = tuple(command)
        self._start_timeout = start_timeout
        self._reply_timeout = reply_timeout
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._description: EngineDescription | None = None
        self._unread = b""
        self._start()

    def describe(self) -> EngineDescription:
        """What the engine is; waits until the process is ready, at most twice ``start_timeout``."""
        with self._lock:
            return self._retrying(self._ready)

    def synthesize(self, text: str, voice: Voice) -> Pcm:
        """``text`` as the engine speaks it, at the engine's own rate and untrimmed.

        Raises ``VoiceskillError`` if the engine is not installed, has no such voice, or failed twice.
        """
        with self._lock:
            return self._retrying(lambda: self._ask(text, voice))

    def close(self) -> None:
        """Kill the process; the next call starts another."""
        with self._lock:
            self._kill()

    def _retrying(self, work: Callable[[], _T]) -> _T:
        broken = _BrokenError("it was not tried")
        for _ in range(_ATTEMPTS):
            try:
                return work()
            except _BrokenError as error:
                broken = error
                self._kill()
        raise VoiceskillError(f"The voice does not work ({broken}): {_MEND}.")

    def _ready(self) -> EngineDescription:
        if self._process is None:
            self._start()
        if self._description is None:
            self._description = _description(self._receive(self._start_timeout))
        return self._description

    def _ask(self, text: str, voice: Voice) -> Pcm:
        known = self._ready()
        self._requests += 1
        self._send(
            {
                "id": self._requests,
                "text": text,
                "voice": resolve_voice(voice.name, known.voices, known.variants),
                "words_per_minute": voice.words_per_minute,
            }
        )
        reply = self._receive(self._reply_timeout + len(text) * _SECONDS_A_CHARACTER)
        if reply.get("id") != self._requests:
            raise _BrokenError("it answered something else than it was asked")
        return _sound(reply)

    def _start(self) -> None:
        self._unread = b""
        self._requests = 0
        self._description = None
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own module, no shell)
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise VoiceskillError(f"The speech process can't be started: {error.strerror}.") from None

    def _kill(self) -> None:
        process, self._process, self._description = self._process, None, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, request: dict[str, object]) -> None:
        # ASCII JSON holds no raw line end or control character, whatever the text does.
        line = json.dumps(request, ensure_ascii=True).encode("ascii") + b"\n"
        try:
            os.write(self._pipe("stdin"), line)
        except OSError:
            raise _BrokenError("it ended unexpectedly") from None

    def _receive(self, timeout: float) -> dict[str, Any]:
        line = self._read_line(time.monotonic() + timeout)
        try:
            reply = json.loads(line)
        except ValueError:
            raise _BrokenError("it answered nonsense") from None
        if not isinstance(reply, dict):
            raise _BrokenError("it answered nonsense")
        return reply

    def _read_line(self, deadline: float) -> bytes:
        pipe = self._pipe("stdout")
        readable = select.poll()
        readable.register(pipe, select.POLLIN)
        while b"\n" not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or not readable.poll(left * 1000):
                raise _BrokenError("it gives no answer")
            read = os.read(pipe, _READ)
            if not read:
                raise _BrokenError("it ended unexpectedly")
            self._unread += read
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _pipe(self, name: str) -> int:
        return int(getattr(self._process, name).fileno())


def _description(reply: dict[str, Any]) -> EngineDescription:
    if reply.get("kind") == NO_LIBRARY:
        raise VoiceskillError(f"eSpeak NG, which speaks, is missing: {_INSTALL}.")
    try:
        voices = tuple(InstalledVoice(str(voice), str(name)) for voice, name in reply["voices"])
        return EngineDescription(str(reply["version"]), voices, tuple(map(str, reply["variants"])))
    except (KeyError, TypeError, ValueError):
        raise _BrokenError("it answered nonsense") from None


def _sound(reply: dict[str, Any]) -> Pcm:
    if reply.get("kind") == "refused":
        raise VoiceskillError(str(reply.get("error")))
    if "error" in reply:
        raise _BrokenError(str(reply["error"]))
    try:
        samples = np.frombuffer(base64.b64decode(reply["pcm"], validate=True), dtype="<i2")
        return Pcm(samples.astype(np.int16), int(reply["rate"]))
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise _BrokenError("it answered nonsense") from None
