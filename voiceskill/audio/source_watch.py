"""Noticing that the sound server has quietly given us the speaker's own sound in place of a microphone.

When a microphone is unplugged, PulseAudio and PipeWire move its streams to what is left, which may be the
monitor of a speaker. PortAudio shows nothing of that, so the server itself is asked, through ``pactl``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from typing import Any

__all__ = ["SourceWatch", "hears_monitor"]

_TIMEOUT_SECONDS = 5.0
_RETRY_SECONDS = 2.0
_SUBSCRIBED_SECONDS = 0.5


def hears_monitor() -> bool | None:
    """Whether this process records from a monitor; None if it doesn't record or the server doesn't tell."""
    sources = {source["index"]: source for source in _listed("sources")}
    ours = [
        sources.get(output["source"])
        for output in _listed("source-outputs")
        if output.get("properties", {}).get("application.process.id") == str(os.getpid())
    ]
    known = [source for source in ours if source is not None]
    return any(source.get("monitor_source") for source in known) if known else None


def _listed(what: str) -> list[dict[str, Any]]:
    try:
        answer = subprocess.run(  # noqa: S603
            ["pactl", "--format=json", "list", what],  # noqa: S607
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
        listed = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return []
    return listed if isinstance(listed, list) else []


class SourceWatch:
    """A thread that sleeps until the server reports a change; without ``pactl`` it never starts."""

    def __init__(self, on_change: Callable[[bool], None]) -> None:
        """``on_change`` is called with True when we came to hear a monitor, with False when no longer."""
        self._on_change = on_change
        self._stopping = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._monitor = False
        self._thread = threading.Thread(target=self._run, name="audio-sources", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        if shutil.which("pactl"):
            self._thread.start()

    def stop(self) -> None:
        """End the watch; harmless if it never started."""
        self._stopping.set()
        process = self._process
        if process is not None:
            process.terminate()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._follow()
            self._stopping.wait(_RETRY_SECONDS)

    def _follow(self) -> None:
        """Read the server's changes until it goes away."""
        try:
            process = subprocess.Popen(
                ["pactl", "subscribe"],  # noqa: S607
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        except OSError:
            return
        self._process = process
        with process:
            # What changed before the subscription was in force is not told.
            if self._stopping.wait(_SUBSCRIBED_SECONDS):
                process.terminate()
            self._check()
            assert process.stdout is not None
            for line in process.stdout:
                if "'change' on source-output" in line or "'new' on source-output" in line:
                    self._check()
        self._process = None

    def _check(self) -> None:
        monitor = hears_monitor()
        if monitor is not None and monitor != self._monitor:
            self._monitor = monitor
            self._on_change(monitor)
