"""A fetched model is whole, can be proved to be, and replaces an older one in one step."""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
import shutil
from pathlib import Path

import pytest
from misbehaving_server import MODEL_FILES, ModelServer, zip_of

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.store.download import Patience
from voiceskill.recognition.store.installed import fetch, read_receipt, verify
from voiceskill.recognition.store.layout import is_model_folder, model_folder
from voiceskill.recognition.store.manifest import ModelEntry

HURRIED = Patience(connect=2.0, stall=0.2, attempts=2, pause=0.0)


@pytest.fixture
def entry(server: ModelServer) -> ModelEntry:
    return ModelEntry(
        name="a-model",
        about="A model.",
        licence="Apache-2.0",
        url=server.url,
        archive_bytes=len(server.content),
        sha256=hashlib.sha256(server.content).hexdigest(),
    )


def _fetch(entry: ModelEntry, root: Path) -> Path:
    return fetch(entry, root, patience=HURRIED)


def test_a_fetched_model_is_unpacked_and_verified(entry: ModelEntry, tmp_path: Path) -> None:
    folder = _fetch(entry, tmp_path)

    assert folder == model_folder("a-model", tmp_path)
    assert is_model_folder(folder)
    assert (folder / "am/final.mdl").read_bytes() == MODEL_FILES["am/final.mdl"]
    verify("a-model", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a-model", "a-model.receipt.json"]


def test_fetching_again_replaces_what_was_there(entry: ModelEntry, tmp_path: Path) -> None:
    folder = _fetch(entry, tmp_path)
    (folder / "am/final.mdl").write_bytes(b"damaged")
    (folder / "stray").write_bytes(b"")

    _fetch(entry, tmp_path)

    verify("a-model", tmp_path)
    assert not (folder / "stray").exists()


def test_a_bad_fetch_leaves_the_old_model_alone(
    entry: ModelEntry, server: ModelServer, tmp_path: Path
) -> None:
    _fetch(entry, tmp_path)
    server.plan = ["corrupt"]

    with pytest.raises(VoiceskillError, match="another checksum"):
        _fetch(entry, tmp_path)
    verify("a-model", tmp_path)


@pytest.mark.parametrize("damage", ["change", "grow", "delete", "add"])
def test_verify_names_what_is_wrong(entry: ModelEntry, tmp_path: Path, damage: str) -> None:
    folder = _fetch(entry, tmp_path)
    target = folder / "graph/Gr.fst"
    if damage == "delete":
        target.unlink()
    elif damage == "add":
        target = folder / "graph/extra"
        target.write_bytes(b"")
    else:
        target.write_bytes(b"grammaR" if damage == "change" else b"grammar and more")

    with pytest.raises(VoiceskillError, match=f"{target} is not as it was fetched"):
        verify("a-model", tmp_path)


def test_a_model_that_was_never_fetched_is_said(tmp_path: Path) -> None:
    with pytest.raises(VoiceskillError, match="'voiceskill models fetch a-model'"):
        verify("a-model", tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"archive_sha256": "0", "files": {"a": 3}}'])
def test_a_damaged_receipt_counts_as_none(entry: ModelEntry, tmp_path: Path, content: str) -> None:
    _fetch(entry, tmp_path)
    (tmp_path / "a-model.receipt.json").write_text(content)

    assert read_receipt("a-model", tmp_path) is None
    with pytest.raises(VoiceskillError, match="was not fetched"):
        verify("a-model", tmp_path)


def test_without_a_published_checksum_the_first_download_counts(
    entry: ModelEntry, server: ModelServer, tmp_path: Path
) -> None:
    unpublished = dataclasses.replace(entry, sha256=None, archive_bytes=None)
    folder = _fetch(unpublished, tmp_path)
    receipt = json.loads((tmp_path / "a-model.receipt.json").read_text())
    assert receipt["archive_sha256"] == entry.sha256
    shutil.rmtree(folder)

    server.content = zip_of(MODEL_FILES | {"conf/model.conf": b"--beam=9\n"})
    with pytest.raises(VoiceskillError, match="another checksum"):
        _fetch(unpublished, tmp_path)


def test_an_archive_that_holds_no_model_installs_nothing(
    entry: ModelEntry, server: ModelServer, tmp_path: Path
) -> None:
    server.content = zip_of({"README": b"hello"})
    unpublished = dataclasses.replace(entry, sha256=None, archive_bytes=None)

    with pytest.raises(VoiceskillError, match="holds no Vosk model"):
        _fetch(unpublished, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_two_fetches_do_not_get_in_each_others_way(entry: ModelEntry, tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(VoiceskillError, match="wait until it is done"):
            _fetch(entry, tmp_path)
    _fetch(entry, tmp_path)


def test_too_little_space_is_said_before_anything_is_fetched(
    entry: ModelEntry, server: ModelServer, tmp_path: Path
) -> None:
    huge = dataclasses.replace(entry, archive_bytes=10**18)

    with pytest.raises(VoiceskillError, match="delete something first"):
        _fetch(huge, tmp_path)
    assert server.ranges == []


def test_a_made_model_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(VoiceskillError, match="'voiceskill models build'"):
        _fetch(ModelEntry("default", "Made here.", "BSD"), tmp_path)
