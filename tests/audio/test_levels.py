"""Levels in dBFS and the floor of a room."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.audio.level import SILENCE_DBFS, NoiseFloor, dbfs


@pytest.mark.parametrize(("amplitude", "level"), [(32_767, 0.0), (16_384, -6.02), (3_277, -20.0), (1, -90.3)])
def test_level_of_a_square_wave_is_its_amplitude(amplitude: int, level: float) -> None:
    wave = np.array([amplitude, -amplitude] * 160, np.int16)
    assert dbfs(wave) == pytest.approx(level, abs=0.02)


def test_silence_and_nothing_have_the_lowest_level() -> None:
    assert dbfs(np.zeros(320, np.int16)) == dbfs(np.zeros(0, np.int16)) == SILENCE_DBFS


def test_floor_follows_a_quieter_room_within_a_second() -> None:
    floor = NoiseFloor(start=-40)
    for _ in range(50):
        floor.update(-70)
    assert floor.level == pytest.approx(-70, abs=0.1)


@given(st.floats(-70, -40), st.floats(0, 40))
def test_a_sentence_of_three_seconds_hardly_lifts_the_floor(room: float, louder: float) -> None:
    floor = NoiseFloor(start=room)
    for _ in range(150):
        floor.update(room + louder)
    assert floor.level <= room + 3.01


def test_after_a_muted_microphone_the_room_is_known_within_seconds() -> None:
    floor = NoiseFloor()
    for _ in range(500):
        floor.update(SILENCE_DBFS)
    for _ in range(500):
        floor.update(-69)
    assert floor.level == pytest.approx(-69, abs=0.1)
