"""Simulated days of one device in one process: does its memory stay flat?

    python -m bench.survival.soak [--days 10]

A seeded person has three cramps a day; in between the device waits. Understanding, dialogue, diary and the
keeping of each move are the real ones; speech and hearing are text, so that a day takes seconds. Prints the
resident memory after each day.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
from pathlib import Path

from bench.survival.kills import KINDS, REPORTS
from voiceskill.app.content import shipped_content
from voiceskill.app.kept_journal import kept_journal
from voiceskill.app.kept_state import kept_state
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.app.typed import TypedSession
from voiceskill.config import Config

DAY = 86_400.0
CRAMPS_A_DAY = 3
SAYINGS = 30
IDLE = 0.25
ALLOWED_GROWTH = 1.05


class Sleeper:
    """Three times a day some minutes of talk, then silence."""

    def __init__(self, days: int, chance: random.Random) -> None:
        self._chance = chance
        self._now = 0.0
        self._days = days
        self._left = 0
        self._next = 60.0
        self.memory: list[int] = []

    def now(self) -> float:
        return self._now

    def wait(self, seconds: float) -> str | None:
        if self._now + seconds < self._next:
            # A device with nothing to do wakes four times a second; a simulated one need not.
            skipped = min(5.0, self._next - self._now) if seconds >= IDLE else 0.01
            self._pass(max(seconds, skipped))
            return None
        self._pass(self._next - self._now)
        return self._speak()

    def _speak(self) -> str:
        starts = self._left == 0
        self._left = SAYINGS if starts else self._left - 1
        self._next += self._chance.uniform(2.0, 20.0) if self._left else DAY / CRAMPS_A_DAY
        return self._chance.choice(REPORTS if starts else self._chance.choice(KINDS))

    def _pass(self, seconds: float) -> None:
        day = int(self._now // DAY)
        self._now += max(0.0, seconds)
        if int(self._now // DAY) > day:
            gc.collect()
            self.memory.append(resident())
            print(f"day {day + 1}: {self.memory[-1] / 1e6:.1f} MB", flush=True)
            if day + 1 >= self._days:
                raise EOFError


def resident() -> int:
    """Resident memory of this process (bytes)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    parser = argparse.ArgumentParser(description="Simulated days of one device.")
    parser.add_argument("--days", type=int, default=10)
    arguments = parser.parse_args()
    content = shipped_content()
    with tempfile.TemporaryDirectory() as home:
        os.environ["VOICESKILL_HOME"] = home
        transcript = Transcript(most=1000)
        person = Sleeper(arguments.days, random.Random(1))
        with kept_state() as kept, kept_journal(Config()) as journal:
            watchers = (*kept.watchers, *journal.watchers())
            conversation = begin_conversation(
                content, Config(), transcript, night=True, watchers=watchers, diary=journal.diary
            )
            TypedSession(conversation, person, transcript, 150).run()
    growth = person.memory[-1] / person.memory[1]
    print(f"memory after day {arguments.days} is {growth:.3f} times that after day 2")
    return 0 if growth <= ALLOWED_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
