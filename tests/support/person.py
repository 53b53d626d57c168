"""A synthetic person for tests and measurements: Flite or the eSpeak NG program, at a speaking level."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import read_wav

__all__ = ["RATE", "VOICES", "spoken"]

RATE = 16_000
VOICES = ("rms", "slt", "awb", "en-gb")
"""Three of Flite's voices and one of eSpeak NG's."""

_PEAK = 0.35


def spoken(text: str, voice: str = "rms") -> Samples:
    """``text`` at 16 kHz, its loudest sample at 0.35 of full scale."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "person.wav"
        flite = ["flite", "-voice", voice, "-t", text, "-o", str(path)]
        espeak = ["espeak-ng", "-v", voice, "-w", str(path), text]
        subprocess.run(espeak if "-" in voice else flite, check=True, capture_output=True, timeout=30)
        sound = to_rate(read_wav(path).pcm, RATE).samples.astype(np.float32)
    level = _PEAK * 32_767 / max(1.0, float(np.abs(sound).max(initial=0)))
    return Pcm((sound * level).astype(np.int16), RATE).samples
