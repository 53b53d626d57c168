"""The written network, evaluated from its bytes, must compute the Gaussian mixtures of the acoustic model."""

import numpy as np
import pytest
from kaldi_reader import Reader, evaluate, read_network

from voiceskill.recognition.model_maker.scoring_network import SHARE_FLOOR, pdf_order, scoring_network
from voiceskill.recognition.model_maker.sphinx.acoustic_model import AcousticModel, read_acoustic_model

GARBAGE_SCORE = -20.0
MEAN = np.linspace(-3.0, 9.0, 13)


@pytest.fixture(scope="module")
def model() -> AcousticModel:
    return read_acoustic_model()


@pytest.fixture(scope="module")
def frames() -> np.ndarray:
    rng = np.random.default_rng(3)
    return MEAN + np.cumsum(rng.normal(0.0, 4.0, (30, 13)), axis=0) * 0.5


def streams(frames: np.ndarray) -> list[np.ndarray]:
    """Cepstra, their slope over four frames, and the slope of the slope, for frames with three neighbours."""
    x = frames - MEAN
    at = {k: x[3 + k : len(x) - 3 + k] for k in range(-3, 4)}
    return [at[0], at[2] - at[-2], (at[3] - at[-1]) - (at[1] - at[-3])]


def mixture_scores(model: AcousticModel, frames: np.ndarray, senones: list[int]) -> np.ndarray:
    """The sum over streams of the log of the mixture of density shares, straight from its definition."""
    total = np.zeros((len(frames) - 6, len(senones)))
    for stream, x in enumerate(streams(frames)):
        mean, variance = model.gaussians.means[:, stream], model.gaussians.variances[:, stream]
        distance = ((x[:, None, None, :] - mean) ** 2 / variance).sum(axis=-1)
        log_density = -0.5 * (distance + np.log(variance).sum(axis=-1))
        density = np.exp(log_density - log_density.max(axis=(1, 2), keepdims=True))
        share = density / density.sum(axis=(1, 2), keepdims=True)
        for column, senone in enumerate(senones):
            weights = model.weights[stream][:, senone]
            book = share[:, model.definition.codebook[senone]]
            total[:, column] += np.log(((book + SHARE_FLOOR) * weights).sum(axis=1))
    return total


def written_scores(model: AcousticModel, frames: np.ndarray, senones: list[int]) -> np.ndarray:
    content = scoring_network(model, senones, MEAN, GARBAGE_SCORE).to_bytes()
    return evaluate(read_network(Reader(content)), frames)


def test_frame_scores_are_the_mixtures_of_the_acoustic_model(
    model: AcousticModel, frames: np.ndarray
) -> None:
    senones = pdf_order(model, range(0, model.weights.shape[2], 97))
    written = written_scores(model, frames, senones)[:, :-1]
    expected = mixture_scores(model, frames, senones)
    relative = written - expected
    assert np.ptp(relative) < 2e-3, "scores may differ from the formula by one constant only"


def test_the_last_score_is_the_constant_for_garbage(model: AcousticModel, frames: np.ndarray) -> None:
    senones = pdf_order(model, [10, 500, 4000])
    written = written_scores(model, frames, senones)
    offset = (written[:, :-1] - mixture_scores(model, frames, senones)).mean()
    assert written[:, -1] == pytest.approx(GARBAGE_SCORE + offset, abs=1e-3)


def test_outputs_are_grouped_by_codebook_without_doubles(model: AcousticModel) -> None:
    order = pdf_order(model, [4000, 10, 500, 10])
    assert sorted(order) == [10, 500, 4000]
    books = [model.definition.codebook[senone] for senone in order]
    assert books == sorted(books)
