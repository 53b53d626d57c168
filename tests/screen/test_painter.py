"""The screen on a real terminal, which is a pseudo terminal of the test's."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command import home_of_its_own, no_sound_environment

from voiceskill.screen.painter import Painter
from voiceskill.screen.screen import wants_screen
from voiceskill.screen.view import Piece

PATIENCE = 30.0


class Terminal:
    """A pseudo terminal of a given size; ``other`` is the end that programs write to."""

    def __init__(self, columns: int, rows: int) -> None:
        self.mine, self.other = pty.openpty()
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.other, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self) -> str:
        """All that was written since the last call."""
        found = b""
        while select.select([self.mine], [], [], 0.05)[0]:
            found += os.read(self.mine, 65_536)
        return found.decode()

    def read_until(self, text: str) -> str:
        found, end = "", time.monotonic() + PATIENCE
        while text not in found:
            assert time.monotonic() < end, found
            found += self.read()
        return found

    def close(self) -> None:
        os.close(self.mine)
        os.close(self.other)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal(60, 16)
    yield made
    made.close()


def row(text: str) -> tuple[Piece, ...]:
    return (Piece(text, "strong"),)


def test_only_what_changed_is_painted(terminal: Terminal) -> None:
    painter = Painter(os.fdopen(os.dup(terminal.other), "w"))
    painter.paint([row("one"), row("two")], painter.size)
    first = terminal.read()
    painter.paint([row("one"), row("three")], painter.size)
    second = terminal.read()
    painter.paint([row("one"), row("three")], painter.size)

    assert "one" in first
    assert "two" in first
    assert "three" in second
    assert "one" not in second
    assert terminal.read() == ""


def test_a_new_size_is_painted_whole(terminal: Terminal) -> None:
    painter = Painter(os.fdopen(os.dup(terminal.other), "w"))
    painter.paint([row("one")], painter.size)
    terminal.read()
    terminal.resize(80, 24)
    assert painter.size == (80, 24)
    painter.paint([row("one")], painter.size)
    assert "one" in terminal.read()


def test_the_terminal_is_given_back_as_it_was(terminal: Terminal) -> None:
    painter = Painter(os.fdopen(os.dup(terminal.other), "w"))
    painter.open()
    opened = terminal.read()
    painter.close()
    closed = terminal.read()
    assert "\x1b[?1049h" in opened
    assert "\x1b[?25l" in opened
    assert "\x1b[?25h" in closed
    assert closed.endswith("\x1b[?1049l")


def test_rows_are_left_to_whoever_types(terminal: Terminal) -> None:
    painter = Painter(os.fdopen(os.dup(terminal.other), "w"), typing=True)
    assert painter.size == (60, 14)
    painter.paint([row(f"row {number}") for number in range(20)], painter.size)
    painted = terminal.read()
    assert "row 13" in painted
    assert "row 14" not in painted
    assert "\x1b[15;16r" in painted


@pytest.mark.parametrize(
    ("environment", "plain", "wanted"),
    [
        ({"TERM": "xterm-256color"}, False, True),
        ({"TERM": "xterm-256color"}, True, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False, False),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, False, True),
        ({"TERM": "dumb"}, False, False),
        ({}, False, False),
    ],
)
def test_lines_are_plain_where_they_should_be(
    terminal: Terminal, environment: dict[str, str], plain: bool, wanted: bool
) -> None:
    with os.fdopen(os.dup(terminal.other), "w") as stream:
        assert wants_screen(stream, environment, plain=plain) == wanted


def test_no_terminal_means_plain_lines() -> None:
    assert not wants_screen(io.StringIO(), {"TERM": "xterm"}, plain=False)


def typed_session(terminal: Terminal, home: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "voiceskill", "run", "--typed", *options],
        stdin=terminal.other,
        stdout=terminal.other,
        stderr=subprocess.DEVNULL,
        env=no_sound_environment(home_of_its_own(home)) | {"TERM": "xterm-256color"},
    )


def test_a_typed_session_on_a_terminal_has_a_screen(terminal: Terminal, tmp_path: Path) -> None:
    session = typed_session(terminal, tmp_path)
    terminal.read_until("my calf is cramping")
    os.write(terminal.mine, b"my left calf is cramping\n")
    shown = terminal.read_until("push the heel away")
    os.write(terminal.mine, b"\x04")
    shown += terminal.read_until("\x1b[?1049l")

    assert "left calf" in shown
    assert session.wait(PATIENCE) == 0


def test_with_plain_it_has_lines(terminal: Terminal, tmp_path: Path) -> None:
    session = typed_session(terminal, tmp_path, "--plain")
    terminal.read_until("Type what you would say")
    os.write(terminal.mine, b"my left calf is cramping\n")
    shown = terminal.read_until("push the heel away")
    os.write(terminal.mine, b"\x04")

    assert session.wait(PATIENCE) == 0
    assert "\x1b" not in shown + terminal.read()
