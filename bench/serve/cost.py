"""What a room with a satellite costs the processor, without sockets; see README.md."""

from __future__ import annotations

import contextlib
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.serve.rooms import NOISE, RATE, TURN_SECONDS, TURNS, spoken
from voiceskill.audio.listener import BLOCK_SAMPLES
from voiceskill.audio.pcm import Samples
from voiceskill.config import Config
from voiceskill.serve.home import Home, opened_home

SECONDS = 120.0
WARM_UP_SECONDS = 12.0
STEP = 5 * BLOCK_SAMPLES


def room_sound(turns: list[Samples], seconds: float) -> Samples:
    """A room with faint noise, in which somebody says one of ``turns`` every six seconds."""
    noise = np.random.default_rng(5).normal(0, NOISE, round(seconds * RATE / STEP) * STEP)
    sound = noise.astype(np.int16)
    for number in range(int(seconds / TURN_SECONDS) if turns else 0):
        turn = turns[number % len(turns)]
        first = round(number * TURN_SECONDS * RATE)
        sound[first : first + len(turn)] += turn[: len(sound) - first]
    return sound


def cost(home: Home, sound: Samples) -> tuple[float, float]:
    """Processor seconds per second of a room, and the most that any tenth of a second took."""
    spent = []
    with contextlib.closing(home.open_room(None)) as room:
        for first in range(0, len(sound), STEP):
            before = time.process_time()
            room.live(sound[first : first + STEP])
            spent.append(time.process_time() - before)
    counted = spent[round(WARM_UP_SECONDS * RATE / STEP) :]
    return sum(counted) / (len(counted) * STEP / RATE), max(counted)


def hearing_cost(home: Home, utterance: Samples) -> float:
    """Processor seconds per second of speech for a pipeline's speech to text."""
    rounds = 10
    before = time.process_time()
    for _ in range(rounds):
        listening = home.listen()
        listening.take(utterance)
        listening.finish()
    return (time.process_time() - before) / (rounds * len(utterance) / RATE)


def answering_cost(home: Home) -> float:
    """Processor seconds for an answer to a text."""
    rounds = 40
    before = time.process_time()
    for number in range(rounds):
        home.answer(TURNS[number % len(TURNS)], "bench")
    return (time.process_time() - before) / rounds


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, opened_home(Config(journal=False)) as home:
        turns = [spoken(text, Path(folder)) for text in TURNS]
        for name, said in (("nobody speaks", []), ("one speaks every six seconds", turns)):
            mean, most = cost(home, room_sound(said, SECONDS))
            print(f"room, {name}: {mean:.4f} s a second ({1 / mean:.0f} rooms a core), at most {most:.2f} s")
        print(f"speech to text: {hearing_cost(home, turns[0]):.3f} s a second of speech")
        print(f"answer to a text: {1_000 * answering_cost(home):.1f} ms")


if __name__ == "__main__":
    main()
