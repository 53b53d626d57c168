"""Runs the ``voiceskill`` command as a user does: a process of its own, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from voiceskill.locations import cache_dir, data_dir

__all__ = ["home_of_its_own", "no_sound_environment", "voiceskill"]


def no_sound_environment(home: Path | None = None) -> dict[str, str]:
    """The environment of a machine without sound; with ``home``, also with settings of its own there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PULSE_")}
    environment["PULSE_SERVER"] = "unix:/nonexistent"
    environment["PIPEWIRE_REMOTE"] = "/nonexistent"
    if home is not None:
        environment["VOICESKILL_HOME"] = str(home)
    return environment


def voiceskill(
    *arguments: str | Path,
    stdin: str = "",
    home: Path | None = None,
    program: Sequence[str] = (sys.executable, "-m", "voiceskill"),
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run ``voiceskill ARGUMENTS`` to its end and give exit status and output."""
    return subprocess.run(
        [*program, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        env=no_sound_environment(home),
        cwd=cwd,
        check=False,
    )


def home_of_its_own(folder: Path) -> Path:
    """A home in ``folder`` for ``VOICESKILL_HOME`` with nothing in it but what takes long to make."""
    home = folder / "home"
    (home / "data").mkdir(parents=True)
    for made in ("models", "understanding"):
        (data_dir() / made).mkdir(parents=True, exist_ok=True)
        (home / "data" / made).symlink_to(data_dir() / made)
    (home / "cache").symlink_to(cache_dir())
    return home
