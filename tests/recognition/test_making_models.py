"""Making a model: all of it or nothing, the same from the same inputs, and made anew when these change."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from support.small_model import small_model_inputs

from voiceskill import locations
from voiceskill.errors import VoiceskillError
from voiceskill.recognition import default_model
from voiceskill.recognition.language_model.general_english import GeneralEnglish
from voiceskill.recognition.model_files import check_model
from voiceskill.recognition.model_maker import from_intents, maker
from voiceskill.recognition.model_maker.settings import ModelSettings

DAY = 24 * 3600.0


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

    def mark(path: Path, intents: Path, settings: ModelSettings, progress: Callable[[str], None]) -> None:
        progress("marking")
        path.mkdir(parents=True)
        (path / default_model.MADE_MODEL_FILE).write_text("{}")

    monkeypatch.setattr(from_intents, "make_model_of_intents", mark)
    return tmp_path


def test_a_model_is_built_once(home: Path) -> None:
    steps: list[str] = []
    first = default_model.default_model(steps.append)
    assert first.parent == home / "home/data/models"
    built = len(steps)
    assert built > 0
    assert default_model.default_model(steps.append) == first
    assert len(steps) == built


def change_intents(home: Path) -> None:
    with (home / "intents/en/pronunciations.yaml").open("a") as file:
        file.write('zumba: ["Z UW M B AH"]\n')


def age(path: Path, seconds: float) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


def models(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_dir()}


def test_changed_intents_make_a_new_model_and_remove_one_unused_for_a_day(home: Path) -> None:
    first = default_model.default_model(lambda step: None)
    unfinished = first.parent / f".{first.name}-abc"
    unfinished.mkdir()
    age(first, DAY + 60)
    age(unfinished, DAY + 60)
    change_intents(home)
    second = default_model.default_model(lambda step: None)
    assert second != first
    assert models(first.parent) == {second.name}


def test_a_model_that_another_process_may_be_about_to_open_stays(home: Path) -> None:
    first = default_model.default_model(lambda step: None)
    age(first, DAY + 60)
    assert default_model.default_model(lambda step: None) == first
    change_intents(home)
    second = default_model.default_model(lambda step: None)
    assert models(first.parent) == {first.name, second.name}


def test_who_comes_while_a_model_is_built_waits_for_it_and_builds_none(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds: list[Path] = []
    building, go_on = threading.Event(), threading.Event()

    def slow_mark(path: Path, *_: object) -> None:
        builds.append(path)
        building.set()
        assert go_on.wait(30)
        path.mkdir(parents=True)
        (path / default_model.MADE_MODEL_FILE).write_text("{}")

    monkeypatch.setattr(from_intents, "make_model_of_intents", slow_mark)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(default_model.default_model, lambda step: None)
        assert building.wait(30)
        second = pool.submit(default_model.default_model, lambda step: None)
        go_on.set()
        assert first.result(30) == second.result(30)
    assert len(builds) == 1


def test_processes_that_make_the_same_model_at_once_leave_one_whole_model(
    small_model: Path, tmp_path: Path
) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(make, [tmp_path / "model"] * 4))
    check_model(tmp_path / "model")
    assert models(tmp_path) == {"model"}
    assert contents(tmp_path / "model") == contents(small_model)
