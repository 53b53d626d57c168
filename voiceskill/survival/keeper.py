"""Keeps the newest moment of a conversation on disk, in a thread, so that no disk delays a voice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from voiceskill.app.watcher import Move
from voiceskill.dialogue.events import Heard
from voiceskill.dialogue.state import State
from voiceskill.errors import VoiceskillError
from voiceskill.survival.moment import Clocks, Moment, read_clocks
from voiceskill.survival.store import MomentStore

__all__ = ["StateKeeper", "without_words"]


class StateKeeper:
    """A watcher of one conversation: what it saw last is on disk within a moment.

    Moments that come faster than the disk takes them replace each other.
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
        self._changed = threading.Condition()
        self._newest: Moment | None = None
        self._is_writing = False
        self._is_closing = False
        self._told = False
        self._thread = threading.Thread(target=self._run, name="state-keeper", daemon=True)
        self._thread.start()

    def watch(self, move: Move) -> None:
        """See ``Watcher.watch``."""
        if isinstance(move.event, Heard) and move.event.final:
            self._resumes = 0
        moment = Moment(without_words(move.after), move.now, self._clocks(), self._resumes)
        with self._changed:
            self._newest = moment
            self._changed.notify_all()

    def settle(self, seconds: float = 5.0) -> bool:
        """Wait until all that was watched is on disk, for at most ``seconds``; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._newest is None and not self._is_writing, seconds)

    def close(self, *, forget: bool = False) -> None:
        """Write what is left and close the file; ``forget``: there is nothing to go on with."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join(timeout=5.0)
        if self._thread.is_alive():
            return
        if forget:
            self._attempt(self._store.forget)
        self._store.close()

    def _run(self) -> None:
        while (moment := self._next()) is not None:
            self._attempt(partial(self._store.write, moment))
            with self._changed:
                self._is_writing = False
                self._changed.notify_all()

    def _next(self) -> Moment | None:
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._is_closing)
            moment, self._newest = self._newest, None
            self._is_writing = moment is not None
            return moment

    def _attempt(self, work: Callable[[], None]) -> None:
        try:
            work()
            self._told = False
        except VoiceskillError as error:
            if not self._told:
                self._told = True
                self._tell(str(error))


def without_words(state: State) -> State:
    """What a person said is acted on and not kept, in their words least of all."""
    return state if state.pending is None else replace(state, pending=replace(state.pending, text=""))
