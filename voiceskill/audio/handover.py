"""Blocks on their way from the thread that hears to the one that decodes, which may stall without harm.

Hearing goes on while nobody takes blocks. What waits is bounded; when the bound is reached all that waits is
dropped, since someone who repeats a word is served sooner than ten seconds of the past. Before the first
block is taken, as while a session still loads, the newest few seconds are kept.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np

from voiceskill.audio.listener import BLOCK_SECONDS, Block

__all__ = ["BEHIND", "CAUGHT_UP", "Handover"]

_MOST_SECONDS = 10.0
_EARLY_SECONDS = 5.0
_LAG_SECONDS = 1.5
"""So much (s) that waits means that the decoder stalls, or that this machine is too slow."""

BEHIND = "Listening has fallen behind: other programs may be using up this machine."
CAUGHT_UP = "Listening has caught up."


class Handover:
    """One thread puts, one gets."""

    def __init__(self, report: Callable[[str], None]) -> None:
        """``report`` takes a sentence when listening falls behind, and when it has caught up.

        What is put before the first ``get`` is dropped, since nobody listened yet, but for ``keep``.
        """
        self._blocks: queue.Queue[Block] = queue.Queue(round(_MOST_SECONDS / BLOCK_SECONDS))
        self._report = report
        self._keeping = False
        self._taken_from = False
        self._early = True
        self._behind = False
        self._broken = True
        self.dropped = 0

    def keep(self) -> None:
        """Keep what is put from now on, though it is taken only later."""
        self._keeping = True

    def put(self, block: Block) -> None:
        """Hand on; never waits. After a loss the first block ends the turn that was cut in two."""
        if not self._keeping:
            return
        if not self._taken_from:
            self._make_room()
        waiting = self._blocks.qsize()
        if waiting * BLOCK_SECONDS >= _LAG_SECONDS and not self._behind and not self._early:
            self._behind = True
            self._report(BEHIND)
        if self._blocks.full():
            self._drop_all()
            block = replace(block, speech=np.zeros(0, np.int16), opened=False, closed=True)
        elif self._broken and len(block.speech):
            self._broken = False
            block = _opening(block)
        self._blocks.put_nowait(block)

    def get(self, timeout: float) -> Block | None:
        """The oldest block; None if there is none within ``timeout`` seconds."""
        first, self._taken_from, self._keeping = not self._taken_from, True, True
        try:
            block = self._blocks.get(timeout=timeout)
        except queue.Empty:
            self._early = False
            return None
        if self._blocks.empty():
            self._early = False
            if self._behind:
                self._behind = False
                self._report(CAUGHT_UP)
        return _opening(block) if first and len(block.speech) else block

    def _make_room(self) -> None:
        """Let go of what is too old to be answered by whoever has not begun to take."""
        with suppress(queue.Empty):
            while self._blocks.qsize() * BLOCK_SECONDS >= _EARLY_SECONDS:
                self._blocks.get_nowait()

    def _drop_all(self) -> None:
        self._broken = True
        while True:
            try:
                self._blocks.get_nowait()
            except queue.Empty:
                return
            self.dropped += 1


def _opening(block: Block) -> Block:
    """``block`` as the one with which somebody begins to speak, where what came before it is lost."""
    return block if block.opened else replace(block, opened=True, speech_start=block.start)
