"""The alert as a device's owner sets it up: a settings file, a program, a session."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from support.command import home_of_its_own, voiceskill


def set_up(folder: Path, settings: str) -> Path:
    home = home_of_its_own(folder)
    (home / "config").mkdir()
    (home / "config" / "config.yaml").write_text(settings)
    return home


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """Where the owner's program puts what it was told."""
    program = tmp_path / "ring.py"
    program.write_text("import pathlib, sys\npathlib.Path(sys.argv[1]).write_text(sys.stdin.read())\n")
    command = json.dumps([sys.executable, str(program), str(tmp_path / "notice")])
    set_up(tmp_path, f"name: Sam\nalert:\n  command: {command}\n  tell: [flag, name]\n")
    return tmp_path / "notice"


def test_an_emergency_calls_the_owners_program(notice: Path, tmp_path: Path) -> None:
    session = voiceskill("run", "--typed", stdin="my chest hurts badly\n", home=tmp_path / "home")

    assert session.returncode == 0
    assert "Call 911, 999, 112 or 000" in session.stdout
    assert json.loads(notice.read_text()) == {"event": "alert", "flag": "e_heart", "name": "Sam"}


def test_a_cramp_calls_nobody(notice: Path, tmp_path: Path) -> None:
    assert voiceskill("run", "--typed", stdin="my calf is cramping\n", home=tmp_path / "home").returncode == 0
    assert not notice.exists()


def test_a_wrong_setting_is_named_before_anything_starts(tmp_path: Path) -> None:
    set_up(tmp_path, "alert:\n  command: ring")
    session = voiceskill("run", "--typed", home=tmp_path / "home")

    assert session.returncode == 1
    assert "config.yaml:2: alert.command: expected a list" in session.stderr
