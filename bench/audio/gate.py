"""The gate in front of the decoder: what it lets through of voices in noise, what noise opens it, its cost.

    .venv/bin/python bench/audio/gate.py [--minutes 10]

Needs flite. Noise is synthesized: steady, a fan with its hum, knocks and clicks, slow chords as of music.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from room import FULL_SCALE, RATE, Sound
from voices import PERSONS, person

from voiceskill.audio.gate import Passed, SpeechGate
from voiceskill.audio.listener import BLOCK_SAMPLES

WORDS = ("my calf is cramping", "help", "ow my leg", "it is my left foot", "stop", "I can't feel my hand")
ROOM_DBFS = -55.0


def steady(count: int, chance: np.random.Generator) -> Sound:
    return chance.standard_normal(count)


def fan(count: int, chance: np.random.Generator) -> Sound:
    places = np.arange(count) / RATE
    hum = sum(np.sin(2 * np.pi * 50 * partial * places) / partial for partial in range(1, 8))
    slow = 1 + 0.3 * np.sin(2 * np.pi * 0.7 * places)
    return np.convolve(chance.standard_normal(count), np.ones(8) / 8, "same") * slow * 2 + hum * 0.5


def knocks(count: int, chance: np.random.Generator) -> Sound:
    sound = chance.standard_normal(count) * 0.1
    for at in chance.integers(0, count - RATE, count // (2 * RATE)):
        length = int(chance.integers(80, 1_600))
        sound[at : at + length] += (
            chance.standard_normal(length) * 12 * np.exp(-5 * np.arange(length) / length)
        )
    return sound


def music(count: int, chance: np.random.Generator) -> Sound:
    sound = np.zeros(count)
    for at in range(0, count - 2 * RATE, RATE // 2):
        length = RATE
        places = np.arange(length) / RATE
        envelope = np.exp(-3 * places)
        for note in chance.choice([0, 3, 5, 7, 10, 12], 3):
            frequency = 196 * 2 ** (note / 12)
            for partial in range(1, 6):
                tone = np.sin(2 * np.pi * frequency * partial * places)
                sound[at : at + length] += envelope * tone / partial**1.5
    return sound


NOISES = {"steady noise": steady, "fan": fan, "knocks and clicks": knocks, "music": music}


def at_level(sound: Sound, dbfs: float) -> Sound:
    return sound * 10 ** (dbfs / 20) * FULL_SCALE / np.sqrt((sound**2).mean())


def run(sound: Sound) -> list[Passed]:
    gate = SpeechGate()
    samples = np.clip(sound, -32_768, 32_767).astype(np.int16)
    blocks = samples[: len(samples) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
    return [gate.push(block, playing=False) for block in blocks]


def false_openings(minutes: float) -> None:
    print(f"| noise at {ROOM_DBFS:g} dBFS, {minutes:g} min | gate opened | decoder fed | CPU, ms per s |")
    print("| --- | --- | --- | --- |")
    for name, make in NOISES.items():
        sound = at_level(make(round(minutes * 60 * RATE), np.random.default_rng(1)), ROOM_DBFS)
        start = time.process_time()
        passed = run(sound)
        cost = (time.process_time() - start) / (minutes * 60) * 1e3
        fed = sum(len(one.samples) for one in passed) / len(sound)
        print(f"| {name} | {sum(one.opened for one in passed)} | {fed:.1%} | {cost:.2f} |", flush=True)


def voices() -> None:
    print("\n| voice over noise | let through whole | noticed after, ms: p50 / p95 |")
    print("| --- | --- | --- |")
    for name in ("steady noise", "fan", "music"):
        for snr in (20, 12, 6):
            spans, parts, length = [], [], 3 * RATE
            parts.append(np.zeros(length))
            for voice in PERSONS:
                for words in WORDS:
                    said = person(voice, words, ROOM_DBFS + snr)
                    spans.append((length, length + len(said)))
                    parts += [said, np.zeros(4 * RATE)]
                    length += len(said) + 4 * RATE
            sound = np.concatenate(parts)
            passed = run(sound + at_level(NOISES[name](len(sound), np.random.default_rng(2)), ROOM_DBFS))
            report(f"{name}, {snr} dB", passed, spans)


def report(name: str, passed: list[Passed], spans: list[tuple[int, int]]) -> None:
    fed = np.zeros(len(passed) * BLOCK_SAMPLES, bool)
    opened = []
    for number, one in enumerate(passed):
        end = (number + 1) * BLOCK_SAMPLES
        fed[end - len(one.samples) : end] = True
        if one.opened:
            opened.append(end)
    whole = sum(bool(fed[first:last].mean() > 0.97) for first, last in spans)
    delays = [
        (next(at for at in opened if at >= first) - first) / RATE * 1e3
        for first, last in spans
        if any(first <= at <= last + RATE for at in opened)
    ]
    times = f"{np.percentile(delays, 50):.0f} / {np.percentile(delays, 95):.0f}" if delays else "-"
    print(f"| {name} | {whole} of {len(spans)} | {times} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    false_openings(parser.parse_args().minutes)
    voices()
