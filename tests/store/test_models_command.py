from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import pytest
from misbehaving_server import ModelServer

from voiceskill.commands import models as models_command
from voiceskill.config import load_config
from voiceskill.errors import VoiceskillError
from voiceskill.recognition import model_files
from voiceskill.recognition.store import manifest
from voiceskill.recognition.store.manifest import ModelEntry


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICESKILL_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def entry(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> ModelEntry:
    """A manifest of one model, which Vosk is taken to be able to open."""
    known = ModelEntry(
        "a-model",
        "A model.",
        "Apache-2.0",
        server.url,
        len(server.content),
        hashlib.sha256(server.content).hexdigest(),
    )
    made = ModelEntry("default", "Made here.", "BSD-2-Clause")
    monkeypatch.setattr(manifest, "load_manifest", lambda: (made, known))
    monkeypatch.setattr("voiceskill.recognition.store.store.load_manifest", lambda: (made, known))
    monkeypatch.setattr(model_files, "check_model", lambda _: None)
    return known


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    models_command.add_parser(parser.add_subparsers())
    arguments = parser.parse_args(["models", *words])
    status: int = arguments.handler(arguments)
    return status


def test_list_shows_every_model_its_state_and_licence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("list") == 0

    listed = capsys.readouterr().out
    assert "* default: not built yet, BSD-2-Clause" in listed
    assert "  vosk-model-small-en-us-0.15: not fetched (41 MB), Apache-2.0" in listed
    assert "  vosk-model-en-us-0.22-lgraph: not fetched (131 MB), Apache-2.0" in listed


def test_a_model_is_fetched_chosen_and_verified(
    home: Path, entry: ModelEntry, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("fetch", "a-model") == 0
    assert _run("use", "a-model") == 0
    assert load_config().model == "a-model"
    assert _run("verify") == 0
    assert "a-model: ok" in capsys.readouterr().out

    assert _run("list") == 0
    assert "* a-model: here" in capsys.readouterr().out


def test_verify_goes_on_after_a_damaged_model_and_fails(
    home: Path, entry: ModelEntry, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("fetch", "a-model")
    (home / "data/models/a-model/graph/Gr.fst").write_bytes(b"")

    assert _run("verify", "a-model", "default") == 1
    written = capsys.readouterr()
    assert "Gr.fst is not as it was fetched" in written.err
    assert "default: ok" in written.out


def test_a_first_download_without_checksum_is_said_to_be_trusted(
    home: Path, entry: ModelEntry, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = ModelEntry("a-model", "A model.", "Apache-2.0", entry.url)
    monkeypatch.setattr(manifest, "load_manifest", lambda: (unknown,))

    assert _run("fetch", "a-model") == 0
    assert f"first download is trusted, and its SHA-256 {entry.sha256}" in capsys.readouterr().err


def test_a_folder_is_chosen_by_its_whole_path(
    home: Path, entry: ModelEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "own").mkdir()
    monkeypatch.chdir(home)

    assert _run("use", "own") == 0
    assert load_config().model == str(home / "own")


def test_a_model_that_is_not_here_is_not_chosen(home: Path, entry: ModelEntry) -> None:
    with pytest.raises(VoiceskillError, match="models fetch a-model"):
        _run("use", "a-model")
    assert load_config().model is None


def test_nothing_to_verify_is_said(home: Path) -> None:
    with pytest.raises(VoiceskillError, match="No model is on this device"):
        _run("verify")


def test_an_unknown_model_is_one_sentence(home: Path) -> None:
    with pytest.raises(VoiceskillError, match="There is no model 'nothing'"):
        _run("fetch", "nothing")
