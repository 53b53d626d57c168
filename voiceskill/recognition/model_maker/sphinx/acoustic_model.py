"""The acoustic model and dictionary that the ``pocketsphinx`` wheel carries: CMU US English, phonetically
tied.

The wheel ships them under a BSD-like licence; its README there says what they were trained on. Features: 13
cepstra of 25 mel channels (130 to 6,800 Hz), their first and second differences as three streams, cepstral
mean subtracted (``feat.params``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pocketsphinx

from voiceskill.recognition.model_maker.sphinx.gaussians import Gaussians, read_gaussians
from voiceskill.recognition.model_maker.sphinx.mixture_weights import read_mixture_weights
from voiceskill.recognition.model_maker.sphinx.model_definition import ModelDefinition, read_model_definition
from voiceskill.recognition.model_maker.sphinx.transitions import read_transitions

__all__ = [
    "AcousticModel",
    "dictionary_path",
    "general_english_path",
    "read_acoustic_model",
]


@dataclass(frozen=True, slots=True)
class AcousticModel:
    """Everything that scores sound: ``weights`` (streams, densities, senones), ``transitions`` (n, 3, 4)."""

    definition: ModelDefinition
    gaussians: Gaussians
    weights: npt.NDArray[np.float64]
    transitions: npt.NDArray[np.float64]


def read_acoustic_model() -> AcousticModel:
    """Read the model out of the installed ``pocketsphinx``; raise ``VoiceskillError`` if it is damaged."""
    folder = _language_folder() / "en-us"
    return AcousticModel(
        definition=read_model_definition(folder / "mdef"),
        gaussians=read_gaussians(folder / "means", folder / "variances"),
        weights=read_mixture_weights(folder / "sendump"),
        transitions=read_transitions(folder / "transition_matrices"),
    )


def dictionary_path() -> Path:
    """The pronouncing dictionary beside the acoustic model."""
    return _language_folder() / "cmudict-en-us.dict"


def general_english_path() -> Path:
    """The n-gram of general English beside the acoustic model."""
    return _language_folder() / "en-us.lm.bin"


def _language_folder() -> Path:
    return Path(pocketsphinx.get_model_path()) / "en-us"
