"""How the people of a scenario sound: a recording, or a synthetic voice of eSpeak NG, flite or festival.

Pitch is changed by resampling, with the synthesizer's own pace set so that the speed comes out as wanted; so
all engines offer it alike.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import read_wav
from voiceskill.errors import VoiceskillError
from voiceskill.recognition.recognizer import SAMPLE_RATE
from voiceskill.simulation.scenario import PersonVoice, Turn
from voiceskill.simulation.whisper import whispered
from voiceskill.speech.engine import SpeechProcess
from voiceskill.speech.shaping import shape
from voiceskill.speech.voice import FASTEST, SLOWEST, Voice

__all__ = ["Voices"]

_ESPEAK_WORDS_PER_MINUTE = 150
_SECONDS = 60.0
_NAME = re.compile(r"\w+", re.ASCII)


class Voices:
    """Speaks for everybody in a scenario; closed at the end."""

    def __init__(self) -> None:
        """Nothing is started before it is needed."""
        self._espeak: SpeechProcess | None = None

    def __enter__(self) -> Self:
        """Ready."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the synthesizer."""
        if self._espeak is not None:
            self._espeak.close()

    def turn(self, turn: Turn, voice: PersonVoice) -> Pcm:
        """``turn`` in its own voice or, where it has none, in ``voice``; see ``say``."""
        spoken_by = turn.voice or voice
        if turn.recording is not None:
            return _levelled(read_wav(turn.recording).pcm)
        if spoken_by.engine == "recording":
            raise VoiceskillError(f"There is no recording of '{turn.say}': add one, or choose a voice.")
        return self.say(turn.say, spoken_by)

    def say(self, text: str, voice: PersonVoice) -> Pcm:
        """``text`` at the recognizer's rate, at the level of ``SPEECH_DBFS`` whatever the voice's own.

        Raises ``VoiceskillError`` if the voice is not installed, or a recording can't be read.
        """
        raw = self._render(text, voice)
        raised = Pcm(raw.samples, round(raw.rate * voice.pitch))
        spoken = _levelled(raised)
        return _levelled(whispered(spoken, seed=len(text))) if voice.whisper else spoken

    def _render(self, text: str, voice: PersonVoice) -> Pcm:
        pace = voice.speed / voice.pitch
        if voice.engine == "flite":
            stretch = f"duration_stretch={1 / pace:.3f}"
            return _run(["flite", "-voice", _plain(voice.name or "rms"), "--setf", stretch, "-t", text], text)
        if voice.engine == "festival":
            name = _plain(voice.name or "kal_diphone")
            slower = f"(Parameter.set 'Duration_Stretch {1 / pace:.3f})"
            return _run(["text2wave", "-eval", f"(voice_{name})", "-eval", slower], text, text)
        words_per_minute = round(min(FASTEST, max(SLOWEST, _ESPEAK_WORDS_PER_MINUTE * pace)))
        if self._espeak is None:
            self._espeak = SpeechProcess()
        return self._espeak.synthesize(text, Voice(voice.name or "en-us", words_per_minute))


def _run(command: Sequence[str], text: str, typed: str = "") -> Pcm:
    """What ``command`` writes as a WAV file, given ``typed`` as its input."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "person.wav"
        line = [*command, "-o", str(path)]
        try:
            subprocess.run(line, check=True, capture_output=True, input=typed.encode(), timeout=_SECONDS)  # noqa: S603
        except FileNotFoundError:
            package = "festival" if command[0] == "text2wave" else command[0]
            raise VoiceskillError(
                f"{package} is not installed: install it with 'apt-get install {package}'."
            ) from None
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            raise VoiceskillError(f"{command[0]} could not say '{text}': is its voice installed?") from None
        return read_wav(path).pcm


def _plain(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise VoiceskillError(f"'{name}' is no name of a voice: use letters, digits and underscores.")
    return name


def _levelled(pcm: Pcm) -> Pcm:
    return shape(to_rate(pcm, SAMPLE_RATE), SAMPLE_RATE)
