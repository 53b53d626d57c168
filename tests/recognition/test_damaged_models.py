"""A damaged model is refused in one sentence, in a process that must live to say it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from voiceskill.recognition.model_files import MADE_MODEL_FILE, check_model

OPEN = """
import sys
from pathlib import Path
from voiceskill.errors import VoiceskillError
from voiceskill.recognition.vosk_recognizer import VoskRecognizer
try:
    VoskRecognizer(Path(sys.argv[1]))
except VoiceskillError as error:
    print(error)
"""
FILES = [
    "am/final.mdl",
    "am/speech_gaussians.npy",
    "conf/mfcc.conf",
    "conf/model.conf",
    "graph/Gr.fst",
    "graph/HCLr.fst",
    "graph/words.txt",
    "graph/phones/word_boundary.int",
]


def refusal(directory: Path) -> str:
    opened = subprocess.run(
        [sys.executable, "-c", OPEN, str(directory)], capture_output=True, text=True, timeout=60
    )
    assert opened.returncode == 0, opened.stderr
    assert opened.stderr == ""
    assert opened.stdout.count("\n") == 1, opened.stdout
    return opened.stdout.strip()


@pytest.fixture
def copy(small_model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_model, tmp_path / "copy")


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/HCLr.fst"])
def test_truncated_file_is_refused(copy: Path, name: str) -> None:
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: len(content) // 2])
    assert "damaged" in refusal(copy)


@pytest.mark.parametrize("name", FILES)
def test_missing_file_is_refused(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(Exception, match="damaged"):
        check_model(copy)


@pytest.mark.parametrize("name", FILES)
def test_changed_byte_is_refused(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(bytes(content))
    with pytest.raises(Exception, match="checksum"):
        check_model(copy)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {}}', '{"files": 3}'])
def test_unreadable_description_is_refused(copy: Path, text: str) -> None:
    (copy / MADE_MODEL_FILE).write_text(text)
    with pytest.raises(Exception, match="damaged"):
        check_model(copy)


def test_missing_directory_is_refused(tmp_path: Path) -> None:
    assert "no speech model" in refusal(tmp_path / "nowhere")


def test_empty_directory_is_refused(tmp_path: Path) -> None:
    assert "lacks the file" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/Gr.fst"])
def test_foreign_model_with_a_damaged_file_is_refused(copy: Path, name: str) -> None:
    (copy / MADE_MODEL_FILE).unlink()
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: len(content) // 2])
    assert "can't be opened by Vosk" in refusal(copy)


def test_foreign_model_with_other_files_under_the_names_is_refused(copy: Path) -> None:
    (copy / MADE_MODEL_FILE).unlink()
    (copy / "graph/HCLr.fst").write_bytes(b"<html>not found</html>")
    assert "no OpenFst graph" in refusal(copy)


def test_whole_foreign_model_is_accepted(copy: Path) -> None:
    (copy / MADE_MODEL_FILE).unlink()
    assert check_model(copy).cepstral_mean is None
