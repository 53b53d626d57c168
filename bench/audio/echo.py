"""Echo cancelling and barge-in in simulated rooms: ERLE, gates opened by our own voice, words let through.

    .venv/bin/python bench/audio/echo.py [--minutes 60]

Needs espeak-ng and flite. ERLE is taken over the blocks in which we speak, after the first 10 s.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np
from room import RATE, Room, Sound
from voices import PERSONS, person, talk

from voiceskill.audio.echo import EchoCanceller, make_canceller
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.level import dbfs
from voiceskill.audio.listener import BLOCK_SAMPLES, Block, Listener

ROOMS = {
    "small room": Room(),
    "long delay, 120 ms": Room(delay=0.12),
    "loud speaker, -3 dB": Room(echo_db=-3),
    "echo, noise at -50 dBFS": Room(noise_dbfs=-50),
    "drift 100 ppm": Room(drift_ppm=100),
    "distorting speaker": Room(drive=2.0),
    "reverberation 0.6 s": Room(rt60=0.6),
    "reverberation 0.6 s, far speaker": Room(rt60=0.6, direct_db=-12),
}
WORDS = ("stop", "pause", "help", "wait", "stop please", "it is worse")


def listen(canceller: EchoCanceller, heard: Sound, played: Sound) -> list[Block]:
    near, far = heard.astype(np.int16), np.clip(played, -32_768, 32_767).astype(np.int16)
    listener = Listener(canceller, SpeechGate())
    return [
        listener.take(near[at : at + BLOCK_SAMPLES], far[at : at + BLOCK_SAMPLES], at / RATE)
        for at in range(0, len(near) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES)
    ]


def erle(heard: Sound, played: Sound, blocks: list[Block]) -> float:
    before = after = 0.0
    for number, block in enumerate(blocks[500:], start=500):
        cut = slice(number * BLOCK_SAMPLES, (number + 1) * BLOCK_SAMPLES)
        if dbfs(played[cut].astype(np.int16)) > -40:
            before += float((heard[cut] ** 2).sum())
            after += float((block.samples.astype(float) ** 2).sum())
    return 10 * np.log10(before / after)


def own_voice(minutes: float) -> None:
    print(f"| room, {minutes:g} min of our voice | ERLE, dB | gate opened by ourselves | CPU, ms per s |")
    print("| --- | --- | --- | --- |")
    for name, room in ROOMS.items():
        played = talk(minutes * 60, np.random.default_rng(11), pause=(0.3, 2.0))
        heard = room.hear(played, np.zeros(len(played)))
        start = time.process_time()
        blocks = listen(make_canceller("auto"), heard, played)
        cost = (time.process_time() - start) / (minutes * 60) * 1e3
        opened = sum(block.opened for block in blocks)
        print(f"| {name} | {erle(heard, played, blocks):.0f} | {opened} | {cost:.1f} |", flush=True)


def words_over_us(minutes: float) -> None:
    print(f"\n| words over our voice, {minutes:g} min | let through whole | opened after, ms: p50 / p95 |")
    print("| --- | --- | --- |")
    for below in (0.0, 6.0):
        for name in ("small room", "echo, noise at -50 dBFS", "distorting speaker"):
            room = replace(ROOMS[name], seed=5)
            chance = np.random.default_rng(23)
            played = talk(minutes * 60, chance, pause=(0.0, 0.05))
            said = np.zeros(len(played))
            spans = []
            for number, at in enumerate(np.arange(8.0, minutes * 60 - 4, 4.0)):
                words = person(
                    PERSONS[number % len(PERSONS)], WORDS[number % len(WORDS)], -20 + room.echo_db - below
                )
                first = round((at + chance.uniform(0, 1)) * RATE)
                said[first : first + len(words)] += words
                spans.append((first, first + len(words)))
            blocks = listen(make_canceller("auto"), room.hear(played, said), played)
            report(name, below, blocks, spans)


def report(name: str, below: float, blocks: list[Block], spans: list[tuple[int, int]]) -> None:
    passed = np.zeros(len(blocks) * BLOCK_SAMPLES, bool)
    opened = []
    for number, block in enumerate(blocks):
        end = (number + 1) * BLOCK_SAMPLES
        passed[end - len(block.speech) : end] = True
        if block.opened:
            opened.append(end)
    whole = sum(bool(passed[first:last].mean() > 0.95) for first, last in spans)
    delays = [
        (next(at for at in opened if at >= first) - first) / RATE * 1e3
        for first, last in spans
        if any(first <= at <= last + RATE // 2 for at in opened)
    ]
    times = f"{np.percentile(delays, 50):.0f} / {np.percentile(delays, 95):.0f}"
    print(f"| {name}, {below:g} dB below the echo | {whole} of {len(spans)} | {times} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    minutes = parser.parse_args().minutes
    own_voice(minutes)
    words_over_us(min(minutes, 10))
