import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.simulation.image_source import Floats
from voiceskill.simulation.loudspeaker import Loudspeaker

RATE = 16_000
BLOCK = 320


def played(speaker: Loudspeaker, sound: Floats) -> Floats:
    blocks = sound.astype(np.int16).reshape(-1, BLOCK)
    return np.concatenate([speaker.play(block) for block in blocks])


def tone(seconds: float) -> Floats:
    return 8000 * np.sin(2 * np.pi * 400 * np.arange(round(seconds * RATE)) / RATE)


def lateness(sound: Floats, heard: Floats, most: int) -> int:
    """By how many samples ``heard`` is behind ``sound``."""
    size = 1 << (len(sound) + most).bit_length()
    likeness = np.fft.irfft(np.conj(np.fft.rfft(sound, size)) * np.fft.rfft(heard, size))
    return int(np.argmax(likeness[:most]))


def test_sound_leaves_late_and_else_unchanged() -> None:
    sound = np.random.default_rng(1).integers(-9000, 9000, 10 * BLOCK)
    heard = played(Loudspeaker(RATE, delay=0.05, drift_ppm=0.0, drive=0.0), sound)
    assert not heard[:800].any()
    assert heard[800:] == pytest.approx(sound[:-800])


def test_a_slow_clock_falls_behind_by_its_parts_per_million() -> None:
    sound = np.random.default_rng(2).normal(0, 3000, 60 * RATE)
    heard = played(Loudspeaker(RATE, delay=0.05, drift_ppm=200.0, drive=0.0), sound)
    last = slice(55 * RATE, 56 * RATE)
    assert lateness(sound[last], heard[last], 2000) == pytest.approx(800 + 55.5 * RATE * 200e-6, abs=2)


def test_what_has_gathered_is_set_right_in_a_silence() -> None:
    speaker = Loudspeaker(RATE, delay=0.05, drift_ppm=500.0, drive=0.0)
    played(speaker, tone(60.0))
    played(speaker, np.zeros(2 * RATE))
    sound = np.random.default_rng(3).normal(0, 3000, RATE)
    assert lateness(sound, played(speaker, sound), 2000) == pytest.approx(800, abs=20)


def test_resampling_between_samples_keeps_a_tone_clean() -> None:
    heard = played(Loudspeaker(RATE, delay=0.05, drift_ppm=100.0, drive=0.0), tone(4.0))[RATE : 3 * RATE]
    times = np.arange(len(heard)) / RATE
    drifted = 2 * np.pi * 400 * (1 - 100e-6) * times
    basis = np.stack([np.sin(drifted), np.cos(drifted)], axis=1)
    rest = heard - basis @ np.linalg.lstsq(basis, heard, rcond=None)[0]
    assert 10 * np.log10((rest**2).mean() / (heard**2).mean()) < -40


@given(drive=st.floats(0.1, 5.0))
def test_distortion_bends_loud_sound_and_leaves_soft_sound(drive: float) -> None:
    loud, soft = (
        played(Loudspeaker(RATE, 0.02, 0.0, drive), np.full(4 * BLOCK, level))[-1] for level in (30_000, 100)
    )
    assert loud < 30_000
    assert soft == pytest.approx(100, rel=0.01)
