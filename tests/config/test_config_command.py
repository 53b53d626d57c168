from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from voiceskill.commands import config as config_command
from voiceskill.errors import ContentError, VoiceskillError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICESKILL_HOME", str(tmp_path))
    return tmp_path


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    config_command.add_parser(parser.add_subparsers())
    arguments = parser.parse_args(["config", *words])
    status: int = arguments.handler(arguments)
    return status


def test_init_writes_the_file_that_path_names(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("path") == 0
    path = Path(capsys.readouterr().out.strip())
    assert not path.exists()

    assert _run("init") == 0
    assert path.is_file()
    with pytest.raises(VoiceskillError, match="exists already"):
        _run("init")


def test_show_states_what_is_in_force(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "config").mkdir()
    (home / "config/config.yaml").write_text("name: Sam\nprofile: {child: true}\n")

    assert _run("show") == 0

    shown = capsys.readouterr().out
    assert "name: Sam\n" in shown
    assert "words_per_minute: 150\n" in shown
    assert "child: true\n" in shown


def test_check_says_right_missing_or_wrong(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("check") == 0
    assert "does not exist" in capsys.readouterr().out

    _run("init")
    capsys.readouterr()
    assert _run("check") == 0
    assert "is right" in capsys.readouterr().out

    (home / "config/config.yaml").write_text("volume: loud")
    with pytest.raises(ContentError, match="volume: expected a number"):
        _run("check")


def test_forget_takes_back_what_was_remembered(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "config").mkdir()
    (home / "config/remembered.yaml").write_text("pregnant: true\n")

    assert _run("forget") == 0
    assert capsys.readouterr().out == "pregnant: yes\n"
    assert _run("forget", "pregnant") == 0
    assert "'pregnant' is forgotten" in capsys.readouterr().out
    with pytest.raises(VoiceskillError, match="is not remembered"):
        _run("forget", "pregnant")
    assert _run("forget") == 0
    assert "Nothing" in capsys.readouterr().out
