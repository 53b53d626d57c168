"""Blocks on their way from the thread that hears to the one that decodes, which may stall without harm.

Hearing goes on while nobody takes blocks. What waits is bounded; when the bound is reached all that waits is
dropped, since someone who repeats a word is served sooner than ten seconds of the past.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from voiceskill.audio.listener import BLOCK_SECONDS, Block

__all__ = ["BEHIND", "CAUGHT_UP", "Handover"]

_MOST_SECONDS = 10.0
_LAG_SECONDS = 1.5
"""So much (s) that waits means that the decoder stalls, or that this machine is too slow."""

BEHIND = "Listening has fallen behind: other programs may be using up this machine."
CAUGHT_UP = "Listening has caught up."


class Handover:
    """One thread puts, one gets."""

    def __init__(self, report: Callable[[str], None]) -> None:
        """``report`` takes a sentence when listening falls behind, and when it has caught up.

        What is put before the first ``get`` is dropped: nobody listened yet.
        """
        self._blocks: queue.Queue[Block] = queue.Queue(round(_MOST_SECONDS / BLOCK_SECONDS))
        self._report = report
        self._taken_from = False
        self._behind = False
        self._broken = True
        self.dropped = 0

    def put(self, block: Block) -> None:
        """Hand on; never waits. After a loss the first block ends the turn that was cut in two."""
        if not self._taken_from:
            return
        waiting = self._blocks.qsize()
        if waiting * BLOCK_SECONDS >= _LAG_SECONDS and not self._behind:
            self._behind = True
            self._report(BEHIND)
        if self._blocks.full():
            self._drop_all()
            block = replace(block, speech=np.zeros(0, np.int16), opened=False, closed=True)
        elif self._broken and len(block.speech):
            self._broken = False
            if not block.opened:
                block = replace(block, opened=True, speech_start=block.start)
        self._blocks.put_nowait(block)

    def get(self, timeout: float) -> Block | None:
        """The oldest block; None if there is none within ``timeout`` seconds."""
        self._taken_from = True
        try:
            block = self._blocks.get(timeout=timeout)
        except queue.Empty:
            return None
        if self._behind and self._blocks.empty():
            self._behind = False
            self._report(CAUGHT_UP)
        return block

    def _drop_all(self) -> None:
        self._broken = True
        while True:
            try:
                self._blocks.get_nowait()
            except queue.Empty:
                return
            self.dropped += 1
