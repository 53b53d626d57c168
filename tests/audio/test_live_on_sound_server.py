"""Real PortAudio streams, full duplex, on a private sound server: killed, frozen, robbed of devices."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.probe import Probe
from support.sound_server import SoundServer, missing_packages

from voiceskill.audio.wav import read_wav

pytestmark = pytest.mark.skipif(bool(missing_packages()), reason=f"needs {', '.join(missing_packages())}")

RATE = 48_000
PATIENCE = 20.0


@pytest.fixture(name="server")
def fixture_server() -> Iterator[SoundServer]:
    with SoundServer() as server:
        yield server


@pytest.fixture(name="probe")
def fixture_probe(server: SoundServer) -> Iterator[Probe]:
    probe = Probe(server.env)
    try:
        probe.wait("listening")
        yield probe
    finally:
        probe.process.kill()
        probe.process.wait(timeout=PATIENCE)


@pytest.fixture(name="person", scope="module")
def fixture_person(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("person") / "person.wav"
    subprocess.run(
        ["espeak-ng", "-v", "en-us", "-w", str(path), "please stop, my calf is cramping badly"], check=True
    )
    return path


def loud(samples: np.ndarray) -> np.ndarray:
    """Which milliseconds hold sound."""
    whole = samples[: len(samples) // 48 * 48].reshape(-1, 48)
    return np.abs(whole.astype(int)).max(axis=1) > 300


def test_counts_are_heard_exactly_apart_as_scheduled(
    server: SoundServer, probe: Probe, tmp_path: Path
) -> None:
    recording = server.record_speaker(tmp_path / "speaker.wav")
    for number in range(4):
        probe.do("tone", seconds=0.1, token=number, **{"in": 0.8 + 0.4 * number})
    ends = [probe.wait("finished", token=number) for number in range(4)]
    samples = read_wav(recording.stop()).pcm.samples
    onsets = np.flatnonzero(np.diff(loud(samples).astype(int)) == 1)
    gaps = np.diff(onsets[np.diff(onsets, prepend=-1000) > 200])
    asked = 400 + np.diff([end["time"] - 0.4 * number for number, end in enumerate(ends)]) * 1000
    assert len(gaps) == 3
    assert np.abs(gaps - asked).max() <= 20
    probe.end()


def test_cut_is_silence_within_ten_milliseconds_of_sound(
    server: SoundServer, probe: Probe, tmp_path: Path
) -> None:
    recording = server.record_speaker(tmp_path / "speaker.wav")
    probe.do("tone", seconds=0.3, token=1)
    probe.do("tone", seconds=30.0, token=2)
    probe.wait("finished", token=1)
    probe.do("cut")
    probe.wait("cut")
    probe.do("tone", seconds=0.3, token=3, **{"in": 0.5})
    probe.wait("finished", token=3)
    samples = read_wav(recording.stop()).pcm.samples.astype(int)
    peaks = np.abs(samples[: len(samples) // 48 * 48].reshape(-1, 48)).max(axis=1)
    sounding = np.flatnonzero(peaks)
    pauses = np.flatnonzero(np.diff(sounding) >= 300)
    assert len(pauses) >= 1
    ended = sounding[pauses[-1]]
    full = np.flatnonzero(peaks[: ended + 1] >= 11_990)
    assert ended - full[-1] <= 10
    assert ended - full[0] >= 299
    probe.end()


def test_a_person_is_heard_while_we_speak_and_our_echo_is_not(tmp_path: Path, person: Path) -> None:
    ours = tmp_path / "ours.wav"
    text = (
        "Sit up slowly and put both feet flat on the floor. Now lean forward, and keep your heel down. " * 3
    )
    subprocess.run(["espeak-ng", "-v", "en-gb", "-w", str(ours), text], check=True)
    with SoundServer(leak_db=-12) as server:
        probe = Probe(server.env)
        try:
            assert "AEC3" in probe.wait("listening")["description"]
            probe.do("play", wav=str(ours), token=1)
            probe.do("tone", seconds=0.01, token=2, **{"in": 5.0})
            while (event := probe.next())["event"] != "finished":
                assert event["event"] != "opened", "our own voice opened the gate"
            server.play_into_microphone(person)
            opened = probe.wait("opened")
            assert opened["over_us"]
            assert opened["pre_roll"] >= 0.3
            probe.do("cut")
            probe.wait("closed")
            probe.end()
        finally:
            probe.process.kill()


def test_a_server_that_dies_and_comes_back_is_spoken_through_and_heard_again(
    server: SoundServer, probe: Probe, person: Path, tmp_path: Path
) -> None:
    probe.do("tone", seconds=2.0, token=1)
    server.kill()
    assert "gone away" in probe.wait("problem", over=False)["sentence"]
    server.restart()
    assert "back" in probe.wait("problem", over=True)["sentence"]
    recording = server.record_speaker(tmp_path / "speaker.wav")
    probe.wait("finished", token=1)
    server.play_into_microphone(person)
    probe.wait("opened")
    probe.wait("closed")
    assert loud(read_wav(recording.stop()).pcm.samples).any()
    probe.end()


def test_streams_that_fall_silent_without_an_error_are_opened_again(
    server: SoundServer, probe: Probe
) -> None:
    server.suspend(suspended=True)
    probe.wait("problem", over=False)
    server.suspend(suspended=False)
    probe.wait("problem", over=True)
    probe.do("tone", seconds=0.1, token=1)
    probe.wait("finished", token=1)
    probe.end()


def test_a_server_that_hangs_is_survived(server: SoundServer, probe: Probe) -> None:
    server.freeze()
    probe.wait("problem", over=False)
    server.thaw()
    probe.wait("problem", over=True)
    probe.end()


def test_leaving_while_the_server_hangs_does_not_hang(server: SoundServer, probe: Probe) -> None:
    server.freeze()
    probe.wait("problem", over=False)
    probe.end()
    server.thaw()


def test_a_microphone_swapped_for_the_speakers_monitor_is_noticed_and_not_listened_to(
    server: SoundServer, probe: Probe, person: Path
) -> None:
    server.unplug_microphone()
    assert "microphone is gone" in probe.wait("problem", over=False)["sentence"]
    probe.do("tone", seconds=0.3, token=1)
    probe.wait("finished", token=1)
    probe.do("level")
    assert probe.wait("level")["dbfs"] < -90
    server.plug_microphone()
    probe.wait("problem", over=True)
    server.play_into_microphone(person)
    probe.wait("opened")
    probe.end()


def test_no_sound_device_is_one_sentence(tmp_path: Path) -> None:
    with SoundServer() as server:
        env = server.env
    probe = Probe(env)
    sentence = probe.wait("refused")["sentence"]
    assert sentence.endswith(".")
    assert "microphone" in sentence
    assert probe.process.wait(timeout=PATIENCE) == 1
    assert probe.errors() == ""
