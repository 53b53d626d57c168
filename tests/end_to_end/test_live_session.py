"""``voiceskill run`` as a process on a real sound server: a person is played in, the device recorded."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.command import home_of_its_own
from support.person import RATE, spoken
from support.session import Session
from support.sound_server import SoundServer, missing_packages

from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.audio.wav import read_wav, write_wav

pytestmark = pytest.mark.skipif(bool(missing_packages()), reason=f"needs {', '.join(missing_packages())}")

QUIET = 60
GREETING_SECONDS = 3.0


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with SoundServer() as server:
        yield server


@pytest.fixture
def device(server: SoundServer, tmp_path: Path) -> Iterator[Session]:
    with Session({**server.env, "VOICESKILL_HOME": str(home_of_its_own(tmp_path))}) as session:
        session.wait_for("i'm ready")
        time.sleep(GREETING_SECONDS)
        yield session


def say(server: SoundServer, folder: Path, words: str) -> None:
    path = folder / f"{words.replace(' ', '_')}.wav"
    write_wav(path, Pcm(spoken(words), RATE))
    server.play_into_microphone(path)


def loudest(samples: Samples) -> int:
    return int(np.abs(samples.astype(np.int32)).max(initial=0))


def test_a_cramp_is_answered_and_stop_is_silence(
    server: SoundServer, device: Session, tmp_path: Path
) -> None:
    speaker = server.record_speaker(tmp_path / "speaker.wav")
    say(server, tmp_path, "my left calf is cramping")
    device.wait_for("person: my left calf is cramping")
    device.wait_for("device: your left calf")
    say(server, tmp_path, "stop")
    device.wait_for("sound cut off")
    time.sleep(4)
    heard = read_wav(speaker.stop()).pcm
    assert loudest(heard.samples) > 3_000
    assert loudest(heard.samples[-3 * heard.rate :]) < QUIET, "\n".join(device.shown)
    assert device.end() == 0


def test_sigterm_ends_it_mid_word(server: SoundServer, device: Session, tmp_path: Path) -> None:
    say(server, tmp_path, "my calf is cramping")
    device.wait_for("device: your calf")
    assert device.end() == 0
    assert not any("Traceback" in line for line in device.shown)


def test_killed_in_mid_prompt_it_hears_again_and_says_so(
    server: SoundServer, device: Session, tmp_path: Path
) -> None:
    say(server, tmp_path, "my calf is cramping")
    device.wait_for("device: your calf")
    server.kill()
    device.wait_for("gone away")
    server.restart()
    device.wait_for("sound is back")
    device.wait_for("device: i can hear you again")
    time.sleep(3)
    say(server, tmp_path, "stop")
    device.wait_for("sound cut off")
    assert device.end() == 0
