"""Synthetic speech of given sentences, and recordings of people who talk of other things."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import soxr

from voiceskill.audio.wav import read_wav

RATE = 16_000
Samples = npt.NDArray[np.int16]
Item = TypeVar("Item")
VOICES = (
    ("flite", "slt", 0),
    ("espeak-ng", "en-us", 150),
    ("flite", "rms", 0),
    ("espeak-ng", "en-gb+f3", 140),
    ("flite", "awb", 0),
    ("espeak-ng", "en-gb-scotland", 160),
    ("flite", "kal", 0),
    ("espeak-ng", "en-us+m7", 130),
)
"""Program, voice, words a minute: American, British and Scottish, either sex, two kinds of synthesis."""


@dataclass(frozen=True)
class Voice:
    """A synthetic voice; ``words_per_minute`` 0 leaves the program's own pace."""

    program: str
    name: str
    words_per_minute: int

    def say(self, text: str) -> Samples:
        """Speech at 16 kHz with 0.4 s of silence before and 0.8 s after it."""
        program = shutil.which(self.program)
        if program is None:
            raise SystemExit(
                f"This bench needs the program {self.program}: install the package of that name."
            )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "speech.wav"
            subprocess.run([program, *self._options(path, text)], check=True, timeout=60, capture_output=True)
            pcm = read_wav(path).pcm
        sound = soxr.resample(pcm.samples.astype(np.float32), pcm.rate, RATE)
        padded = np.concatenate([np.zeros(int(0.4 * RATE)), sound, np.zeros(int(0.8 * RATE))])
        return np.clip(padded, -32768, 32767).astype(np.int16)

    def _options(self, path: Path, text: str) -> list[str]:
        if self.program == "flite":
            return ["-voice", self.name, "-t", text, "-o", str(path)]
        return ["-v", self.name, "-s", str(self.words_per_minute), "-w", str(path), text]


def voice(number: int) -> Voice:
    """The voices in turn."""
    return Voice(*VOICES[number % len(VOICES)])


def hiss(samples: Samples, snr: float, seed: int) -> Samples:
    """``samples`` with pink noise ``snr`` dB below the mean power of their louder half."""
    chance = np.random.default_rng(seed)
    spectrum = np.fft.rfft(chance.standard_normal(len(samples)))
    pink = np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 10.0), len(samples))
    power = np.sort(samples.astype(float) ** 2)[len(samples) // 2 :].mean()
    pink *= np.sqrt(power / 10 ** (snr / 10) / (pink**2).mean())
    return np.clip(samples + pink, -32768, 32767).astype(np.int16)


def word_errors(expected: Sequence[str], heard: Sequence[str]) -> int:
    """The least count of words to insert, remove or replace."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(expected, start=1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(heard, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]


def shuffled(rows: Sequence[Item], seed: int = 3) -> list[Item]:
    """The rows in an order that is the same each time."""
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    return mixed


def quiet(step: str) -> None:
    """Take a step of the model maker without a word."""
    del step
