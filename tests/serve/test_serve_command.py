"""``voiceskill serve`` as its owner starts and stops it."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.command import home_of_its_own, no_sound_environment, voiceskill
from wyoming.client import AsyncClient
from wyoming.event import Event
from wyoming.ping import Ping

PATIENCE = 60.0


async def ask(uri: str) -> Event | None:
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Ping("hello").event())
        return await asyncio.wait_for(client.read_event(), PATIENCE)


def test_it_serves_until_it_is_told_to_end(tmp_path: Path, socket_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "voiceskill", "serve", "--uri", f"unix://{socket_path}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=no_sound_environment(home_of_its_own(tmp_path)),
    )
    assert server.stdout is not None
    assert server.stdout.readline() == f"Serving at unix://{socket_path}. Ctrl-C ends.\n"
    pong = asyncio.run(ask(f"unix://{socket_path}"))
    server.send_signal(signal.SIGTERM)
    _, errors = server.communicate(timeout=PATIENCE)

    assert pong is not None
    assert pong.data == {"text": "hello"}
    assert server.returncode == 0
    assert "Traceback" not in errors
    assert not socket_path.exists()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--uri", "10700"], "'10700' is no address: give tcp://HOST:PORT or unix:///PATH."),
        (["--satellite", "bedroom"], "'bedroom' is no address"),
        (["--uri", "tcp://192.0.2.1:10700"], "tcp://192.0.2.1:10700 can't be listened on"),
        (["--uri", "tcp://127.0.0.1:0", "--announce"], "there is nothing to announce"),
    ],
)
def test_what_can_not_be_served_is_one_sentence(tmp_path: Path, options: list[str], complaint: str) -> None:
    failed = voiceskill("serve", *options, home=home_of_its_own(tmp_path))
    assert failed.returncode == 1
    assert complaint in failed.stderr
    assert "Traceback" not in failed.stderr
