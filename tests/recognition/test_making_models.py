"""Making a model: all of it or nothing, the same from the same inputs, and made anew when these change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import small_model_inputs

from voiceskill import locations
from voiceskill.errors import VoiceskillError
from voiceskill.recognition import default_model
from voiceskill.recognition.language_model.general_english import GeneralEnglish
from voiceskill.recognition.model_files import check_model
from voiceskill.recognition.model_maker import maker
from voiceskill.recognition.model_maker.settings import ModelSettings


def make(directory: Path, steps: list[str] | None = None) -> None:
    sentences, lexicon = small_model_inputs()
    progress = steps.append if steps is not None else lambda step: None
    maker.make_model(directory, sentences, lexicon, GeneralEnglish({}, {}), ModelSettings(), progress)


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def test_the_same_inputs_make_the_same_bytes(small_model: Path, tmp_path: Path) -> None:
    make(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(small_model)


def test_progress_names_each_step_once(tmp_path: Path) -> None:
    steps: list[str] = []
    make(tmp_path / "model", steps)
    assert tuple(steps) == maker.STEPS


def test_an_interrupted_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def full_disk(path: Path, content: bytes) -> int:
        written.append(path)
        if len(written) == 4:
            raise OSError(28, "No space left on device")
        return len(content)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(VoiceskillError, match="No space left on device"):
        make(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_there_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "left over").write_text("x")
    make(tmp_path / "model")
    assert not (tmp_path / "model" / "left over").exists()
    check_model(tmp_path / "model")


def test_sentences_with_unpronounceable_words_are_left_out(tmp_path: Path) -> None:
    sentences, lexicon = small_model_inputs()
    odd = [*sentences, (("grblx", "stop"), 5.0)]
    maker.make_model(
        tmp_path / "model", odd, lexicon, GeneralEnglish({}, {}), ModelSettings(), lambda step: None
    )
    assert "grblx" not in (tmp_path / "model/graph/words.txt").read_text()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of our own with a copy of the shipped intents, and a maker that only leaves a mark."""
    monkeypatch.setenv("VOICESKILL_HOME", str(tmp_path / "home"))
    shutil.copytree(locations.content_dir("intents"), tmp_path / "intents")
    monkeypatch.setattr(locations, "content_dir", lambda name: tmp_path / name)

    def mark(path: Path, *_: object) -> None:
        path.mkdir(parents=True)
        (path / default_model.MADE_MODEL_FILE).write_text("{}")

    monkeypatch.setattr(default_model, "make_model", mark)
    return tmp_path


def test_a_model_is_built_once(home: Path) -> None:
    steps: list[str] = []
    first = default_model.default_model(steps.append)
    assert first.parent == home / "home/data/models"
    built = len(steps)
    assert built > 0
    assert default_model.default_model(steps.append) == first
    assert len(steps) == built


def test_changed_intents_make_a_new_model_and_remove_the_old(home: Path) -> None:
    first = default_model.default_model(lambda step: None)
    with (home / "intents/en/pronunciations.yaml").open("a") as file:
        file.write('zumba: ["Z UW M B AH"]\n')
    second = default_model.default_model(lambda step: None)
    assert second != first
    assert [path.name for path in first.parent.iterdir()] == [second.name]
