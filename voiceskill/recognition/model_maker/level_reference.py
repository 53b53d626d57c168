"""The Gaussians by which the recognizer judges level and colour, chosen from the acoustic model."""

from __future__ import annotations

import numpy as np

from voiceskill.recognition.model_maker.phone_set import FILLER_MARK, SILENCE_NAME
from voiceskill.recognition.model_maker.sphinx.acoustic_model import AcousticModel
from voiceskill.recognition.speech_gaussians import SpeechGaussians

__all__ = ["speech_gaussians"]

_EACH = 12
"""Gaussians kept of each phone."""


def speech_gaussians(model: AcousticModel) -> SpeechGaussians:
    """Of each phone of speech the Gaussians of static cepstra that its states without context mix in most."""
    weights, means, variances = [], [], []
    for base, name in enumerate(model.definition.phones):
        if name == SILENCE_NAME or name.startswith(FILLER_MARK):
            continue
        mixture = model.weights[0][:, list(model.definition.base_senones(base))].mean(axis=1)
        heaviest = np.argsort(mixture)[-_EACH:]
        weights.append(mixture[heaviest] / mixture[heaviest].sum())
        means.append(model.gaussians.means[base, 0, heaviest])
        variances.append(model.gaussians.variances[base, 0, heaviest])
    flat = np.concatenate(weights)
    return SpeechGaussians(flat / flat.sum(), np.concatenate(means), np.concatenate(variances))
