"""Has another process learn of the examples: it takes memory that Python would not give back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["learn_apart"]

_LEARNER = "voiceskill.understanding.red_flags.learning"


def learn_apart(folder: Path, store: Path) -> None:
    """``learn`` in a process of its own, until its end; one that fails leaves ``store`` as it was."""
    subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-m", _LEARNER, str(folder), str(store)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
