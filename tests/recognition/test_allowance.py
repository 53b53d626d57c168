"""Gaussians that allow for rooms are wider and nearer to the mean, by the strength that is asked for."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.recognition.model_maker.allowance import load_allowance
from voiceskill.recognition.model_maker.sphinx.gaussians import Gaussians

ALLOWANCE = load_allowance()


def gaussians() -> Gaussians:
    chance = np.random.default_rng(1)
    return Gaussians(chance.normal(0.0, 10.0, (2, 3, 4, 13)), chance.uniform(50.0, 150.0, (2, 3, 4, 13)))


def test_none_leaves_them_as_they_are() -> None:
    plain = gaussians()
    same = ALLOWANCE.within(plain, 0.0)
    assert np.array_equal(same.means, plain.means)
    assert np.array_equal(same.variances, plain.variances)


def test_all_is_what_speech_comes_out_as() -> None:
    """Frames drawn from a Gaussian and sent the same way have the mean and variance that it says."""
    plain = gaussians()
    chance = np.random.default_rng(2)
    mean, variance = plain.means[0, 1, 2], plain.variances[0, 1, 2]
    went_in = chance.normal(mean, np.sqrt(variance), (100_000, 13))
    new = chance.normal(0.0, np.sqrt(ALLOWANCE.spread[1]), went_in.shape)
    came_out = went_in * ALLOWANCE.kept[1] + new
    told = ALLOWANCE.within(plain, 1.0)
    assert np.allclose(told.means[0, 1, 2], came_out.mean(axis=0), atol=0.3)
    assert np.allclose(told.variances[0, 1, 2], came_out.var(axis=0), rtol=0.03)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_the_stronger_the_nearer_to_the_mean(one: float, other: float) -> None:
    plain = gaussians()
    weaker, stronger = (ALLOWANCE.within(plain, strength) for strength in sorted((one, other)))
    within = ALLOWANCE.kept[None, :, None, :] <= 1.0
    nearer = np.abs(stronger.means) <= np.abs(weaker.means) + 1e-9
    assert np.all(nearer | ~within)
