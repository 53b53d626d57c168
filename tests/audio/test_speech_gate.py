"""What the decoder gets: all of what someone says, from before the first word; nothing of a quiet night."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.audio.gate import Gate, Passed, SpeechGate
from voiceskill.audio.listener import BLOCK_SAMPLES
from voiceskill.audio.pcm import Samples
from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import read_wav

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng")

RATE = 16_000
SETTINGS = Gate()


def noise(seconds: float, dbfs: float, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE)) * 10 ** (dbfs / 20) * 32_768


@pytest.fixture(name="sentence", scope="module")
def fixture_sentence(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """A spoken sentence at 16 kHz and -26 dBFS, without silence around it."""
    path = tmp_path_factory.mktemp("voice") / "sentence.wav"
    subprocess.run(["espeak-ng", "-v", "en-us", "-w", str(path), "help, my calf is cramping"], check=True)
    samples = to_rate(read_wav(path).pcm, RATE).samples.astype(float)
    loud = np.flatnonzero(np.abs(samples) > 300)
    samples = samples[loud[0] : loud[-1]]
    return samples * 10 ** (-26 / 20) * 32_768 / np.sqrt((samples**2).mean())


def run(gate: SpeechGate, sound: np.ndarray, *, playing: bool = False) -> list[Passed]:
    samples = np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)
    blocks = samples[: len(samples) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
    return [gate.push(block, playing=playing) for block in blocks]


def test_a_sentence_passes_whole_with_half_a_second_before_it(sentence: np.ndarray) -> None:
    before = noise(3.0, -65)
    sound = np.concatenate((before, sentence, noise(3.0, -65, seed=1)))
    sound[len(before) : len(before) + len(sentence)] += noise(len(sentence) / RATE, -65)[: len(sentence)]
    passed = run(SpeechGate(), sound)
    opened = [number for number, one in enumerate(passed) if one.opened]
    closed = [number for number, one in enumerate(passed) if one.closed]
    assert len(opened) == len(closed) == 1
    end = (opened[0] + 1) * BLOCK_SAMPLES
    start = end - len(passed[opened[0]].samples)
    assert len(before) - RATE <= start <= len(before) - 0.25 * RATE
    assert (closed[0] + 1) * BLOCK_SAMPLES >= len(before) + len(sentence) + 0.8 * RATE
    joined = np.concatenate([one.samples for one in passed])
    expected = np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)[start : start + len(joined)]
    assert np.array_equal(joined, expected)


@pytest.mark.parametrize("level", [-80, -65, -50, -40])
def test_steady_noise_never_opens_the_gate(level: float) -> None:
    passed = run(SpeechGate(), noise(30.0, level))
    assert not any(one.opened for one in passed)
    assert all(len(one.samples) == 0 for one in passed)


def test_clicks_and_knocks_do_not_open_the_gate() -> None:
    sound = noise(20.0, -65)
    for at in range(RATE, len(sound) - RATE, RATE):
        sound[at : at + 160] += noise(0.01, -10, seed=at)
    assert not any(one.opened for one in run(SpeechGate(), sound))


def test_a_quiet_voice_in_a_quiet_room_passes(sentence: np.ndarray) -> None:
    sound = np.concatenate((noise(2.0, -75), sentence * 10 ** (-24 / 20), noise(2.0, -75)))
    assert any(one.opened for one in run(SpeechGate(), sound))


class CountingDetector:
    """A voice detector that hears nothing and counts what it is shown."""

    def __init__(self) -> None:
        self.shown = 0

    def probability(self, samples: Samples) -> float:
        self.shown += len(samples)
        return 0.0

    def reset(self) -> None:
        pass


def test_the_voice_detector_sleeps_through_a_quiet_night() -> None:
    detector = CountingDetector()
    gate = SpeechGate(make_detector=lambda: detector)
    run(gate, noise(5.0, -65))
    settled = detector.shown
    run(gate, noise(120.0, -65))
    assert detector.shown == settled


class ToldDetector:
    """Believes the sign of the first sample."""

    def __init__(self) -> None:
        self.latest = 0.0

    def probability(self, samples: Samples) -> float:
        self.latest = 1.0 if samples[0] > 0 else 0.0
        return self.latest

    def reset(self) -> None:
        pass


@settings(max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(1, 120)), max_size=12))
def test_openings_and_closings_alternate_and_sound_passes_without_holes(
    stretches: list[tuple[bool, bool, int]],
) -> None:
    gate = SpeechGate(make_detector=ToldDetector)
    number = 0
    is_open = False
    last_fed = -1
    for voice, playing, blocks in stretches:
        for _ in range(blocks):
            value = 3_000 if voice else -3
            block = np.full(BLOCK_SAMPLES, value, np.int16)
            passed = gate.push(block, playing=playing)
            if passed.opened:
                assert not is_open
                is_open = True
                fed = len(passed.samples) // BLOCK_SAMPLES
                assert fed >= 1
                assert number - fed >= last_fed
            elif is_open:
                assert len(passed.samples) == BLOCK_SAMPLES
            else:
                assert len(passed.samples) == 0
            if len(passed.samples):
                last_fed = number
            if passed.closed:
                assert is_open
                is_open = False
            assert gate.is_open == is_open
            number += 1


def test_patience_decides_when_a_silence_is_the_end(sentence: np.ndarray) -> None:
    pauses = []
    for patience in (0.4, 2.0):
        gate = SpeechGate()
        gate.patience = patience
        passed = run(gate, np.concatenate((sentence, noise(4.0, -70))))
        closed = next(number for number, one in enumerate(passed) if one.closed)
        pauses.append((closed + 1) * 0.02 - len(sentence) / RATE)
    assert pauses[0] < 0.8
    assert 1.6 < pauses[1] - pauses[0] + 0.001 < 1.7


def test_after_a_reset_the_gate_is_closed_and_remembers_nothing(sentence: np.ndarray) -> None:
    gate = SpeechGate()
    run(gate, noise(1.0, -65))
    run(gate, sentence)
    assert gate.is_open
    gate.reset()
    assert not gate.is_open
    opened = next(one for one in run(gate, sentence) if one.opened)
    assert len(opened.samples) <= len(sentence)


def test_the_person_is_told_from_us_by_flag(sentence: np.ndarray) -> None:
    gate = SpeechGate()
    run(gate, noise(6.0, -70), playing=True)
    passed: list[Passed] = run(gate, sentence, playing=True)
    assert [one.over_us for one in passed if one.opened] == [True]
