"""A small model and synthetic speech, each made once a test run."""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.small_model import small_model_inputs

from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.language_model.general_english import GeneralEnglish
from voiceskill.recognition.model_maker.maker import make_model
from voiceskill.recognition.model_maker.settings import ModelSettings


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of ten sentences."""
    path = tmp_path_factory.mktemp("models") / "small"
    sentences, lexicon = small_model_inputs()
    make_model(path, sentences, lexicon, GeneralEnglish({}, {}), ModelSettings(), lambda step: None)
    return path


@pytest.fixture(scope="session")
def speak(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Pcm]:
    """``speak(text, voice)`` in a voice of flite, with half a second of faint noise before and one after."""
    flite = shutil.which("flite")
    if flite is None:
        pytest.fail("These tests need the program 'flite': run script/test, or install the package flite.")
    folder = tmp_path_factory.mktemp("speech")

    def synthesize(text: str, voice: str = "slt") -> Pcm:
        path = folder / f"{voice}-{'_'.join(text.split())}.wav"
        if not path.exists():
            subprocess.run([flite, "-voice", voice, "-t", text, "-o", str(path)], check=True, timeout=60)
        with wave.open(str(path)) as file:
            assert file.getframerate() == 16_000
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        padded = np.concatenate([np.zeros(8_000), samples, np.zeros(16_000)])
        padded += np.random.default_rng(1).normal(0.0, 10.0, len(padded))
        return Pcm(padded.astype(np.int16), 16_000)

    return synthesize
