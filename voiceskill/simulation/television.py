"""A television in a simulated room: other people's voices, talking without end."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from voiceskill.audio.listener import LISTENING_RATE
from voiceskill.simulation.image_source import Floats
from voiceskill.simulation.scenario import PersonVoice
from voiceskill.simulation.voices import Voices
from voiceskill.yaml_source import load_yaml

__all__ = ["television_talk"]

_FILE = Path(__file__).with_name("television.yaml")
_PAUSES = (0.2, 1.2)
"""Shortest and longest pause (s) between two sentences."""


@lru_cache(maxsize=4)
def television_talk(seed: int) -> Floats:
    """All sentences once, in an order drawn by ``seed``, as they leave the television; 16 kHz, ±32768."""
    root = load_yaml(_FILE)
    root.only({"voices", "sentences"})
    names, sentences = root.require("voices").texts(), root.require("sentences").texts()
    chance = np.random.default_rng(seed)
    parts: list[Floats] = []
    with Voices() as voices:
        for number, place in enumerate(chance.permutation(len(sentences))):
            voice = PersonVoice("espeak", names[number % len(names)])
            pause = round(chance.uniform(*_PAUSES) * LISTENING_RATE)
            parts += [voices.say(sentences[place], voice).samples.astype(np.float64), np.zeros(pause)]
    return np.concatenate(parts)
