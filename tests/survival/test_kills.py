"""Conversations that are killed at random points lose nothing (``bench.survival.kills`` kills a thousand)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_forty_kills_lose_nothing() -> None:
    memory = {"TMPDIR": "/dev/shm"} if os.access("/dev/shm", os.W_OK) else {}
    ended = subprocess.run(
        [sys.executable, "-m", "bench.survival.kills", "--times", "40", "--seed", "7"],
        cwd=CHECKOUT,
        env={**os.environ, **memory},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "40 kills, 0 problems" in ended.stdout
