"""``voiceskill setup`` as its owner sees it: on a terminal, with and without sound."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from support.command import home_of_its_own, no_sound_environment, voiceskill
from support.sound_server import SoundServer, missing_packages

PATIENCE = 30.0


class Screen:
    """A person at a terminal."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "voiceskill", "setup"],
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        os.set_blocking(self._ours, False)
        self.shown = ""

    def answer(self, question: str, line: str) -> None:
        """Wait until ``question`` is on the screen, then type ``line`` and press Enter."""
        self.wait_for(question)
        self.shown = self.shown.partition(question)[2]
        os.write(self._ours, f"{line}\n".encode())

    def wait_for(self, words: str) -> None:
        end = time.monotonic() + PATIENCE
        while words not in self.shown:
            assert time.monotonic() < end, f"never showed '{words}':\n{self.shown}"
            self._read()
            time.sleep(0.01)

    def interrupt(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def end(self) -> int:
        status = self.process.wait(timeout=20)
        self._read()
        return status

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)

    def _read(self) -> None:
        try:
            self.shown += os.read(self._ours, 65536).decode(errors="replace")
        except (BlockingIOError, OSError):
            return


@pytest.fixture
def screens() -> Iterator[list[Screen]]:
    opened: list[Screen] = []
    yield opened
    for screen in opened:
        screen.close()


def settings(home: Path) -> dict[str, object]:
    loaded = yaml.safe_load((home / "config/config.yaml").read_text())
    assert isinstance(loaded, dict)
    return loaded


def test_a_machine_without_sound_is_set_up(screens: list[Screen], tmp_path: Path) -> None:
    screen = Screen(no_sound_environment(tmp_path))
    screens.append(screen)
    screen.answer("Your country", "gb")
    screen.answer("What to call you", "Sam")
    screen.answer("Who speaks", "")
    screen.answer("How fast", "")
    screen.answer("The night begins", "21:30")
    screen.answer("and ends at", "")
    screen.answer("How loud at night", "-9")
    screen.answer("about your health", "yes")
    screen.answer("Pregnant", "")
    screen.answer("Over sixty-five", "yes")
    for _ in range(11):
        screen.answer("?", "")
    assert screen.end() == 0
    assert "config.yaml is written" in screen.shown
    assert settings(tmp_path) == {
        "country": "GB",
        "name": "Sam",
        "night": {"from": "21:30", "volume": -9.0},
        "profile": {"over_65": True},
    }
    text = (tmp_path / "config/config.yaml").read_text()
    assert "# or unsteady on the feet" in text
    assert (tmp_path / "config/config.yaml").stat().st_mode & 0o777 == 0o600


def test_ctrl_c_keeps_what_was_answered_and_what_was_there(screens: list[Screen], tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.yaml").write_text("# by hand\nvolume: 3  # deaf\n")
    screen = Screen(no_sound_environment(tmp_path))
    screens.append(screen)
    screen.answer("Your country", "au")
    screen.wait_for("What to call you")
    screen.interrupt()
    assert screen.end() == 130
    assert "Traceback" not in screen.shown
    assert (tmp_path / "config/config.yaml").read_text() == "# by hand\nvolume: 3  # deaf\ncountry: AU\n"


def test_a_settings_file_that_is_wrong_is_named_before_any_question(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.yaml").write_text("volume: loud\n")
    done = voiceskill("setup", home=tmp_path)
    assert done.returncode == 1
    assert "config.yaml:1: volume: expected a number" in done.stderr
    assert done.stdout == ""


@pytest.mark.skipif(bool(missing_packages()), reason=f"needs {', '.join(missing_packages())}")
def test_microphone_and_speaker_are_tried_on_a_sound_server(screens: list[Screen], tmp_path: Path) -> None:
    with SoundServer() as server:
        recorder = server.record_speaker(tmp_path / "speaker.wav")
        home = home_of_its_own(tmp_path)
        screen = Screen({**server.env, "VOICESKILL_HOME": str(home)})
        screens.append(screen)
        for question in ("Your country", "What to call", "Who speaks", "How fast", "begins", "ends", "loud"):
            screen.answer(question, "")
        screen.answer("Which microphone", "pulse")
        screen.answer("listen for 5 seconds", "yes")
        screen.wait_for("The microphone hears nothing at all")
        screen.answer("Listen again", "no")
        screen.answer("Which speaker", "pulse")
        screen.answer("say a sentence", "")
        screen.answer("Say it again", "no")
        screen.answer("about your health", "no")
        assert screen.end() == 0
        recorder.stop()
    assert settings(home) == {"microphone": "pulse", "speaker": "pulse"}
    assert (tmp_path / "speaker.wav").stat().st_size > 100_000
