from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.sound_server import SoundServer, missing_packages

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.wav import write_wav
from voiceskill.errors import VoiceskillError
from voiceskill.level_meter import drawn, judge

LISTEN = (
    "from voiceskill.config import Config\n"
    "from voiceskill.level_meter import judge, listen\n"
    "print(judge(list(listen(Config(), 1.0))))"
)


def test_ordinary_levels_are_told() -> None:
    assert judge([-58.2, -21.4, -40.0]) == "from -58 dBFS in the quietest moment to -21 dBFS in the loudest"


@pytest.mark.parametrize(("levels", "advice"), [([-100.0, -99.0], "unmute it"), ([-60.0, -1.0], "gain down")])
def test_deaf_and_overdriven_microphones_are_to_be_mended(levels: list[float], advice: str) -> None:
    with pytest.raises(VoiceskillError, match=advice):
        judge(levels)


def test_drawing_passes_every_level_on() -> None:
    assert list(drawn([-100.0, -20.5, 0.0])) == [-100.0, -20.5, 0.0]


@pytest.mark.skipif(bool(missing_packages()), reason=f"needs {', '.join(missing_packages())}")
def test_a_real_stream_tells_a_voice_from_a_muted_microphone(tmp_path: Path) -> None:
    tone = 3_000 * np.sin(np.arange(48_000 * 20) / 20)
    write_wav(tmp_path / "tone.wav", Pcm(tone.astype(np.int16), 48_000))

    def listen(env: dict[str, str]) -> str:
        done = subprocess.run(
            [sys.executable, "-c", LISTEN], env=env, capture_output=True, text=True, timeout=60
        )
        return done.stdout + done.stderr

    with SoundServer() as server:
        env = {**os.environ, **server.env}
        assert "hears nothing at all" in listen(env)
        server.play_into_microphone(tmp_path / "tone.wav", wait=False)
        assert "-24 dBFS in the loudest" in listen(env)
