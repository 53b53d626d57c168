"""Other programs that take all the processor they get."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

__all__ = ["busy_neighbours"]


@contextlib.contextmanager
def busy_neighbours(count: int) -> Iterator[None]:
    """So many of them run during the ``with`` block."""
    started = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()
