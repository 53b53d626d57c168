"""``voiceskill run --typed`` as a process that is killed without warning, and started again."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command import home_of_its_own, no_sound_environment

PATIENCE = 30.0


class Typed:
    """A typed session, and the lines that it shows."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "voiceskill", "run", "--typed"],
            env=no_sound_environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.shown: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def says(self, words: str) -> str:
        """The next line with ``words`` in it."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                line = None
            assert line is not None, f"never showed '{words}':\n" + "\n".join(self.shown)
            if words in line:
                return line

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(timeout=10)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.shown.append(line.rstrip())
            self._lines.put(line.rstrip())
        self._lines.put(None)


@pytest.fixture
def sessions() -> Iterator[list[Typed]]:
    begun: list[Typed] = []
    yield begun
    for session in begun:
        session.end(signal.SIGKILL)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_of_its_own(tmp_path)


def begin(sessions: list[Typed], home: Path) -> Typed:
    sessions.append(Typed(home))
    return sessions[-1]


def test_an_alarm_is_the_first_thing_said_after_a_kill(sessions: list[Typed], home: Path) -> None:
    first = begin(sessions, home)
    first.says("Tell me where it cramps")
    first.type("my chest hurts and i can't breathe")
    first.says("Call 911")
    first.says("I can't make calls")
    first.end(signal.SIGKILL)

    second = begin(sessions, home)
    assert "Call 911" in second.says("device:"), second.shown


def test_relief_goes_on_where_it_was_after_a_kill(sessions: list[Typed], home: Path) -> None:
    first = begin(sessions, home)
    first.says("Tell me where it cramps")
    first.type("my left calf is cramping")
    first.says("Your left calf")
    first.says("Keep your knee straight")
    first.end(signal.SIGKILL)

    second = begin(sessions, home)
    assert "I was off for a moment." in second.says("device:"), second.shown
    second.says("Your left calf")


@pytest.mark.parametrize(("how", "goes_on"), [(signal.SIGTERM, True), (signal.SIGINT, False)])
def test_a_machine_that_goes_down_is_gone_on_with_and_a_person_who_ends_it_is_not(
    sessions: list[Typed], home: Path, how: signal.Signals, goes_on: bool
) -> None:
    first = begin(sessions, home)
    first.says("Tell me where it cramps")
    first.type("my left calf is cramping")
    first.says("Your left calf")
    first.end(how)
    assert first.process.returncode == 0

    second = begin(sessions, home)
    assert ("I was off" in second.says("device:")) == goes_on


def test_a_second_session_beside_the_first_says_that_it_is_not_kept(
    sessions: list[Typed], home: Path
) -> None:
    begin(sessions, home).says("Tell me where it cramps")
    begin(sessions, home).says("Another voiceskill is running")
