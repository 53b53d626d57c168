"""Alerts: an emergency is passed on, tried again a few times, and taken back when it was false.

One thread sends for all conversations of the process, so that no voice ever waits for a network.
"""

from __future__ import annotations

import heapq
import json
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Literal, TypeAlias

from voiceskill.app.watcher import Move
from voiceskill.dialogue.actions import Note
from voiceskill.dialogue.events import AlertFailed
from voiceskill.notices.channel import Channel, UndeliveredError
from voiceskill.notices.settings import AlertSettings

__all__ = ["AlertSender", "AlertWatcher"]

Kind: TypeAlias = Literal["alert", "alert_cancelled"]
_Report: TypeAlias = Callable[[AlertFailed], None]

_PAUSES = (2.0, 5.0)
"""Seconds before the second and the third try: a person is told within some 20 s that nobody came to know."""
_MOST_WAITING = 32


@dataclass(frozen=True, slots=True, order=True)
class _Job:
    due: float
    number: int
    kind: Kind = field(compare=False)
    flag: str = field(compare=False)
    notice: str = field(compare=False)
    report: _Report = field(compare=False)
    tries: int = field(default=0, compare=False)


class AlertSender:
    """Takes notices at once and sends them in a thread; a new one never waits for the next try of another."""

    def __init__(
        self,
        channel: Channel,
        tell: Callable[[str], None],
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        """``tell`` is given a sentence for the device's owner when an alert could not be passed on, from the
        thread. ``pauses`` (s) come before each further try.
        """
        self._channel = channel
        self._tell = tell
        self._pauses = tuple(pauses)
        self._arrived: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting: list[_Job] = []
        self._numbers = count()
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
        self._thread.start()

    def send(self, kind: Kind, flag: str, notice: str, report: _Report) -> None:
        """Pass ``notice`` about ``flag`` on; ``report`` is called, in the thread, if that fails for good."""
        if self._arrived.qsize() >= _MOST_WAITING:
            report(AlertFailed(kind))
        else:
            self._arrived.put(_Job(time.monotonic(), next(self._numbers), kind, flag, notice, report))

    def close(self, seconds: float = 10.0) -> None:
        """Try what is left once more, for at most ``seconds``."""
        self._arrived.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        while self._take():
            while self._waiting and self._waiting[0].due <= time.monotonic():
                self._try(heapq.heappop(self._waiting))
                self._take_arrived()
        for job in sorted(self._waiting):
            self._try(replace(job, tries=len(self._pauses)))

    def _take(self) -> bool:
        """Wait until a notice comes or one is due; False once there will be no more."""
        patience = max(0.0, self._waiting[0].due - time.monotonic()) if self._waiting else None
        try:
            job = self._arrived.get(timeout=patience)
        except queue.Empty:
            return True
        if job is None:
            return False
        self._accept(job)
        return True

    def _take_arrived(self) -> None:
        while not self._arrived.empty():
            job = self._arrived.get()
            if job is None:
                self._arrived.put(None)
                return
            self._accept(job)

    def _accept(self, job: _Job) -> None:
        """What is said anew about a flag takes the place of what is still being tried about it."""
        self._waiting = [other for other in self._waiting if not _supersedes(job, other)]
        heapq.heapify(self._waiting)
        heapq.heappush(self._waiting, job)

    def _try(self, job: _Job) -> None:
        try:
            self._channel.send(job.notice)
        except UndeliveredError as error:
            if job.tries < len(self._pauses):
                due = time.monotonic() + self._pauses[job.tries]
                heapq.heappush(self._waiting, replace(job, due=due, tries=job.tries + 1))
                return
            self._tell(f"The alert could not be passed on: {error}.")
            job.report(AlertFailed(job.kind))


def _supersedes(new: _Job, old: _Job) -> bool:
    return new.flag == old.flag and new.report == old.report


class AlertWatcher:
    """Watches one conversation for alarms; what could not be passed on is to be taken from ``failures``."""

    def __init__(
        self, sender: AlertSender, settings: AlertSettings, name: str | None, clock: Callable[[], datetime]
    ) -> None:
        """``name`` is what the device calls the person or room; ``clock`` gives the time with its zone."""
        self._sender = sender
        self._settings = settings
        self._name = name
        self._clock = clock
        self._failed: deque[AlertFailed] = deque()
        self._report = self._failed.append

    def watch(self, move: Move) -> None:
        """Pass on the alarms among the move's notes."""
        for action in move.actions:
            if isinstance(action, Note) and action.kind in ("alert", "alert_cancelled"):
                kind: Kind = "alert" if action.kind == "alert" else "alert_cancelled"
                fields = dict(action.fields)
                self._sender.send(kind, fields["flag"], self._notice(kind, fields), self._report)

    def failures(self) -> Sequence[AlertFailed]:
        """What failed for good since the last call, oldest first; for the thread of the conversation."""
        failed = []
        while self._failed:
            failed.append(self._failed.popleft())
        return failed

    def _notice(self, kind: Kind, fields: dict[str, str]) -> str:
        known = {**fields, "time": self._clock().isoformat(timespec="seconds")}
        if self._name is not None:
            known["name"] = self._name
        told = {fact: known[fact] for fact in self._settings.tell if fact in known}
        return json.dumps({"event": kind, **told})
