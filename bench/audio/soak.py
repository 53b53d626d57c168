"""Hours of simulated night through the listener and the player: memory must stay flat.

    .venv/bin/python bench/audio/soak.py [--hours 8]

Each hour holds quiet room noise, and a minute in which we speak and are spoken to.
"""

from __future__ import annotations

import argparse
import gc
import time
from pathlib import Path

import numpy as np
from room import RATE, Room
from voices import PERSONS, person, talk

from voiceskill.audio.echo import make_canceller
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.listener import BLOCK_SAMPLES, Listener
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import Player


def resident_kilobytes() -> int:
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])


def main(hours: int) -> None:
    chance = np.random.default_rng(4)
    played = talk(60, chance, pause=(0.5, 2.0))
    said = np.zeros(len(played))
    for number, at in enumerate(range(8, 56, 8)):
        words = person(PERSONS[number % len(PERSONS)], "stop please", -30)
        said[at * RATE : at * RATE + len(words)] += words
    episode = Room().hear(played, said).astype(np.int16)
    quiet = (chance.standard_normal(60 * RATE) * 18).astype(np.int16)
    listener = Listener(make_canceller("auto"), SpeechGate())
    player = Player(RATE)
    begun = time.process_time()
    print("| hour | resident, MB | gate opened |")
    print("| --- | --- | --- |")
    at = 0.0
    for hour in range(hours):
        opened = 0
        for minute in range(60):
            if minute == 30:
                player.play(Pcm(np.clip(played, -32_768, 32_767).astype(np.int16), RATE), hour)
            sound = episode if minute == 30 else quiet
            for first in range(0, len(sound), BLOCK_SAMPLES):
                block = listener.take(sound[first : first + BLOCK_SAMPLES], player.read(BLOCK_SAMPLES), at)
                opened += block.opened
                at += 0.02
        player.finished()
        gc.collect()
        print(f"| {hour + 1} | {resident_kilobytes() / 1024:.1f} | {opened} |", flush=True)
    used = time.process_time() - begun
    print(f"\n{used:.0f} s of CPU for {hours} h: {used / hours / 36:.2f} % of a core")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=int, default=8)
    main(parser.parse_args().hours)
