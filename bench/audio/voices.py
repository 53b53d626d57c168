"""Synthetic voices for measurements: our own (eSpeak NG, as the device speaks) and a person's (Flite)."""

from __future__ import annotations

import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from room import FULL_SCALE, RATE, Sound

from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import read_wav

PERSONS = ("slt", "rms", "awb", "kal16")

OURS = (
    "Stay in bed and straighten your leg slowly.",
    "Pull your toes up towards your shin, as far as it stays easy.",
    "Good. I will count for you, and you only breathe.",
    "Does the muscle feel softer now, or is it just as tight?",
    "Put your hand around the muscle and squeeze it gently, then let go.",
    "A warm cloth may help now. Tell me when you have it, or say skip.",
    "Take a few small sips of water, and lie back.",
    "We can do that once more. Say again, or say that is enough.",
    "I am with you. Breathe in through the nose, and slowly out through the mouth.",
    "If you have to stand up, sit on the edge of the bed for a moment first.",
)


@cache
def ours(text: str) -> Sound:
    """One of our prompts, its voiced parts at -20 dBFS."""
    return _spoken(["espeak-ng", "-v", "en-us", "-s", "150", "-w", "{}", text], -20)


@cache
def person(voice: str, text: str, dbfs: float) -> Sound:
    """A person's words at ``dbfs``."""
    return _spoken(["flite", "-voice", voice, "-t", text, "-o", "{}"], dbfs)


def _spoken(command: list[str], dbfs: float) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        subprocess.run([part.format(path) for part in command], check=True)
        sound = to_rate(read_wav(path).pcm, RATE).samples.astype(float)
    loud = np.flatnonzero(np.abs(sound) > 300)
    sound = sound[loud[0] : loud[-1] + 1]
    return sound * 10 ** (dbfs / 20) * FULL_SCALE / np.sqrt((sound[np.abs(sound) > 100] ** 2).mean())


def talk(seconds: float, chance: np.random.Generator, pause: tuple[float, float]) -> Sound:
    """Our prompts in random order with pauses of ``pause`` seconds between them, after 2 s of silence."""
    parts = [np.zeros(2 * RATE)]
    length = 2 * RATE
    while length < seconds * RATE:
        prompt = ours(OURS[chance.integers(len(OURS))])
        silence = np.zeros(round(chance.uniform(*pause) * RATE))
        parts += [prompt, silence]
        length += len(prompt) + len(silence)
    return np.concatenate(parts)[: round(seconds * RATE)]
