"""Kills conversations without warning, at random points, and checks what the next start makes of each.

    python -m bench.survival.kills [--times 1000] [--seed 1]

A seeded person talks with the real understanding and dialogue on a simulated clock, in a process that is
killed (SIGKILL) while it runs, often in the middle of writing. What is then on disk must be the state that
the dialogue was in when it last spoke, or the one after that, which it was about to keep; the next process
goes on from it under the dialogue's safety rules. Prints a table; exits with 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
from collections import Counter
from datetime import datetime
from unittest import mock

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.kept_state import kept_state
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.app.typed import TypedSession
from voiceskill.app.watcher import Move, Watcher
from voiceskill.config import Config
from voiceskill.dialogue.events import Tick
from voiceskill.dialogue.invariants import Rules, Transition
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.resume import CutOff
from voiceskill.dialogue.state import State
from voiceskill.profile import Profile
from voiceskill.survival.keeper import StateKeeper, fit_to_keep
from voiceskill.survival.moment import Moment, elapsed, read_clocks
from voiceskill.survival.store import MomentStore, session_path
from voiceskill.survival.typed_json import to_plain
from voiceskill.understanding.meaning import Level

REPORTS = ("my left calf is cramping", "cramp in my foot", "start the bedtime stretch")
ANSWERS = ("no", "no", "yes", "it's the same", "easing", "worse", "wait", "carry on", "how long left", "skip")
DANGERS = ("my chest hurts", "i can't feel my leg", "my leg is swollen and red", "false alarm", "stop")
KINDS = (*[ANSWERS] * 16, *[REPORTS] * 3, DANGERS)
AWAY = (0.0, 20.0, 200.0, 400.0, 3000.0)


class Person:
    """Types at seeded simulated times, for ever; knows nothing of the device."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._now = 0.0
        self._next = chance.uniform(0.5, 2.0)
        self._lines = 0

    def now(self) -> float:
        return self._now

    def wait(self, seconds: float) -> str | None:
        if self._now + seconds < self._next:
            self._now += max(seconds, 0.01)
            return None
        self._now = max(self._now, self._next)
        self._next += self._chance.uniform(1.0, 25.0)
        self._lines += 1
        return self._chance.choice(REPORTS if self._lines == 1 else self._chance.choice(KINDS))


class Before:
    """Tells the killer which state is about to be kept."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def watch(self, move: Move) -> None:
        _tell(self._pipe, "about", move.after)


class After:
    """Tells the killer that it is kept: in real time the first sample sounds only later than this."""

    def __init__(self, pipe: int, keeper: StateKeeper) -> None:
        self._pipe = pipe
        self._keeper = keeper

    def watch(self, move: Move) -> None:
        if not self._keeper.settle():
            os._exit(3)
        _tell(self._pipe, "kept", move.after)


def _tell(pipe: int, word: str, state: State) -> None:
    os.write(pipe, f"{word} {hash_of(state)}\n".encode())


def hash_of(state: State) -> int:
    """A number that tells states apart, the same in every process."""
    return int.from_bytes(repr(to_plain(fit_to_keep(state))).encode()) % (2**61 - 1)


def talk(content: Content, seed: int, pipe: int) -> None:
    """The process to be killed."""
    with kept_state(lambda sentence: os.write(pipe, f"trouble {sentence}\n".encode()) and None) as kept:
        watchers: list[Watcher] = [Before(pipe)]
        for keeper in kept.watchers:
            assert isinstance(keeper, StateKeeper)
            watchers += [keeper, After(pipe, keeper)]
        conversation = begin_conversation(
            content, Config(), Transcript(), night=True, watchers=watchers, cut_off=kept.cut_off
        )
        TypedSession(conversation, Person(random.Random(seed)), Transcript(), 150).run()


def kill_one(content: Content, seed: int) -> tuple[list[str], bool]:
    """Start a conversation, kill it; what it told before, and whether it was killed in writing."""
    chance = random.Random(seed)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        talk(content, seed, writing)
        os._exit(4)
    os.close(writing)
    told: list[str] = []
    moves = int(chance.expovariate(1 / 40)) + 1
    in_writing = chance.random() < 0.5
    with os.fdopen(reading) as lines:
        for line in lines:
            told.append(line.strip())
            kept = sum(word.startswith("kept") for word in told)
            if kept >= moves and (line.startswith("about") or not in_writing):
                os.kill(child, signal.SIGKILL)
                break
        told += [line.strip() for line in lines]
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        told.append(f"trouble ended by itself ({os.waitstatus_to_exitcode(status)})")
    return told, in_writing


def problems_after(
    content: Content, told: list[str], chance: random.Random, counts: Counter[str]
) -> list[str]:
    """What is wrong with what the next start finds on disk and makes of it."""
    trouble = [line for line in told if line.startswith("trouble")]
    store = MomentStore(session_path(), datetime.now())
    moment = store.read()
    problems = trouble + store.remarks
    store.close()
    if moment is None:
        return [*problems, "nothing is left on disk"]
    about = [line.split()[1] for line in told if line.startswith("about")]
    kept = [line.split()[1] for line in told if line.startswith("kept")]
    found = str(hash_of(moment.state))
    if found == about[-1]:
        counts["the state it was in, or was entering"] += 1
    elif kept and found == kept[-1]:
        counts["the state before, its last words not yet begun"] += 1
    else:
        problems.append(f"an older state is on disk ({moment.state.phase})")
    counts[f"cut off in '{moment.state.phase}'"] += 1
    return problems + broken_rules(content, moment, chance)


def broken_rules(content: Content, moment: Moment, chance: random.Random) -> list[str]:
    """The dialogue's own rules on the way from what was left to what is made of it."""
    away = elapsed(moment.clocks, read_clocks()) + chance.choice(AWAY)
    profile = Profile()
    dialogue = Dialogue(content.script, profile, night=True)
    after, actions = dialogue.resume(CutOff(moment.state, moment.now, away), greet=True)
    broken = Rules(content.script, profile).broken(Transition(moment.state, Tick(), 0.0, after, actions))
    settings = content.script.settings
    alarm = moment.state.level == Level.EMERGENCY and away <= settings.resume_alarm_within
    ended = moment.state.repeats >= settings.emergency_repeats
    if alarm and after.phase != "emergency" and not ended:
        broken.append("an alarm was lost")
    return broken


def run(times: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Kill ``times`` conversations; what was found, and what went wrong."""
    content = shipped_content()
    with (
        tempfile.TemporaryDirectory(prefix="kills-") as home,
        mock.patch.dict(os.environ, VOICESKILL_HOME=home),
    ):
        return _kill_all(content, times, seed)


def _kill_all(content: Content, times: int, seed: int) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    problems: list[str] = []
    chance = random.Random(seed)
    for number in range(times):
        told, in_writing = kill_one(content, seed * 1_000_003 + number)
        counts["killed while it was keeping a move" if in_writing else "killed at another moment"] += 1
        found = problems_after(content, told, chance, counts)
        problems += [f"kill {number}: {problem}" for problem in found]
        if chance.random() < 0.3:
            shutil.rmtree(session_path().parent, ignore_errors=True)
    return counts, problems


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    counts, problems = run(arguments.times, arguments.seed)
    for what, count in sorted(counts.items()):
        print(f"{count:6}  {what}")
    for problem in problems[:20]:
        print(problem)
    print(f"{arguments.times} kills, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
