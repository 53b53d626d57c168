"""Our own voice is taken out of the microphone's sound, and the person's is left in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from voiceskill.audio.barge_in import BargeInTrigger
from voiceskill.audio.echo import Aec3, EchoCanceller, HalfDuplex, NoCanceller, make_canceller
from voiceskill.audio.echo_kind import ECHO_KINDS, EchoKind
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.level import dbfs
from voiceskill.audio.listener import BLOCK_SAMPLES, Block, Listener
from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import read_wav
from voiceskill.errors import VoiceskillError

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng")

RATE = 16_000


def speak(path: Path, voice: str, text: str, dbfs_wanted: float) -> np.ndarray:
    """``text`` at 16 kHz, its voiced parts at ``dbfs_wanted``."""
    subprocess.run(["espeak-ng", "-v", voice, "-w", str(path), text], check=True)
    sound = to_rate(read_wav(path).pcm, RATE).samples.astype(float)
    loud = np.flatnonzero(np.abs(sound) > 300)
    sound = sound[loud[0] : loud[-1]]
    return sound * 10 ** (dbfs_wanted / 20) * 32_768 / np.sqrt((sound[np.abs(sound) > 100] ** 2).mean())


@pytest.fixture(name="ours", scope="module")
def fixture_ours(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """A second of silence and at least 14 seconds of our voice."""
    text = "Sit up slowly and put both feet flat on the floor. Lean forward and keep your heel down. " * 3
    path = tmp_path_factory.mktemp("ours") / "ours.wav"
    return np.concatenate((np.zeros(RATE), speak(path, "en-gb", text, -20)))


@pytest.fixture(name="person", scope="module")
def fixture_person(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """Someone who says a few words, as loud as our echo is."""
    return speak(tmp_path_factory.mktemp("person") / "person.wav", "en-us+f3", "stop, please stop", -32)


def echo_of(sound: np.ndarray, gain_db: float = -12, delay_seconds: float = 0.05) -> np.ndarray:
    """What a small room makes of it."""
    chance = np.random.default_rng(7)
    count = round(0.2 * RATE)
    response = chance.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    response[0] = 4
    response *= 10 ** (gain_db / 20) / np.sqrt((response**2).sum())
    padded = np.concatenate((np.zeros(round(delay_seconds * RATE)), response))
    return np.convolve(sound, padded)[: len(sound)]


def tone(seconds: float, frequency: float) -> np.ndarray:
    return 5_000 * np.sin(2 * np.pi * frequency * (np.arange(round(seconds * RATE)) + 0.5) / RATE)


def whole(sound: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)


def listen(listener: Listener, near: np.ndarray, far: np.ndarray) -> list[Block]:
    near, far = whole(near), whole(far)
    return [
        listener.take(near[at : at + BLOCK_SAMPLES], far[at : at + BLOCK_SAMPLES], at / RATE)
        for at in range(0, len(near) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES)
    ]


def make_listener(canceller: EchoCanceller) -> Listener:
    return Listener(canceller, SpeechGate(barge_in=BargeInTrigger()))


def room_noise(count: int) -> np.ndarray:
    return np.random.default_rng(3).standard_normal(count) * 10 ** (-65 / 20) * 32_768


def test_our_own_voice_opens_no_gate_and_is_cancelled_by_twenty_decibels(ours: np.ndarray) -> None:
    near = echo_of(ours) + room_noise(len(ours))
    blocks = listen(make_listener(Aec3()), near, ours)
    assert not any(block.opened for block in blocks)
    left = np.concatenate([block.samples for block in blocks])[4 * RATE : 12 * RATE]
    assert dbfs(whole(near)[4 * RATE : 12 * RATE]) - dbfs(left) > 20


def test_a_voice_as_loud_as_our_echo_opens_the_gate_from_before_its_first_word(
    ours: np.ndarray, person: np.ndarray
) -> None:
    near = echo_of(ours) + room_noise(len(ours))
    near[9 * RATE : 9 * RATE + len(person)] += person
    opened = [block for block in listen(make_listener(Aec3()), near, ours) if block.opened]
    assert len(opened) == 1
    assert opened[0].over_us
    assert opened[0].playing
    assert 9.0 <= opened[0].start <= 9.4
    assert opened[0].speech_start < 9.0


def test_without_an_echo_a_voice_right_after_our_first_words_is_left_in(
    ours: np.ndarray, person: np.ndarray
) -> None:
    near = room_noise(len(ours))
    near[4 * RATE : 4 * RATE + len(person)] += person
    blocks = listen(make_listener(Aec3()), near, ours)
    opened = [block for block in blocks if block.opened]
    assert len(opened) == 1
    assert 4.0 <= opened[0].start <= 4.4
    left = np.concatenate([block.samples for block in blocks])[4 * RATE : 4 * RATE + len(person)]
    assert np.array_equal(left, whole(near)[4 * RATE : 4 * RATE + len(person)])


def test_playing_lasts_as_long_as_our_sound_is_in_the_room() -> None:
    far = np.concatenate((np.zeros(RATE), tone(1.0, 300), np.zeros(RATE)))
    blocks = listen(make_listener(NoCanceller()), np.zeros(len(far)), far)
    playing = [block.start for block in blocks if block.playing]
    assert 1.0 <= playing[0] <= 1.05
    assert 2.1 <= playing[-1] <= 2.4


def test_half_duplex_is_deaf_while_we_speak_and_hears_again_after_it() -> None:
    far = np.concatenate((np.zeros(RATE), tone(1.0, 300), np.zeros(RATE)))
    near = tone(3.0, 700)
    canceller = HalfDuplex()
    blocks = listen(make_listener(canceller), near, far)
    left = np.concatenate([block.samples for block in blocks])
    assert np.array_equal(left[:RATE], whole(near)[:RATE])
    assert not left[RATE + BLOCK_SAMPLES : 2 * RATE + round(0.3 * RATE)].any()
    assert np.array_equal(left[-RATE // 2 :], whole(near)[len(left) - RATE // 2 : len(left)])


def test_the_canceller_rests_in_silence_and_still_knows_the_room_after_it(ours: np.ndarray) -> None:
    canceller = Aec3()
    far = np.concatenate((ours[RATE : 9 * RATE], np.zeros(20 * RATE), ours[9 * RATE : 12 * RATE]))
    near = echo_of(far) + room_noise(len(far))
    blocks = listen(make_listener(canceller), near, far)
    left = np.concatenate([block.samples for block in blocks])
    assert np.array_equal(left[15 * RATE : 28 * RATE], whole(near)[15 * RATE : 28 * RATE])
    assert dbfs(whole(near)[29 * RATE : 31 * RATE]) - dbfs(left[29 * RATE : 31 * RATE]) > 15


def test_where_aec3_does_not_run_we_are_half_duplex_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    canceller = make_canceller("auto")
    assert isinstance(canceller, HalfDuplex)
    assert "can't hear you while I speak" in canceller.description


def test_whoever_asks_for_webrtc_where_it_does_not_run_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    with pytest.raises(VoiceskillError, match="choose 'echo: auto'"):
        make_canceller("webrtc")


@pytest.mark.parametrize("kind", ECHO_KINDS)
def test_every_canceller_says_what_is_in_force(kind: EchoKind) -> None:
    canceller = make_canceller(kind)
    assert len(canceller.description) > 10
    canceller.reset()
    silence = np.zeros(BLOCK_SAMPLES, np.int16)
    assert not canceller.process(silence, silence).any()
