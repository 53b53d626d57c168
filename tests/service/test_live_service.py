"""The live session under a service manager: a real notify socket, a real sound server that hangs."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command import home_of_its_own
from support.sound_server import SoundServer, missing_packages

pytestmark = pytest.mark.skipif(bool(missing_packages()), reason=f"needs {', '.join(missing_packages())}")

WATCHDOG_SECONDS = 2.0
PATIENCE = 40.0


class Manager:
    """What systemd is to the device: a socket for its notices, and signals."""

    def __init__(self, server: SoundServer, folder: Path) -> None:
        self.home = home_of_its_own(folder)
        self.log = folder / "journal"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(folder / "notify"))
        environment = {
            **server.env,
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": str(round(WATCHDOG_SECONDS * 1e6)),
            "VOICESKILL_HOME": str(self.home),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "voiceskill", "run"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )

    def notice(self, wanted: str, seconds: float = PATIENCE) -> str:
        """The next notice that holds the line ``wanted``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.socket.settimeout(0.5)
            try:
                notice = self.socket.recv(4096).decode()
            except TimeoutError:
                assert self.process.poll() is None, self.log.read_text()
                continue
            if wanted in notice:
                return notice
        pytest.fail(f"no notice '{wanted}' within {seconds} s:\n{self.log.read_text()}")

    def notices_within(self, seconds: float) -> list[str]:
        """All notices that come within ``seconds``."""
        notices: list[str] = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                notices.append(self.socket.recv(4096).decode())
            except TimeoutError:
                break
        return notices

    def write_settings(self, text: str) -> None:
        path = self.home / "config/config.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.socket.close()


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with SoundServer() as server:
        yield server


@pytest.fixture
def manager(server: SoundServer, tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(server, tmp_path)
    yield manager
    manager.close()


def test_a_deaf_device_starves_the_watchdog_and_a_hearing_one_feeds_it(
    server: SoundServer, manager: Manager
) -> None:
    assert "STATUS=Listening (microphone:" in manager.notice("READY=1")
    manager.notice("WATCHDOG=1")

    server.freeze()
    manager.notices_within(1.0)
    assert manager.notices_within(WATCHDOG_SECONDS) == []

    server.thaw()
    manager.notice("WATCHDOG=1")
    assert manager.end() == 0
    manager.notice("STOPPING=1")


def test_the_services_log_holds_trouble_with_devices_and_nothing_that_was_said(
    server: SoundServer, manager: Manager
) -> None:
    manager.notice("READY=1")
    manager.notices_within(2.0)
    server.kill()
    end = time.monotonic() + PATIENCE
    while "gone away" not in manager.log.read_text():
        assert time.monotonic() < end, manager.log.read_text()
        time.sleep(0.1)
    assert "ready" not in manager.log.read_text().lower()
    assert "device:" not in manager.log.read_text()


def test_sighup_takes_over_new_settings_and_keeps_the_old_where_the_file_is_broken(manager: Manager) -> None:
    manager.notice("READY=1")

    manager.write_settings("country: GB\nvoice: en-gb-x-rp\nvolume: -3\n")
    manager.process.send_signal(signal.SIGHUP)
    manager.notice("RELOADING=1")
    manager.notice("READY=1")
    assert "The settings were read anew." in manager.log.read_text()

    manager.write_settings("volume: loud\n")
    manager.process.send_signal(signal.SIGHUP)
    manager.notice("RELOADING=1")
    manager.notice("READY=1")
    assert "The settings stay as they were:" in manager.log.read_text()
    assert "config.yaml:1: volume: expected a number" in manager.log.read_text()

    manager.write_settings("voice: nobody\n")
    manager.process.send_signal(signal.SIGHUP)
    manager.notice("RELOADING=1")
    manager.notice("READY=1")
    assert "There is no voice 'nobody'" in manager.log.read_text()

    assert manager.end() == 0
    assert "Traceback" not in manager.log.read_text()


def test_without_a_sound_device_the_service_fails_to_be_started_again(tmp_path: Path) -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "PULSE_SERVER": "unix:/nonexistent",
        "VOICESKILL_HOME": str(tmp_path),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "voiceskill", "run"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr
