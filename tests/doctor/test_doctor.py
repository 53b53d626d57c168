"""The doctor finds what is wrong, says how to mend it, and changes nothing."""

from __future__ import annotations

import argparse
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from support.command import home_of_its_own

from voiceskill import doctor
from voiceskill.audio import devices
from voiceskill.audio.devices import Device
from voiceskill.audio.portaudio import NoAudioDevice
from voiceskill.commands import doctor as doctor_command
from voiceskill.config import Config
from voiceskill.doctor import CHECKS, Finding, examine
from voiceskill.errors import VoiceskillError

MICROPHONE = Device(0, "Bedside mic", 1, 0, 48_000)
SPEAKER = Device(1, "Bedside speaker", 0, 2, 44_100)


@pytest.fixture(scope="module")
def made_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with what takes long to make, linked before any test has a home of its own."""
    return home_of_its_own(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(autouse=True)
def home(made_before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICESKILL_HOME", str(tmp_path))
    return tmp_path


def _with_devices(monkeypatch: pytest.MonkeyPatch, *found: Device) -> None:
    monkeypatch.setattr(devices, "list_devices", lambda: list(found))


def test_each_line_says_ok_or_mend() -> None:
    assert str(Finding("voice", True, "en-us")) == "ok    voice: en-us"
    assert str(Finding("voice", False, "do this.")) == "MEND  voice: do this."


@pytest.fixture
def prepared_home(made_before: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICESKILL_HOME", str(made_before))
    return made_before


def test_looking_changes_nothing(prepared_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = prepared_home
    before = sorted(home.rglob("*"))
    _with_devices(monkeypatch)

    findings = list(examine())

    assert [finding.name for finding in findings] == ["settings", *CHECKS]
    assert all("\n" not in str(finding) for finding in findings)
    assert sorted(home.rglob("*")) == before


def test_wrong_settings_are_reported_and_the_rest_is_still_examined(prepared_home: Path) -> None:
    home = prepared_home
    (home / "config").mkdir()
    (home / "config/config.yaml").write_text("voice: en-us\nvolume: loud\n")

    findings = list(examine())

    assert not findings[0].ok
    assert "config.yaml:2: volume" in findings[0].text
    assert len(findings) == 1 + len(CHECKS)


def test_one_failing_check_stops_none_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Config) -> str:
        raise VoiceskillError("Plug it in.")

    def lose(_: Config) -> str:
        raise FileNotFoundError(2, "No such file", "/dev/thing")

    def break_down(_: Config) -> str:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(doctor, "CHECKS", {"a": refuse, "b": lose, "c": break_down, "d": lambda _: "well"})

    lines = [str(finding) for finding in examine()]

    assert lines[1:] == [
        "MEND  a: Plug it in.",
        "MEND  b: /dev/thing says 'No such file'.",
        "MEND  c: A fault in voiceskill (ZeroDivisionError: by zero): install it again.",
        "ok    d: well",
    ]


def test_folders_that_are_private_and_writable_are_well(home: Path) -> None:
    (home / "config").mkdir()
    (home / "config/config.yaml").touch(mode=0o600)
    assert doctor.check_folders(Config())


def test_a_settings_file_that_others_can_read_is_to_be_closed(home: Path) -> None:
    (home / "config").mkdir()
    (home / "config/config.yaml").touch()
    (home / "config/config.yaml").chmod(0o644)

    with pytest.raises(VoiceskillError, match="run 'chmod go= "):
        doctor.check_folders(Config())


def test_a_journal_that_others_can_read_is_to_be_closed(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data/journal").mkdir()
    (home / "data/journal/journal.sqlite3").touch()
    (home / "data/journal/journal.sqlite3").chmod(0o640)

    with pytest.raises(VoiceskillError, match=r"journal\.sqlite3: run 'chmod go= "):
        doctor.check_folders(Config())


def test_a_file_where_a_folder_should_be_is_said(home: Path) -> None:
    (home / "data").touch()
    with pytest.raises(VoiceskillError, match="can't be written to"):
        doctor.check_folders(Config())


def test_a_nearly_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12, 12_000_000))
    with pytest.raises(VoiceskillError, match="12 MB left, and 300 MB are needed"):
        doctor.check_disk(Config())


def test_a_clock_before_the_installation_is_wrong() -> None:
    with pytest.raises(VoiceskillError, match="timedatectl"):
        doctor.check_clock(Config(), now=0.0)
    assert doctor.check_clock(Config(), now=4e9).startswith("2096-")


def test_devices_are_named_with_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_devices(monkeypatch, MICROPHONE, SPEAKER)
    assert doctor.check_microphone(Config()) == "Bedside mic (number 0, 48000 Hz)"
    assert doctor.check_speaker(Config()) == "Bedside speaker (number 1, 44100 Hz)"


def test_missing_and_unknown_devices_are_to_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_devices(monkeypatch, SPEAKER)
    with pytest.raises(NoAudioDevice, match="no microphone"):
        doctor.check_microphone(Config())
    with pytest.raises(VoiceskillError, match="choose one of 'Bedside speaker'"):
        doctor.check_speaker(Config(speaker="kitchen"))


def test_the_voice_is_tried_out() -> None:
    assert doctor.check_voice(Config()).startswith("en-us, eSpeak NG 1.")
    with pytest.raises(VoiceskillError, match="no voice 'en-xx'"):
        doctor.check_voice(Config(voice="en-xx"))


def test_a_model_that_is_not_here_is_to_be_built_or_fetched() -> None:
    with pytest.raises(VoiceskillError, match="'voiceskill models build'"):
        doctor.check_model(Config())
    with pytest.raises(VoiceskillError, match="'voiceskill models fetch vosk-model-small-en-us-"):
        doctor.check_model(Config(model="vosk-model-small-en-us-0.15"))


def test_a_damaged_model_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken/am").mkdir(parents=True)
    (tmp_path / "broken/am/final.mdl").write_bytes(b"half")
    with pytest.raises(VoiceskillError, match="lacks the file"):
        doctor.check_model(Config(model=str(tmp_path / "broken")))


@pytest.mark.parametrize(("well", "status"), [(True, 0), (False, 1)])
def test_the_exit_status_tells_whether_all_is_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], well: bool, status: int
) -> None:
    monkeypatch.setattr(
        doctor, "examine", lambda: iter([Finding("a", True, "fine"), Finding("b", well, "so")])
    )
    parser = argparse.ArgumentParser()
    doctor_command.add_parser(parser.add_subparsers())
    arguments = parser.parse_args(["doctor"])

    assert arguments.handler(arguments) == status
    assert capsys.readouterr().out.splitlines()[0] == "ok    a: fine"
