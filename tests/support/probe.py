"""Drives a ``support.live_probe`` process."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

__all__ = ["Probe"]

PATIENCE = 20.0
TESTS = Path(__file__).parents[1]


class Probe:
    """A ``support.live_probe`` process."""

    def __init__(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "support.live_probe"],
            cwd=TESTS,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._events: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def do(self, what: str, **fields: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": what, **fields}) + "\n")
        self.process.stdin.flush()

    def next(self) -> dict[str, Any]:
        """The next event of any kind."""
        return self._events.get(timeout=PATIENCE)

    def wait(self, event: str, **fields: Any) -> dict[str, Any]:
        """The next such event; what comes before it is passed over."""
        while True:
            found = self.next()
            if found["event"] == event and all(found[key] == value for key, value in fields.items()):
                return found
            assert found["event"] != "ended", self.errors()

    def errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read()

    def end(self) -> dict[str, Any]:
        """Ask it to stop, and see that it ends well and without a word on standard error."""
        self.do("stop")
        stopped = self.wait("stopped")
        assert self.process.wait(timeout=PATIENCE) == 0
        assert self.errors() == ""
        return stopped

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._events.put(json.loads(line))
        self._events.put({"event": "ended"})
