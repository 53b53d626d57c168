"""How long the decoder takes for one block of sound at most, and whether it holds up other threads meanwhile.

``python bench/session/decoder_stalls.py [--rounds N]`` says a dozen sentences N times to gate and recognizer,
and prints the decoding times of single blocks of 20 ms (those that open the gate carry what came before them)
and, from a thread that only wakes every 5 ms, by how much it woke late while the decoder worked and while it
did not. What the decoder is behind with waits in a ``Handover`` of 10 s.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from support.person import VOICES, spoken

from voiceskill.app.hearing import Hearing
from voiceskill.app.stages import open_recognizer
from voiceskill.audio.echo import make_canceller
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.listener import BLOCK_SAMPLES, BLOCK_SECONDS, LISTENING_RATE, Listener
from voiceskill.config import Config

SENTENCES = ("my left calf is cramping", "i need some help please", "how long left", "it's a bit better now")
WAKE_SECONDS = 0.005


class Sleeper:
    """Wakes every 5 ms and notes by how much it was late."""

    def __init__(self) -> None:
        self.late: dict[bool, list[float]] = {True: [], False: []}
        self.decoding = False
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            began, decoding = time.perf_counter(), self.decoding
            time.sleep(WAKE_SECONDS)
            if decoding == self.decoding:
                self.late[decoding].append(time.perf_counter() - began - WAKE_SECONDS)


def show(name: str, seconds: list[float]) -> None:
    p50, p95, p99 = np.percentile(np.array(seconds) * 1000, (50, 95, 99))
    worst = 1000 * max(seconds)
    print(f"{name}: p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f}, worst {worst:.1f} ms, n {len(seconds)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    hearing = Hearing(open_recognizer(Config()))
    listener = Listener(make_canceller("off"), SpeechGate())
    sleeper = Sleeper()
    taken: list[float] = []
    now = 0.0
    silence = np.zeros(2 * LISTENING_RATE, np.int16)
    sounds = [spoken(text, voice) for text in SENTENCES for voice in VOICES]
    for sound in sounds * rounds:
        room = np.concatenate([sound, silence]).astype(float)
        room = (room + np.random.default_rng(1).normal(0, 8, len(room))).astype(np.int16)
        for first in range(0, len(room) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES):
            samples = room[first : first + BLOCK_SAMPLES]
            block = listener.take(samples, np.zeros_like(samples), now)
            now += BLOCK_SECONDS
            if len(block.speech):
                began = time.perf_counter()
                sleeper.decoding = True
                hearing.take(block)
                sleeper.decoding = False
                taken.append(time.perf_counter() - began)
        time.sleep(0.05)
    show("decoding a block", taken)
    print(f"decoding, in all: {sum(taken) / (len(taken) * BLOCK_SECONDS):.2f} of real time")
    show("another thread late, while decoding", sleeper.late[True])
    show("another thread late, at rest", sleeper.late[False])
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
