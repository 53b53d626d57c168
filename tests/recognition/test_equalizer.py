"""The equalizer brings speech to one level and colour, whatever the microphone, and loses no sample."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.cepstra import CEPSTRA, cepstra
from voiceskill.recognition.equalizer import Equalizer
from voiceskill.recognition.model_maker.level_reference import speech_gaussians
from voiceskill.recognition.model_maker.settings import NOMINAL_MEAN
from voiceskill.recognition.model_maker.sphinx.acoustic_model import read_acoustic_model
from voiceskill.recognition.speech_gaussians import SpeechGaussians, gaussians_from_bytes, gaussians_to_bytes


@pytest.fixture(scope="module")
def gaussians() -> SpeechGaussians:
    return speech_gaussians(read_acoustic_model())


def through(equalizer: Equalizer, samples: np.ndarray) -> np.ndarray:
    pieces = [equalizer.accept(samples[start : start + 1_600]) for start in range(0, len(samples), 1_600)]
    pieces.append(equalizer.flush())
    equalizer.next_utterance(heard=True)
    return np.concatenate(pieces)


def loud_frames(samples: np.ndarray) -> np.ndarray:
    values = cepstra(samples)
    return values[values[:, 0] > np.percentile(values[:, 0], 60)].mean(axis=0)


@pytest.mark.parametrize("decibels", [-30, -15, 6])
def test_speech_comes_out_at_one_level(
    gaussians: SpeechGaussians, speak: Callable[..., Pcm], decibels: int
) -> None:
    recording: Pcm = speak("i have a cramp in my thigh")
    scaled = (recording.samples * 10 ** (decibels / 20)).clip(-32768, 32767).astype(np.int16)
    plain = loud_frames(through(Equalizer(gaussians, NOMINAL_MEAN), recording.samples))
    other = loud_frames(through(Equalizer(gaussians, NOMINAL_MEAN), scaled))
    change_before = 10.0 * np.log(10.0) * decibels / 20.0
    assert abs(other[0] - plain[0]) < 0.25 * abs(change_before)


def test_once_heard_a_voice_is_expected_again(gaussians: SpeechGaussians, speak: Callable[..., Pcm]) -> None:
    """A later word of a quiet voice comes out as loud as if the equalizer had heard all of it first."""
    equalizer = Equalizer(gaussians, NOMINAL_MEAN)
    quiet = (speak("i have a cramp in my thigh").samples * 0.1).astype(np.int16)
    word = (speak("stop").samples * 0.1).astype(np.int16)
    through(equalizer, quiet)
    known = loud_frames(through(equalizer, word))
    loud = Equalizer(gaussians, NOMINAL_MEAN)
    through(loud, speak("i have a cramp in my thigh").samples)
    assert abs(known[0] - loud_frames(through(loud, speak("stop").samples))[0]) < 6.0


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 4_000), min_size=1, max_size=12), st.integers(0, 3_000), st.integers(0, 9))
def test_no_sample_is_lost_or_added(sizes: list[int], level: int, seed: int) -> None:
    equalizer = Equalizer(_FEW, NOMINAL_MEAN)
    noise = np.random.default_rng(seed)
    given_samples = [noise.normal(0.0, level, size).clip(-32768, 32767).astype(np.int16) for size in sizes]
    out = sum(len(equalizer.accept(samples)) for samples in given_samples) + len(equalizer.flush())
    assert out == sum(sizes)


def test_the_offset_of_shifted_speech_is_the_shift(gaussians: SpeechGaussians) -> None:
    rng = np.random.default_rng(4)
    chosen = rng.choice(len(gaussians.weights), 400, p=gaussians.weights)
    frames = rng.normal(gaussians.means[chosen], np.sqrt(gaussians.variances[chosen]))
    shift = np.linspace(20.0, -4.0, CEPSTRA)
    found = gaussians.offset(frames + shift, np.zeros(CEPSTRA), np.full(CEPSTRA, 30.0), evidence=1.0)
    assert np.abs(found - shift).max() < 4.0


def test_without_evidence_the_offset_is_the_expected_one(gaussians: SpeechGaussians) -> None:
    expected = np.arange(CEPSTRA, dtype=float)
    found = gaussians.offset(np.zeros((0, CEPSTRA)), expected, np.ones(CEPSTRA), evidence=1.0)
    assert np.allclose(found, expected)


def test_gaussians_read_back_from_their_bytes(gaussians: SpeechGaussians) -> None:
    read = gaussians_from_bytes(gaussians_to_bytes(gaussians))
    assert np.array_equal(read.means, gaussians.means)
    assert np.array_equal(read.variances, gaussians.variances)
    assert np.array_equal(read.weights, gaussians.weights)


def test_bytes_of_something_else_are_refused() -> None:
    with pytest.raises(ValueError):
        gaussians_from_bytes(b"not a table")


_FEW = SpeechGaussians(np.array([1.0]), np.zeros((1, CEPSTRA)), np.ones((1, CEPSTRA)))
