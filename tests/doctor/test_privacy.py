"""What ``doctor --privacy`` states is what is on disk and in the kernel, and no network is used unasked."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.command import home_of_its_own, no_sound_environment, voiceskill
from support.sound_server import SoundServer, missing_packages

from voiceskill.config import Config
from voiceskill.notices.settings import AlertSettings, MqttSettings
from voiceskill.privacy import contacts, kept_files, open_sockets, running_devices

PATIENCE = 40.0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICESKILL_HOME", str(tmp_path))
    return tmp_path


def write(path: Path, mode: int = 0o600) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * 1500)
    path.chmod(mode)


def test_every_file_is_shown_with_what_is_in_it(home: Path) -> None:
    write(home / "config/config.yaml")
    write(home / "data/journal/journal.sqlite")
    write(home / "data/journal/journal.sqlite-wal")
    write(home / "data/models/cramp/am/final.mdl", 0o644)
    write(home / "data/letter.txt", 0o644)

    lines = [str(kept) for kept in kept_files()]

    assert lines == [
        f"{home}/config/config.yaml  1.5 kB, -rw-------: your settings and your profile",
        f"{home}/data/journal  3.0 kB in 2 files, -rw-------: the diary of your cramps: when, where, what "
        "helped; no words",
        f"{home}/data/models  1.5 kB, -rw-r--r--: the recognizer's model; nothing about you",
        f"{home}/data/letter.txt  1.5 kB, -rw-r--r--: NOT KNOWN to this program: look what it is"
        "  OTHERS CAN READ IT",
    ]


def test_a_diary_that_others_can_read_stands_out(home: Path) -> None:
    write(home / "data/journal/journal.sqlite", 0o604)
    assert str(next(kept_files())).endswith("OTHERS CAN READ IT")


def test_whom_it_talks_to_follows_the_settings_and_shows_no_secret() -> None:
    usual = " ".join(contacts(Config()))
    assert "MQTT" not in usual
    assert "alert" not in usual
    config = Config(
        alert=AlertSettings(post="https://home.example/api/webhook/secret"), mqtt=MqttSettings("broker.local")
    )
    stated = " ".join(contacts(config))
    assert "https://home.example/..." in stated
    assert "broker.local:1883" in stated
    assert "secret" not in stated


def test_the_sockets_of_a_process_are_read_from_the_kernel() -> None:
    script = (
        "import socket,time; s=socket.create_server(('127.0.0.1',0)); a,b=socket.socketpair();"
        "print(s.getsockname()[1],flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        with socket.create_connection(("127.0.0.1", int(port))):
            found = open_sockets(process.pid)
    finally:
        process.kill()
        process.wait()
    assert f"tcp 127.0.0.1:{port} to 0.0.0.0:0, listening" in found
    assert "unix, within this machine: 2 connections" in found


def test_after_a_session_only_known_files_are_there_and_no_word_is_in_any(tmp_path: Path) -> None:
    home = home_of_its_own(tmp_path)
    words = "my left calf is cramping and aunt gwendolyn is asleep\n'); DROP TABLE episodes; --\n"
    voiceskill("run", "--typed", stdin=words, home=home)
    assert voiceskill("journal", "list", home=home).returncode == 0
    stated = voiceskill("doctor", "--privacy", home=home).stdout
    assert "NOT KNOWN" not in stated
    assert "OTHERS CAN READ" not in stated
    personal = [path for path in (home / "data").rglob("*") if path.is_file()]
    assert len(personal) >= 2
    assert not any(b"gwendolyn" in path.read_bytes() for path in personal)


@pytest.mark.skipif(bool(missing_packages()), reason=f"needs {', '.join(missing_packages())}")
def test_a_live_session_has_no_network_socket_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_of_its_own(tmp_path)
    monkeypatch.setenv("VOICESKILL_HOME", str(home))
    log = tmp_path / "log"
    with SoundServer() as server:
        device = subprocess.Popen(
            [sys.executable, "-u", "-m", "voiceskill", "run"],
            env={**server.env, "VOICESKILL_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
        )
        try:
            end = time.monotonic() + PATIENCE
            while "Listening" not in log.read_text():
                assert time.monotonic() < end, log.read_text()
                assert device.poll() is None, log.read_text()
                time.sleep(0.1)
            assert running_devices() == [device.pid]
            sockets = open_sockets(device.pid)
        finally:
            device.kill()
            device.wait()
    assert sockets
    assert all(line.startswith("unix") for line in sockets)


def test_without_a_device_running_that_is_said(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "voiceskill", "doctor", "--privacy"],
        env=no_sound_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "No device is running" in done.stdout
