import math

import numpy as np
import pytest

from voiceskill.simulation.filtering import high_passed
from voiceskill.simulation.image_source import (
    SPEED_OF_SOUND,
    Box,
    Floats,
    Point,
    impulse_response,
    sabine_seconds,
)

RATE = 16_000
SAMPLE_METRES = SPEED_OF_SOUND / RATE
SWALLOWS_ALL = Box((8.0, 8.0, 8.0), floor=1.0, ceiling=1.0, walls=1.0)


def away(point: Point, samples: float) -> Point:
    return (point[0] + samples * SAMPLE_METRES, point[1], point[2])


@pytest.mark.parametrize("samples", [40, 100, 180])
def test_direct_sound_comes_after_its_way_at_one_over_its_distance(samples: int) -> None:
    source = (2.0, 4.0, 4.0)
    response = impulse_response(SWALLOWS_ALL, source, away(source, samples), RATE, 0.03)
    assert int(np.argmax(response)) == samples
    assert response[samples] == pytest.approx(1 / (samples * SAMPLE_METRES), rel=0.06)


def test_a_way_between_two_samples_is_shared_by_both() -> None:
    source = (2.0, 4.0, 4.0)
    response = impulse_response(SWALLOWS_ALL, source, away(source, 100.5), RATE, 0.03)
    assert response[100] == pytest.approx(response[101], rel=0.01)


def test_a_floor_gives_one_reflection_from_below() -> None:
    """The floor keeps 36 % of the energy, so 80 % of the amplitude come back from the mirror image."""
    box = Box((8.0, 8.0, 8.0), floor=0.36, ceiling=1.0, walls=1.0)
    response = impulse_response(box, (2.0, 4.0, 1.0), (4.0, 4.0, 1.0), RATE, 0.03)
    direct, reflected = 2.0, math.hypot(2.0, 2.0)
    late = response[(after := round(reflected / SAMPLE_METRES) - 4) :]
    assert after + int(np.argmax(late)) == round(reflected / SAMPLE_METRES)
    ratio = _click(response, reflected) / _click(response, direct)
    assert ratio == pytest.approx(0.8 * direct / reflected, rel=0.02)


def _click(response: Floats, metres: float) -> float:
    """The amplitude of an arrival, wherever it falls between the samples."""
    place = round(metres / SAMPLE_METRES)
    return float(np.sqrt((response[place - 15 : place + 16] ** 2).sum()))


@pytest.mark.parametrize(
    "box",
    [
        Box((5.0, 4.2, 3.1), floor=0.2, ceiling=0.2, walls=0.2),
        Box((5.0, 4.2, 3.1), floor=0.1, ceiling=0.1, walls=0.1),
        Box((4.0, 4.1, 3.9), floor=0.25, ceiling=0.25, walls=0.25),
    ],
)
def test_energy_decays_as_sabine_says(box: Box) -> None:
    """By the backward integral (M. R. Schroeder, 1965), above the lowest 100 Hz, from -5 to -25 dB."""
    seconds = sabine_seconds(box)
    response = impulse_response(box, (1.0, 1.2, 1.1), (3.1, 2.9, 1.7), RATE, 1.6 * seconds)
    left = np.cumsum((high_passed(response, 100.0, RATE) ** 2)[::-1])[::-1]
    decibels = 10 * np.log10(left / left[0])
    fall = (int(np.argmax(decibels < -25)) - int(np.argmax(decibels < -5))) / RATE
    assert 3 * fall == pytest.approx(seconds, rel=0.15)
