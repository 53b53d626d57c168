"""What a model directory must hold, checked before libvosk reads it: a bad file can end the process there."""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.expected_answers import NO_EXPECTATION, ExpectedAnswers

__all__ = ["MADE_MODEL_FILE", "SPEECH_GAUSSIANS_FILE", "ModelFacts", "check_model", "describe_files"]

MADE_MODEL_FILE = "voiceskill-model.json"
"""Lies in models that were made here: what the recognizer must know, and each file's size and checksum."""

SPEECH_GAUSSIANS_FILE = "am/speech_gaussians.npy"
"""The Gaussians by which models made here judge level and colour."""

_KALDI_MARK = b"\0B<TransitionModel> "
_FST_MAGIC = struct.pack("<i", 2125659606)
_ALWAYS = ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf")
_LOOKAHEAD_GRAPH = ("graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int")
_STATIC_GRAPH = ("graph/HCLG.fst",)
_MAY_BE_EMPTY = {"graph/disambig_tid.int"}
_TRIAL = """
import pathlib, sys
from voiceskill.recognition.libvosk import SpeechModel
SpeechModel(pathlib.Path(sys.argv[1])).decoder(rate=16_000, readings=1)
"""
_TRIAL_SECONDS = 120
_REPORTED_FRAME_SECONDS = 0.03
"""What libvosk takes a frame's duration to be when it reports times."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """``time_scale`` turns the times that libvosk reports into seconds. ``cepstral_mean`` is set for models
    made here: what the mean of the features of speech must be for them, shape (13,). ``expected_words`` are
    those of the expected sentences, None where that is unknown; ``expected_answers`` what is preferred in
    each state of the dialogue.
    """

    time_scale: float = 1.0
    cepstral_mean: tuple[float, ...] | None = None
    expected_words: frozenset[str] | None = None
    expected_answers: ExpectedAnswers = NO_EXPECTATION


def describe_files(
    files: Mapping[str, bytes],
    frame_seconds: float,
    cepstral_mean: tuple[float, ...],
    expected_words: frozenset[str],
    expected_answers: ExpectedAnswers,
) -> bytes:
    """The content of ``MADE_MODEL_FILE`` for a model of ``files``."""
    sizes = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(files.items())
    }
    facts = {
        "frame_seconds": frame_seconds,
        "cepstral_mean": list(cepstral_mean),
        "expected_words": sorted(expected_words),
        "preference": expected_answers.preference,
        "expected_answers": {
            state: sorted(texts) for state, texts in sorted(expected_answers.by_state.items())
        },
        "files": sizes,
    }
    return json.dumps(facts, indent=1).encode()


def check_model(directory: Path) -> ModelFacts:
    """Make sure that libvosk can read the model in ``directory``.

    A model made here is compared with its checksums. Any other one is looked through and then opened on
    trial in a process of its own, which may end without harm. Raise ``VoiceskillError`` if something is
    missing or damaged.
    """
    if not directory.is_dir():
        raise VoiceskillError(f"There is no speech model in {directory}: run 'voiceskill models build'.")
    if (directory / MADE_MODEL_FILE).exists():
        return _check_made(directory)
    _check_structure(directory)
    _open_on_trial(directory)
    return ModelFacts()


def _check_made(directory: Path) -> ModelFacts:
    try:
        facts: dict[str, Any] = json.loads((directory / MADE_MODEL_FILE).read_bytes())
        for name, expected in facts["files"].items():
            _check_content(directory / name, expected["bytes"], expected["sha256"])
        return ModelFacts(
            time_scale=facts["frame_seconds"] / _REPORTED_FRAME_SECONDS,
            cepstral_mean=tuple(float(value) for value in facts["cepstral_mean"]),
            expected_words=frozenset(facts["expected_words"]),
            expected_answers=ExpectedAnswers(
                float(facts["preference"]),
                {state: frozenset(texts) for state, texts in facts["expected_answers"].items()},
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(directory / MADE_MODEL_FILE, "it can't be read") from None


def _check_content(path: Path, size: int, digest: str) -> None:
    content = _read(path)
    if len(content) != size:
        raise _damaged(path, f"it has {len(content)} bytes in place of {size}")
    if hashlib.sha256(content).hexdigest() != digest:
        raise _damaged(path, "its checksum is wrong")


def _check_structure(directory: Path) -> None:
    static = (directory / _STATIC_GRAPH[0]).exists()
    for name in (*_ALWAYS, *(_STATIC_GRAPH if static else _LOOKAHEAD_GRAPH)):
        path = directory / name
        if not path.is_file():
            raise VoiceskillError(
                f"The speech model {directory} lacks the file {name}: fetch or build it again."
            )
        if path.stat().st_size == 0 and name not in _MAY_BE_EMPTY:
            raise _damaged(path, "it is empty")
        if path.suffix == ".fst" and _head(path, len(_FST_MAGIC)) != _FST_MAGIC:
            raise _damaged(path, "it is no OpenFst graph")
    network = directory / "am/final.mdl"
    if _head(network, len(_KALDI_MARK)) != _KALDI_MARK:
        raise _damaged(network, "it is no Kaldi acoustic model")


def _open_on_trial(directory: Path) -> None:
    try:
        trial = subprocess.run(  # noqa: S603 - our own interpreter and program text
            [sys.executable, "-c", _TRIAL, str(directory)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise VoiceskillError(
            f"The speech model {directory} did not open within {_TRIAL_SECONDS} s: use a smaller one."
        ) from None
    if trial.returncode:
        raise VoiceskillError(f"The speech model {directory} can't be opened by Vosk: fetch it again.")


def _head(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise _damaged(path, f"it can't be read: {error.strerror}") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _damaged(path, f"it can't be read: {error.strerror}") from None


def _damaged(path: Path, problem: str) -> VoiceskillError:
    return VoiceskillError(
        f"The speech model file {path} is damaged ({problem}): "
        "run 'voiceskill models build', or fetch it again."
    )
