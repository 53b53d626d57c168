"""What is learned of example sentences and can be kept is learned by another process."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from red_flag_bank import FOLDER

from voiceskill.errors import ContentError
from voiceskill.understanding.red_flags import load_red_flags, loading
from voiceskill.understanding.red_flags.loading import is_learned


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The rules of English with few examples, which are learned in a moment."""
    language = tmp_path / "en"
    folder = language / "red_flags"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("examples", "around.yaml"))
    shutil.copy(FOLDER.parent / "normalise.yaml", language)
    (folder / "examples").mkdir()
    (folder / "examples" / "few.yaml").write_text("e_heart: [a van on my ribs]\nnone: [a van outside]\n")
    return folder


def test_this_process_does_not_learn_what_another_can_keep(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "fit", lambda *_: pytest.fail("was learned here"))
    load_red_flags(folder, tmp_path / "store")
    assert is_learned(folder, tmp_path / "store")


def test_whoever_is_told_may_stop_it(folder: Path, tmp_path: Path) -> None:
    class _StoppedError(Exception):
        pass

    def stop(_: str) -> NoReturn:
        raise _StoppedError

    with pytest.raises(_StoppedError):
        load_red_flags(folder, tmp_path / "store", stop)
    assert not is_learned(folder, tmp_path / "store")


def test_a_mistake_in_the_examples_is_told_here(folder: Path, tmp_path: Path) -> None:
    (folder / "examples" / "few.yaml").write_text("e_nothing: [a van]\n")
    with pytest.raises(ContentError, match="e_nothing"):
        load_red_flags(folder, tmp_path / "store")
    assert not is_learned(folder, tmp_path / "store")
