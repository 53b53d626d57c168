"""``voiceskill journal`` as its owner uses it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from diary_keeping import Diarist
from support.command import home_of_its_own, voiceskill

from voiceskill.cli import main
from voiceskill.errors import VoiceskillError
from voiceskill.journal.database import open_database
from voiceskill.journal.table import table
from voiceskill.journal.times import night_of, read_since, start_of_night

NOW = datetime.now().astimezone()


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


class Command(Protocol):
    def __call__(self, *arguments: str | Path, home: Path) -> Done: ...


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs ``voiceskill ARGUMENTS`` in this process, which is quicker than a process of its own."""

    def run(*arguments: str | Path, home: Path) -> Done:
        monkeypatch.setenv("VOICESKILL_HOME", str(home))
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as wrong_usage:
            status = int(wrong_usage.code or 0)
        shown = capsys.readouterr()
        return Done(status, shown.out, shown.err)

    return run


@contextmanager
def _journal(home: Path) -> Iterator[sqlite3.Connection]:
    path = home / "data" / "journal" / "journal.sqlite"
    with closing(open_database(path, NOW).connection) as connection:
        yield connection


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a cramp of a month ago and one of a minute ago."""
    with _journal(tmp_path) as connection:
        for began, part, side in (
            (NOW - timedelta(days=30), "foot", "right"),
            (NOW - timedelta(minutes=1), "calf", "left"),
        ):
            diarist = Diarist(connection, began)
            diarist.cramp(0.0, part, side)
            diarist.step(0.0, "position")
            diarist.step(9.0, "towel_stretch", "hold")
            diarist.outcome(65.0, "better")
            diarist.flag(70.0, "c_freq", "clinician_soon")
            diarist.end(90.0)
    return tmp_path


def test_list_shows_one_line_a_cramp_plain_when_piped(home: Path, command: Command) -> None:
    done = command("journal", "list", home=home)
    head, first, second = done.stdout.splitlines()
    assert head.split() == ["ID", "BEGAN", "PART", "EASED", "AFTER", "HELPED", "FLAGS", "ENDED"]
    assert "right foot" in first
    assert f"{NOW - timedelta(minutes=1):%Y-%m-%d %H:%M}" in second
    assert "left calf   1:05         towel stretch  c_freq (clinician soon)  settled" in second
    assert "\x1b" not in done.stdout


def test_since_leaves_out_what_is_older(home: Path, command: Command) -> None:
    listed = command("journal", "list", "--since", "7d", home=home).stdout
    assert "left calf" in listed
    assert "right foot" not in listed


def test_show_tells_one_cramp_step_by_step(home: Path, command: Command) -> None:
    lines = command("journal", "show", "2", home=home).stdout.splitlines()
    assert lines[0].startswith("left calf, ")
    assert "Eased after 1:05, with towel stretch" in lines
    assert "Flag at 1:10: c_freq (clinician soon)" in lines
    assert lines[-1].split() == ["0:09", "towel", "stretch", "1:21", "better"]


def test_an_empty_journal_is_no_error_and_reading_makes_no_file(tmp_path: Path, command: Command) -> None:
    listed = command("journal", "list", home=tmp_path)
    assert (listed.returncode, listed.stdout) == (0, "No cramp is in the diary.\n")
    assert command("journal", "export", "--json", home=tmp_path).stdout == "[]\n"
    assert command("journal", "forget", "--all", home=tmp_path).stdout == "0 entries forgotten for good.\n"
    assert not (tmp_path / "data").exists()


def test_a_number_that_is_not_there_is_told_in_one_sentence(home: Path, command: Command) -> None:
    for action in ("show", "forget"):
        done = command("journal", action, "99", home=home)
        assert done.returncode == 1
        assert done.stderr == (
            "voiceskill: The diary has no entry 99: 'voiceskill journal list' shows their numbers.\n"
        )


def test_json_holds_everything_and_csv_one_line_an_episode(home: Path, command: Command) -> None:
    everything = json.loads(command("journal", "export", "--json", home=home).stdout)
    assert [episode["part"] for episode in everything] == ["foot", "calf"]
    assert [step["answer"] for step in everything[1]["steps"]] == [None, "better"]
    rows = list(csv.DictReader(io.StringIO(command("journal", "export", "--csv", home=home).stdout)))
    assert [(row["part"], row["steps"], row["answers"]) for row in rows] == [
        ("foot", "position towel_stretch", "- better"),
        ("calf", "position towel_stretch", "- better"),
    ]
    assert datetime.fromisoformat(rows[1]["started_utc"]).tzinfo == UTC


def test_an_export_to_a_file_is_its_owners_alone(home: Path, tmp_path: Path, command: Command) -> None:
    target = tmp_path / "diary.csv"
    target.touch(mode=0o644)
    done = command("journal", "export", "--csv", target, home=home)
    assert done.stdout == f"2 entries written to {target}, which only you can read.\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3


def test_forgetting_one_leaves_the_other(home: Path, command: Command) -> None:
    assert command("journal", "forget", "1", home=home).stdout == "1 entry forgotten for good.\n"
    listed = command("journal", "list", home=home).stdout
    assert "foot" not in listed
    assert "calf" in listed


def test_forgetting_tonight_keeps_earlier_nights(home: Path, command: Command) -> None:
    assert command("journal", "forget", "--tonight", home=home).stdout == "1 entry forgotten for good.\n"
    assert "foot" in command("journal", "list", home=home).stdout


def test_what_is_forgotten_leaves_no_trace_in_any_file(home: Path, command: Command) -> None:
    with _journal(home) as connection:
        Diarist(connection, NOW).cramp(0.0, "piriformis", "left")
        folder = home / "data" / "journal"
        assert b"piriformis" in b"".join(file.read_bytes() for file in folder.iterdir())
        command("journal", "forget", "--all", home=home)
        assert b"piriformis" not in b"".join(file.read_bytes() for file in folder.iterdir())
        assert b"towel_stretch" not in b"".join(file.read_bytes() for file in folder.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [("forget",), ("forget", "1", "--all"), ("export",), ("show",), ("show", "0"), ("show", "9" * 30), ()],
)
def test_half_an_order_is_wrong_usage(arguments: tuple[str, ...], tmp_path: Path, command: Command) -> None:
    assert command("journal", *arguments, home=tmp_path).returncode == 2


def test_a_diary_that_is_not_wanted_is_not_begun(tmp_path: Path) -> None:
    home = home_of_its_own(tmp_path)
    (home / "config").mkdir()
    (home / "config" / "config.yaml").write_text("journal: false\n", encoding="utf-8")
    assert voiceskill("run", "--typed", stdin="my calf is cramping\n", home=home).returncode == 0
    assert not (home / "data" / "journal").exists()


def test_a_typed_cramp_is_in_the_diary_after_the_session(tmp_path: Path) -> None:
    home = home_of_its_own(tmp_path)
    assert voiceskill("run", "--typed", stdin="my left calf is cramping\n", home=home).returncode == 0
    listed = voiceskill("journal", "list", home=home).stdout
    assert "left calf" in listed
    assert "broke off or still running" in listed


@pytest.mark.parametrize(
    "wall", ["2026-03-01T12:00", "2026-03-01T23:59", "2026-03-02T00:00", "2026-03-02T11:59"]
)
def test_a_night_goes_from_noon_to_noon(wall: str) -> None:
    at = datetime.fromisoformat(wall).astimezone()
    assert str(night_of(at.replace(tzinfo=None))) == "2026-03-01"
    assert start_of_night(at) == datetime(2026, 3, 1, 12).astimezone()


def test_spans_and_dates_name_a_start() -> None:
    now = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
    assert read_since("12h", now) == datetime(2026, 3, 9, 20, 30, tzinfo=UTC)
    assert read_since("4w", now) == datetime(2026, 2, 10, 8, 30, tzinfo=UTC)
    assert read_since("2026-03-01", now) == datetime(2026, 3, 1, tzinfo=UTC)
    for wrong in ("", "soon", "-3d", "3m", "2026-13-01", "99999d"):
        with pytest.raises(VoiceskillError, match="no span of time"):
            read_since(wrong, now)


def test_a_table_stands_in_columns_and_only_its_head_is_bold() -> None:
    assert table(("A", "LONG"), [("xyz", "1")], bold_head=False) == ("A    LONG", "xyz  1")
    assert table(("A",), [("x",)], bold_head=True) == ("\x1b[1mA\x1b[0m", "x")
