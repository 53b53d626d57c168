"""``voiceskill run --input --output`` and ``hear``: real decoding of recordings made by flite."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from support.command import voiceskill
from support.person import RATE, spoken

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import WavWriter, read_wav, write_wav

AUDIBLE = 300


def recording(folder: Path, length: float, turns: Sequence[tuple[float, str]]) -> Path:
    """A WAV of ``length`` seconds over faint noise, with each turn at its time (seconds)."""
    sound = np.random.default_rng(1).normal(0, 12, int(length * RATE))
    for at, words in turns:
        voice = spoken(words)
        sound[int(at * RATE) : int(at * RATE) + len(voice)] += voice
    path = folder / "person.wav"
    write_wav(path, Pcm(np.clip(sound, -32768, 32767).astype(np.int16), RATE))
    return path


def loudest(pcm: Pcm, start: float, end: float) -> int:
    piece = pcm.samples[int(start * pcm.rate) : int(end * pcm.rate)]
    return int(np.abs(piece.astype(np.int32)).max(initial=0))


def test_a_cramp_is_answered_and_stop_is_silence(tmp_path: Path) -> None:
    person = recording(tmp_path, 14, [(1.0, "my left calf is cramping"), (7.0, "stop")])
    done = voiceskill("run", "--input", person, "--output", tmp_path / "device.wav")
    assert done.returncode == 0, done.stderr
    assert "person: my left calf is cramping" in done.stdout
    assert "device: Your left calf" in done.stdout
    device = read_wav(tmp_path / "device.wav").pcm
    assert loudest(device, 0.0, 2.5) == 0
    assert loudest(device, 3.5, 7.0) > AUDIBLE
    assert loudest(device, 9.0, 14.0) == 0


def test_an_emergency_over_our_voice_is_answered_with_whom_to_call(tmp_path: Path) -> None:
    person = recording(tmp_path, 20, [(1.0, "my left calf is cramping"), (7.0, "i can't breathe")])
    done = voiceskill("run", "--input", person, "--output", tmp_path / "device.wav")
    lines = done.stdout.splitlines()
    alarm = next(i for i, line in enumerate(lines) if "red flag: e_breath" in line)
    after = [line for line in lines[alarm:] if "device:" in line]
    assert "device: Call 911, 999, 112 or 000 now." in after[0]


@pytest.mark.parametrize(("rate", "channels"), [(22_050, 1), (16_000, 2), (44_100, 1), (48_000, 2)])
def test_any_rate_and_number_of_channels_is_heard(tmp_path: Path, rate: int, channels: int) -> None:
    sound = np.concatenate(
        [np.zeros(8_000, np.int16), spoken("my left calf is cramping"), np.zeros(16_000, np.int16)]
    )
    samples = to_rate(Pcm(sound, RATE), rate).samples
    with WavWriter(tmp_path / "person.wav", rate, channels) as writer:
        writer.write(samples if channels == 1 else np.stack([samples] * channels, axis=1))
    done = voiceskill("hear", tmp_path / "person.wav")
    [row] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (row["text"], row["intent"], row["side"]) == ("my left calf is cramping", "report_cramp", "left")
    assert 0.3 < row["start"] < 1.0
    assert 2.0 < row["end"] < 3.2
    assert set(row) >= {
        "start",
        "end",
        "text",
        "confidence",
        "intent",
        "body_part",
        "side",
        "red_flag",
        "negated",
    }


def test_telephone_sound_is_taken_without_complaint(tmp_path: Path) -> None:
    write_wav(tmp_path / "person.wav", to_rate(Pcm(spoken("stop"), RATE), 8_000))
    done = voiceskill("hear", tmp_path / "person.wav")
    assert done.returncode == 0
    assert done.stderr == ""
