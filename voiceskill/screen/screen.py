"""A screen beside a session: what happens is noted at once, and painted by a thread of its own.

A terminal that takes nothing any more (a paused window, a broken connection) holds up that thread alone.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TextIO

from voiceskill.audio.level import dbfs
from voiceskill.audio.listener import Block
from voiceskill.console import show, taken_by
from voiceskill.dialogue.script import Script
from voiceskill.screen.painter import Painter
from voiceskill.screen.scene import SceneKeeper
from voiceskill.screen.view import draw
from voiceskill.screen.words import ScreenWords

__all__ = ["FRAME_SECONDS", "Screen", "make_screen", "showing", "wants_screen"]

FRAME_SECONDS = 0.1
"""The screen is painted anew this often (s) at most, and only where something changed."""

_MOST_LINES = 50


class Screen:
    """Shows the scene that ``keeper`` keeps; ``now`` is session time in seconds."""

    def __init__(self, script: Script, words: ScreenWords, painter: Painter) -> None:
        """Nothing is painted before ``open``."""
        self.keeper = SceneKeeper(script)
        self._words = words
        self._painter = painter
        self._now = 0.0
        self._heard_of_now = time.monotonic()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="screen", daemon=True)

    def follow(self, now: float) -> None:
        """Let the screen know the session's time, as often as may be."""
        self._now, self._heard_of_now = now, time.monotonic()

    def measure(self, block: Block) -> None:
        """Take what the microphone hears, for its meter."""
        self.keeper.measure(dbfs(block.samples))

    def open(self) -> None:
        """Begin to paint."""
        self._painter.open()
        self._thread.start()

    def close(self, seconds: float = 1.0) -> None:
        """Give the terminal back, if it takes anything within ``seconds``."""
        self._closing.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        with suppress(OSError, ValueError):
            try:
                while not self._closing.wait(FRAME_SECONDS):
                    self._paint()
            finally:
                self._painter.close()

    def _paint(self) -> None:
        size = self._painter.size
        now = self._now + min(1.0, time.monotonic() - self._heard_of_now)
        self._painter.paint(draw(self.keeper.scene, self._words, now, *size), size)


def wants_screen(terminal: TextIO, environment: Mapping[str, str], *, plain: bool) -> bool:
    """Whether ``terminal`` can show a screen and nobody asked for plain lines (see no-color.org)."""
    if plain or environment.get("NO_COLOR") or environment.get("TERM", "dumb") == "dumb":
        return False
    return terminal.isatty()


def make_screen(script: Script, words: ScreenWords, *, plain: bool, typing: bool = False) -> Screen | None:
    """A screen on standard output, still closed, or None where there are to be plain lines.

    ``typing``: whether the last rows are left to what somebody types.
    """
    if not wants_screen(sys.stdout, os.environ, plain=plain):
        return None
    return Screen(script, words, Painter(sys.stdout, typing=typing))


@contextmanager
def showing(screen: Screen | None) -> Iterator[None]:
    """Show ``screen`` inside the block, if there is one.

    Lines that others mean for the terminal appear on it, and once more when it is gone.
    """
    if screen is None:
        yield
        return
    lines: deque[str] = deque(maxlen=_MOST_LINES)

    def take(line: str) -> None:
        lines.append(line)
        screen.keeper.remark(line)

    screen.open()
    try:
        with taken_by(take):
            yield
    finally:
        screen.close()
        for line in lines:
            show(line)
