"""How a scripted person sounds: a recording, an eSpeak NG voice, or flite where it is installed."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import read_wav
from voiceskill.errors import VoiceskillError
from voiceskill.recognition.recognizer import SAMPLE_RATE
from voiceskill.simulation.scenario import PersonVoice, Turn
from voiceskill.speech.engine import SpeechProcess
from voiceskill.speech.voice import Voice

__all__ = ["person_says"]

_PEAK = 0.35
_FLITE_SECONDS = 30.0


def person_says(turn: Turn, voice: PersonVoice) -> Pcm:
    """What the person's ``turn`` sounds like at the recognizer's rate, at a speaking level.

    Raises ``VoiceskillError`` if the recording can't be read or the voice is not installed.
    """
    if turn.recording is not None:
        return _at_speaking_level(read_wav(turn.recording).pcm)
    if voice.engine == "recording":
        raise VoiceskillError(f"The scenario has no recording of '{turn.say}': add one, or choose a voice.")
    if voice.engine == "flite":
        return _at_speaking_level(_flite(turn.say, voice.name or "rms"))
    return _at_speaking_level(_espeak(turn.say, voice.name or "en-us"))


def _espeak(text: str, name: str) -> Pcm:
    engine = SpeechProcess()
    try:
        return engine.synthesize(text, Voice(name))
    finally:
        engine.close()


def _flite(text: str, name: str) -> Pcm:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "person.wav"
        command = ["flite", "-voice", name, "-t", text, "-o", str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_FLITE_SECONDS)  # noqa: S603
        except FileNotFoundError:
            raise VoiceskillError(
                "flite is not installed: install it with 'apt-get install flite'."
            ) from None
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            raise VoiceskillError(f"flite could not say '{text}' with the voice '{name}'.") from None
        return read_wav(path).pcm


def _at_speaking_level(pcm: Pcm) -> Pcm:
    at_rate = to_rate(pcm, SAMPLE_RATE)
    peak = max(1, int(np.abs(at_rate.samples.astype(np.int32)).max(initial=0)))
    scaled = at_rate.samples.astype(np.float32) * (_PEAK * 32767 / peak)
    return Pcm(scaled.astype(np.int16), SAMPLE_RATE)
