"""The Picovoice speech-to-intent recordings: sentences, labels, sound, and what counts as right.

The first ``DEVELOPMENT`` recordings by name are the ones to tune and decide on; all others only measure.
"""

from __future__ import annotations

import json
import random
import re
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

DEVELOPMENT = 60
_CHOICE = re.compile(r"\[([^\]]*)\]")
_SLOT = re.compile(r"\$(\w+):\w+")


@dataclass(frozen=True)
class Recording:
    """One command and the slots that it names."""

    path: Path
    slots: dict[str, str]

    def samples(self) -> npt.NDArray[np.int16]:
        """Shape (n,) at 16 kHz."""
        with wave.open(str(self.path)) as file:
            return np.frombuffer(file.readframes(file.getnframes()), np.int16)


class CoffeeSet:
    """``folder`` holds the recordings, ``labels.json`` and ``grammar.yaml``."""

    def __init__(self, folder: Path) -> None:
        """Read labels and grammar; sound is read when asked for."""
        labels = json.loads((folder / "labels.json").read_text())
        self.recordings = [Recording(folder / name, labels[name]["slots"]) for name in sorted(labels)]
        context = yaml.safe_load((folder / "grammar.yaml").read_text())["context"]
        self._expressions = [text for group in context["expressions"].values() for text in group]
        self._values: dict[str, list[str]] = context["slots"]

    @property
    def development(self) -> list[Recording]:
        """The recordings to decide on."""
        return self.recordings[:DEVELOPMENT]

    @property
    def measurement(self) -> list[Recording]:
        """The recordings to report on."""
        return self.recordings[DEVELOPMENT:]

    def sentences(self, count: int, seed: int = 1) -> list[tuple[str, ...]]:
        """``count`` sentences drawn at random from the grammar."""
        chooser = random.Random(seed)
        return [self._sentence(chooser) for _ in range(count)]

    def slots_of(self, text: str) -> dict[str, str]:
        """The slots that a text names: at each place the longest value of any slot, the first of each slot
        kept.
        """
        words = text.split()
        values = [(value.split(), slot) for slot, options in self._values.items() for value in options]
        values.sort(key=lambda item: -len(item[0]))
        found: dict[str, str] = {}
        place = 0
        while place < len(words):
            for value, slot in values:
                if words[place : place + len(value)] == value:
                    found.setdefault(slot, " ".join(value))
                    place += len(value)
                    break
            else:
                place += 1
        return found

    def _sentence(self, chooser: random.Random) -> tuple[str, ...]:
        text = chooser.choice(self._expressions)
        text = _CHOICE.sub(lambda match: chooser.choice(match[1].split(",")).strip(), text)
        text = _SLOT.sub(lambda match: chooser.choice(self._values[match[1]]), text)
        return tuple(text.lower().split())


def with_noise(
    speech: npt.NDArray[np.int16], noise: npt.NDArray[np.int16], snr: float, seed: int
) -> npt.NDArray[np.int16]:
    """``speech`` with a piece of ``noise`` added at ``snr`` dB (mean powers over the recording)."""
    start = random.Random(seed).randrange(len(noise) - len(speech))
    piece = noise[start : start + len(speech)].astype(np.float64)
    voice = speech.astype(np.float64)
    gain = np.sqrt((voice**2).mean() / max((piece**2).mean(), 1e-9) / 10 ** (snr / 10))
    return np.clip(voice + gain * piece, -32768, 32767).astype(np.int16)
