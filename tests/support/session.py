"""``voiceskill run`` as a process of its own, and the lines that it shows."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["Session"]

ENDING_SECONDS = 10.0


class Session:
    """A session, killed at the end of the ``with`` block if it still runs."""

    def __init__(self, env: Mapping[str, str], *arguments: str, patience: float = 90.0) -> None:
        """Start ``voiceskill run ARGUMENTS`` in the environment ``env``; each wait lasts ``patience`` s."""
        self._patience = patience
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "voiceskill", "run", *arguments],
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.shown: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self.process.pid

    def wait_for(self, words: str) -> str:
        """The next line with ``words`` in it, in any spelling of upper and lower case."""
        return self.wait_until(lambda line: words.lower() in line.lower(), f"'{words}'")

    def wait_until(self, wanted: Callable[[str], bool], name: str) -> str:
        """The next line that is ``wanted``, which is called ``name`` if it does not come."""
        end = time.monotonic() + self._patience
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                line = None
            assert line is not None, f"never showed {name}:\n" + "\n".join(self.shown)
            if wanted(line):
                return line

    def type(self, line: str) -> None:
        """Type ``line`` into a typed session."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, by default as systemd does, and give its exit status."""
        self.process.send_signal(how)
        return self.process.wait(timeout=ENDING_SECONDS)

    def processes(self) -> list[int]:
        """The session and its children."""
        children = subprocess.run(["pgrep", "-P", str(self.pid)], capture_output=True, text=True, check=False)
        return [self.pid, *map(int, children.stdout.split())]

    def memory_mib(self, field: str) -> float:
        """``Rss`` or ``Pss`` of the session and its children, in MiB."""
        total = 0
        for process in self.processes():
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
            total += next(int(line.split()[1]) for line in rollup if line.startswith(f"{field}:"))
        return total / 1024

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.shown.append(line.rstrip())
            self._lines.put(line.rstrip())
        self._lines.put(None)
