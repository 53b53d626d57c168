"""Notices arrive on a real socket as systemd reads them, and never get in the way where it is gone."""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from voiceskill.service.heartbeat import LONGEST_LAG, Heartbeat
from voiceskill.service.notify import ServiceManager


def _listen(address: str | bytes) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(address)
    listener.settimeout(2)
    return listener


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[ServiceManager, socket.socket]]:
    name = f"voiceskill-test-{uuid.uuid4()}"
    address = f"@{name}" if request.param == "abstract" else str(tmp_path / "notify")
    with _listen(f"\0{name}" if request.param == "abstract" else address) as listener:
        given = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "2000000", "WATCHDOG_PID": str(os.getpid())}
        yield ServiceManager.from_environment(given), listener


def test_ready_carries_a_status_of_one_line(manager: tuple[ServiceManager, socket.socket]) -> None:
    us, systemd = manager
    us.ready("Listening\n(microphone: usb)\nWATCHDOG=1")
    assert systemd.recv(4096) == b"READY=1\nSTATUS=Listening (microphone: usb) WATCHDOG=1"


def test_each_notice_is_one_datagram(manager: tuple[ServiceManager, socket.socket]) -> None:
    us, systemd = manager
    us.alive()
    us.stopping()
    us.status("In a hold.")
    assert [systemd.recv(4096) for _ in range(3)] == [b"WATCHDOG=1", b"STOPPING=1", b"STATUS=In a hold."]


def test_reloading_carries_the_steady_clock(manager: tuple[ServiceManager, socket.socket]) -> None:
    us, systemd = manager
    us.reloading()
    first, second = systemd.recv(4096).decode().split("\n")
    assert first == "RELOADING=1"
    stamp = int(second.removeprefix("MONOTONIC_USEC="))
    assert abs(stamp / 1e6 - time.clock_gettime(time.CLOCK_MONOTONIC)) < 60


def test_the_watchdog_period_is_that_of_this_process_alone() -> None:
    mine = {"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}
    assert ServiceManager.from_environment(mine).watchdog_seconds == 30.0
    assert ServiceManager.from_environment(mine | {"WATCHDOG_PID": "1"}).watchdog_seconds is None
    assert ServiceManager.from_environment({"WATCHDOG_USEC": "soon"}).watchdog_seconds is None


@pytest.mark.parametrize("address", ["", "vsock:2:1234", "relative/path"])
def test_without_a_manager_nothing_is_sent(address: str) -> None:
    us = ServiceManager.from_environment({"NOTIFY_SOCKET": address})
    assert not us.is_there
    us.ready("Listening")


def test_a_manager_that_is_gone_or_does_not_read_is_no_trouble(tmp_path: Path) -> None:
    ServiceManager(str(tmp_path / "nobody")).ready("Listening")
    with _listen(str(tmp_path / "deaf")):
        us = ServiceManager(str(tmp_path / "deaf"))
        for _ in range(10_000):
            us.alive()


class _Counting(ServiceManager):
    def __init__(self, watchdog_seconds: float | None) -> None:
        super().__init__(None, watchdog_seconds)
        self.fed = 0

    def alive(self) -> None:
        self.fed += 1


def test_blocks_in_time_feed_the_watchdog_four_times_a_period() -> None:
    manager = _Counting(watchdog_seconds=8.0)
    heart = Heartbeat(manager)
    for block in range(4000):
        heart.took(block * 0.02, block * 0.02 + 0.05)
    assert manager.fed == 40


def test_without_blocks_or_with_a_decoder_that_lags_the_watchdog_starves() -> None:
    manager = _Counting(watchdog_seconds=8.0)
    heart = Heartbeat(manager)
    for block in range(4000):
        heart.took(block * 0.02, block * 0.02 + LONGEST_LAG + 0.1)
    assert manager.fed == 0


def test_nobody_is_told_where_nobody_watches() -> None:
    manager = _Counting(watchdog_seconds=None)
    Heartbeat(manager).took(0.0, 0.02)
    assert manager.fed == 0
