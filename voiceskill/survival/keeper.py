"""Keeps the newest moment of a conversation on disk, in threads, so that no disk delays a voice."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Generic, TypeVar

from voiceskill.app.watcher import Move
from voiceskill.dialogue.diary import NO_DIARY
from voiceskill.dialogue.events import Heard
from voiceskill.dialogue.state import State
from voiceskill.errors import VoiceskillError
from voiceskill.survival.moment import Clocks, Moment, read_clocks
from voiceskill.survival.store import MomentStore

__all__ = ["StateKeeper", "fit_to_keep"]

_T = TypeVar("_T")
_PATIENCE_SECONDS = 0.02


class StateKeeper:
    """A watcher of one conversation: what it saw last outlives the process at once, and a power cut as soon
    as the disk has taken it.

    Two threads, since a disk may take a second: one writes, the other waits for the disk. Moments that come
    faster than they are written replace each other.
    """

    def __init__(
        self,
        store: MomentStore,
        tell: Callable[[str], None],
        *,
        resumes: int = 0,
        clocks: Callable[[], Clocks] = read_clocks,
    ) -> None:
        """``store`` is closed by ``close``. ``tell`` is given sentences for the owner, one for each trouble
        and not again until it is over. ``resumes``: how often the conversation was taken up again since the
        person last said something.
        """
        self._store = store
        self._tell = tell
        self._resumes = resumes
        self._clocks = clocks
        self._told = False
        self._writer = _Latest("state-writer", self._write)
        self._syncer = _Latest("state-syncer", self._sync)

    def watch(self, move: Move) -> None:
        """See ``Watcher.watch``; waits for the write, a millisecond or so, but not for a stalled disk."""
        if isinstance(move.event, Heard) and move.event.final:
            self._resumes = 0
        self._writer.put(Moment(fit_to_keep(move.after), move.now, self._clocks(), self._resumes))
        # What is about to be said must be known to the next process, should this one die over it.
        self._writer.settle(_PATIENCE_SECONDS)

    def settle(self, seconds: float = 5.0) -> bool:
        """Wait until all that was watched is written, for at most ``seconds``; whether it is."""
        return self._writer.settle(seconds)

    def close(self, *, forget: bool = False) -> None:
        """Write what is left and close the file; ``forget``: there is nothing to go on with."""
        if not (self._writer.close() and self._syncer.close()):
            return
        if forget:
            self._attempt(self._store.forget)
        self._store.close()

    def _write(self, moment: Moment) -> None:
        if self._attempt(lambda: self._store.write(moment)):
            self._syncer.put(None)

    def _sync(self, _: None) -> None:
        self._attempt(self._store.sync)

    def _attempt(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except VoiceskillError as error:
            if not self._told:
                self._told = True
                self._tell(str(error))
            return False
        self._told = False
        return True


class _Latest(Generic[_T]):
    """A thread that does ``work`` for the newest of what it is given, one after the other."""

    def __init__(self, name: str, work: Callable[[_T], None]) -> None:
        self._work = work
        self._changed = threading.Condition()
        self._waiting: deque[_T] = deque(maxlen=1)
        self._is_busy = False
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, item: _T) -> None:
        with self._changed:
            self._waiting.append(item)
            self._changed.notify_all()

    def settle(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not (self._waiting or self._is_busy), seconds)

    def close(self) -> bool:
        """Finish what waits; False if that takes too long."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join(timeout=5.0)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_closing)
                if not self._waiting:
                    return
                item = self._waiting.popleft()
                self._is_busy = True
            self._work(item)
            with self._changed:
                self._is_busy = False
                self._changed.notify_all()


def fit_to_keep(state: State) -> State:
    """The state without what was said word by word, and without the diary, which has a file of its own; only
    the order of the stretches under way stays, since the plan is made of it.
    """
    pending = None if state.pending is None else replace(state.pending, text="")
    order = tuple(preference for preference in state.diary.preferences if preference.part == state.plan)
    return replace(state, pending=pending, diary=replace(NO_DIARY, preferences=order))
