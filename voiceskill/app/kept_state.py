"""Keeps the conversation under way on disk, and finds there what a power cut or a crash left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from voiceskill.app.shutdown import Interrupted
from voiceskill.app.watcher import Watcher
from voiceskill.console import remark
from voiceskill.dialogue.resume import CutOff
from voiceskill.errors import VoiceskillError
from voiceskill.survival.keeper import StateKeeper
from voiceskill.survival.moment import elapsed, read_clocks
from voiceskill.survival.store import MomentStore, session_path

__all__ = ["KeptState", "kept_state"]


@dataclass(frozen=True, slots=True)
class KeptState:
    """``cut_off`` is the conversation to go on with, if there is one; ``watchers`` keep the one to come."""

    cut_off: CutOff | None = None
    watchers: tuple[Watcher, ...] = ()


@contextmanager
def kept_state(tell: Callable[[str], None] = remark) -> Iterator[KeptState]:
    """What is kept for one conversation; where nothing can be, the session goes on without.

    Nothing is left to go on with if the block ends by itself or by Ctrl-C: then somebody wanted it to end.
    ``tell`` is given sentences for the device's owner, from any thread.
    """
    try:
        store = MomentStore(session_path(), datetime.now())
        moment = store.read()
    except VoiceskillError as error:
        tell(str(error))
        yield KeptState()
        return
    for sentence in store.remarks:
        tell(sentence)
    cut_off = None
    if moment is not None:
        away = elapsed(moment.clocks, read_clocks())
        cut_off = CutOff(moment.state, moment.now, away, moment.resumes)
    keeper = StateKeeper(store, tell, resumes=moment.resumes + 1 if moment else 0)
    wanted = False
    try:
        yield KeptState(cut_off, (keeper,))
        wanted = True
    except Interrupted as interrupted:
        wanted = interrupted.by_hand
        raise
    finally:
        keeper.close(forget=wanted)
