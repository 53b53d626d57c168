from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.speech.engine import SpeechProcess
from voiceskill.speech.shaping import PEAK_DBFS, SPEECH_DBFS, shape
from voiceskill.speech.voice import Voice

RATE = 22_050


def _tone(seconds: float, amplitude: float) -> Samples:
    times = np.arange(round(seconds * RATE)) / RATE
    return np.round(amplitude * np.sin(2 * np.pi * 220 * times)).astype(np.int16)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.int16)


def _dbfs(value: float) -> float:
    return float(20 * np.log10(max(value, 1e-9) / 32_767))


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_silence_at_both_ends_is_cut_at_every_rate(rate: int) -> None:
    raw = Pcm(np.concatenate([_silence(0.4), _tone(0.5, 4_000), _silence(0.7)]), RATE)

    shaped = shape(raw, rate)

    assert shaped.rate == rate
    assert shaped.seconds == pytest.approx(0.5 + 0.025, abs=0.015)
    loud = np.flatnonzero(np.abs(shaped.samples) > 0.3 * np.abs(shaped.samples).max())
    assert loud[0] / rate < 0.012


def test_a_pause_inside_stays() -> None:
    raw = Pcm(np.concatenate([_tone(0.2, 4_000), _silence(0.5), _tone(0.2, 4_000)]), RATE)
    assert shape(raw, RATE).seconds == pytest.approx(0.9, abs=0.04)


@given(st.floats(30, 32_000))
@settings(max_examples=30)
def test_every_loudness_comes_out_at_one_level(amplitude: float) -> None:
    shaped = shape(Pcm(np.concatenate([_silence(0.1), _tone(0.4, amplitude)]), RATE), 48_000)

    tone = shaped.samples[1_000:-1_500].astype(float)
    assert _dbfs(float(np.sqrt(np.mean(tone**2)))) == pytest.approx(SPEECH_DBFS, abs=0.5)


def test_a_click_among_speech_is_held_below_full_scale() -> None:
    samples = _tone(0.5, 300)
    samples[5_000] = 32_000

    assert _dbfs(float(np.abs(shape(Pcm(samples, RATE), RATE).samples).max())) <= PEAK_DBFS + 0.01


@pytest.mark.parametrize("samples", [_silence(0.0), _silence(0.5), _tone(0.001, 900)])
def test_no_sound_gives_an_empty_prompt(samples: Samples) -> None:
    assert len(shape(Pcm(samples, RATE), 16_000).samples) == 0


def test_real_speech_is_levelled_without_clipping(real_engine: SpeechProcess) -> None:
    for text in ("Ten.", "Stop.", "Sit on the edge of the bed first, and wait a few breaths."):
        shaped = shape(real_engine.synthesize(text, Voice()), 48_000)
        peak = _dbfs(float(np.abs(shaped.samples).max()))
        rms = _dbfs(float(np.sqrt(np.mean(shaped.samples.astype(float) ** 2))))
        assert peak <= PEAK_DBFS + 0.01
        assert SPEECH_DBFS - 4 < rms < SPEECH_DBFS + 1
