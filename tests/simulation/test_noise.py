import numpy as np
import pytest

from voiceskill.audio.level import dbfs
from voiceskill.simulation.image_source import Floats
from voiceskill.simulation.noise import STEADY_KINDS, Loop, steady_noise

RATE = 16_000
every_kind = pytest.mark.parametrize("kind", STEADY_KINDS)


def made(kind: str, seed: int = 7) -> Floats:
    return steady_noise(kind, np.random.default_rng(seed))


@every_kind
def test_the_same_seed_is_the_same_noise(kind: str) -> None:
    assert np.array_equal(made(kind), made(kind))
    assert not np.array_equal(made(kind), made(kind, seed=8))


@every_kind
def test_a_loop_has_the_level_that_is_asked_for(kind: str) -> None:
    minute = Loop(made(kind), dbfs=-40.0).read(60 * RATE)
    assert dbfs(minute.astype(np.int16)) == pytest.approx(-40.0, abs=0.1)


@every_kind
def test_no_seam_is_heard_where_a_loop_begins_anew(kind: str) -> None:
    noise = made(kind)
    steps = np.abs(np.diff(noise))
    assert abs(noise[0] - noise[-1]) <= steps.max()


def test_a_loop_goes_on_from_where_it_was() -> None:
    loop = Loop(np.arange(1.0, 11.0), dbfs=0.0)
    read = np.concatenate([loop.read(4) for _ in range(5)])
    assert read[:10] == pytest.approx(read[10:])


def test_pink_noise_falls_by_three_decibels_an_octave() -> None:
    power = np.abs(np.fft.rfft(made("pink"))) ** 2
    octaves = [10 * np.log10(power[hertz * 60 : 2 * hertz * 60].mean()) for hertz in (250, 500, 1000, 2000)]
    assert np.diff(octaves) == pytest.approx(-3.0, abs=0.1)


def test_a_fan_hums_and_is_dull() -> None:
    power = np.abs(np.fft.rfft(made("fan"))) ** 2
    assert power[87 * 60] > 100 * power[80 * 60 : 86 * 60].mean()
    assert power[2000 * 60 :].sum() < 0.01 * power.sum()


def test_dishes_stand_out_of_the_water() -> None:
    kitchen = made("kitchen")
    assert np.abs(kitchen).max() > 5 * kitchen.std()
