"""What is learned of example sentences is learned once, by another process."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voiceskill.locations import content_dir
from voiceskill.understanding.learning import learn_apart
from voiceskill.understanding.red_flags.loading import is_learned


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """English with few examples of danger, which are learned in a moment."""
    folder = tmp_path / "en"
    shutil.copytree(content_dir("intents") / "en", folder, ignore=shutil.ignore_patterns("examples"))
    (folder / "examples").mkdir()
    examples = folder / "red_flags" / "examples"
    examples.mkdir()
    (examples / "few.yaml").write_text("e_heart: [a van on my ribs]\nnone: [a van outside]\n")
    return folder


def test_it_is_learned_once_and_says_so(folder: Path, tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        learn_apart(folder, tmp_path / "store", told.append)
        assert is_learned(folder / "red_flags", tmp_path / "store")
    assert len(told) == 1


def test_whoever_is_told_may_stop_it(folder: Path, tmp_path: Path) -> None:
    class _StoppedError(Exception):
        pass

    def stop(_: str) -> None:
        raise _StoppedError

    with pytest.raises(_StoppedError):
        learn_apart(folder, tmp_path / "store", stop)
    assert not is_learned(folder / "red_flags", tmp_path / "store")


def test_nothing_is_learned_where_it_can_not_be_kept(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    learn_apart(folder, blocked / "store", pytest.fail)


def test_a_mistake_in_the_examples_is_left_to_the_loading(folder: Path, tmp_path: Path) -> None:
    (folder / "red_flags" / "examples" / "few.yaml").write_text("e_nothing: [a van]\n")
    learn_apart(folder, tmp_path / "store", lambda line: None)
    assert not is_learned(folder / "red_flags", tmp_path / "store")
