import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.simulation.filtering import StreamConvolver, around, energy_db, high_passed

RATE = 16_000


@given(taps=st.integers(1, 900), blocks=st.integers(1, 8), seed=st.integers(0, 999), silent=st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_block_by_block_is_the_same_as_at_once(taps: int, blocks: int, seed: int, silent: int) -> None:
    chance = np.random.default_rng(seed)
    response = chance.standard_normal(taps)
    sound = chance.standard_normal((blocks + 12, 320))
    sound[silent : silent + 8] = 0.0
    convolver = StreamConvolver(response, 320)
    heard = np.concatenate([convolver.push(block) for block in sound])
    assert heard == pytest.approx(np.convolve(sound.ravel(), response)[: len(heard)], abs=1e-9)


def test_a_loop_runs_on_from_its_end_into_its_beginning() -> None:
    chance = np.random.default_rng(1)
    loop, response = chance.standard_normal(500), chance.standard_normal(80)
    endless = np.convolve(np.tile(loop, 3), response)[1000:1500]
    assert around(loop, response) == pytest.approx(endless, abs=1e-9)


@pytest.mark.parametrize(("hertz", "decibels"), [(25, -24), (100, -3), (1600, 0)])
def test_high_pass_has_its_slope_and_corner(hertz: int, decibels: float) -> None:
    click = np.zeros(RATE)
    click[0] = 1.0
    spectrum = np.fft.rfft(high_passed(click, 100.0, RATE))
    assert 20 * np.log10(abs(spectrum[hertz])) == pytest.approx(decibels, abs=0.5)


def test_nothing_is_heard_of_a_click_before_it_comes_through_the_high_pass() -> None:
    click = np.zeros(1000)
    click[400] = 1.0
    assert high_passed(click, 100.0, RATE)[:400] == pytest.approx(0.0, abs=0.01)


def test_energy_is_that_of_white_noise_behind_the_response() -> None:
    assert energy_db(np.array([0.3, 0.0, -0.4])) == pytest.approx(20 * np.log10(0.5))
