"""A decoder that stalls: hearing goes on, what waits is bounded, and falling behind is told."""

from __future__ import annotations

import numpy as np
import pytest

from voiceskill.audio.handover import BEHIND, CAUGHT_UP, Handover
from voiceskill.audio.listener import BLOCK_SAMPLES, BLOCK_SECONDS, Block

SOUND = np.ones(BLOCK_SAMPLES, np.int16)


class Stalled:
    """A handover whose other end is not taken from until asked for."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.handover = Handover(self.told.append)
        self._blocks = 0
        self.handover.get(0)

    def hear(self, seconds: float) -> None:
        for _ in range(round(seconds / BLOCK_SECONDS)):
            start = self._blocks * BLOCK_SECONDS
            self.handover.put(Block(SOUND, start, False, SOUND, start, opened=self._blocks == 0))
            self._blocks += 1

    def take_all(self) -> list[Block]:
        taken = []
        while (block := self.handover.get(0)) is not None:
            taken.append(block)
        return taken


def test_a_short_stall_loses_nothing_and_is_not_worth_a_word() -> None:
    stalled = Stalled()
    stalled.hear(1.0)
    assert len(stalled.take_all()) == 50
    assert stalled.told == []


def test_a_stall_is_noticed_within_two_seconds_and_its_end_is_told_once() -> None:
    stalled = Stalled()
    stalled.hear(2.0)
    assert stalled.told == [BEHIND]
    assert len(stalled.take_all()) == 100
    assert stalled.told == [BEHIND, CAUGHT_UP]


def test_after_a_long_stall_the_newest_is_heard_as_a_turn_of_its_own() -> None:
    stalled = Stalled()
    stalled.hear(11.0)
    first, second, *rest = stalled.take_all()
    assert (first.closed, first.opened, len(first.speech)) == (True, False, 0)
    assert (second.closed, second.opened) == (False, True)
    assert second.speech_start == second.start
    assert not any(block.opened for block in rest)
    assert stalled.handover.dropped == 500
    assert len(rest) <= 500


def test_what_was_heard_before_anybody_listened_is_neither_kept_nor_a_stall() -> None:
    told: list[str] = []
    handover = Handover(told.append)
    for number in range(200):
        start = number * BLOCK_SECONDS
        handover.put(Block(SOUND, start, False, SOUND, start, opened=number == 0))
    assert handover.get(0) is None
    handover.put(Block(SOUND, 4.0, False, SOUND, 4.0))
    block = handover.get(0)
    assert block is not None
    assert block.opened
    assert told == []


def early(seconds: float) -> Handover:
    """A handover that keeps what somebody says all the time, while nobody takes it."""
    handover = Handover(pytest.fail)
    handover.keep()
    for number in range(round(seconds / BLOCK_SECONDS)):
        start = number * BLOCK_SECONDS
        handover.put(Block(SOUND, start, False, SOUND, start, opened=number == 0))
    return handover


def take_all(handover: Handover) -> list[Block]:
    return list(iter(lambda: handover.get(0), None))


def test_what_is_said_while_a_session_still_loads_is_heard_whole_and_not_called_a_stall() -> None:
    blocks = take_all(early(3.0))
    assert [block.opened for block in blocks] == [True] + [False] * 149


def test_of_a_long_loading_the_newest_seconds_are_heard_as_a_turn_of_its_own() -> None:
    handover = early(8.0)
    blocks = take_all(handover)
    assert len(blocks) == 250
    assert [block.opened for block in blocks] == [True] + [False] * 249
    assert blocks[0].speech_start == blocks[0].start == pytest.approx(3.0)
    assert handover.dropped == 0


def test_falling_behind_is_told_once_what_came_early_was_worked_off() -> None:
    told: list[str] = []
    handover = Handover(told.append)
    handover.keep()
    silence = Block(SOUND, 0.0, False, SOUND[:0], 0.0)
    for _ in range(100):
        handover.put(silence)
    take_all(handover)
    for _ in range(100):
        handover.put(silence)
    assert told == [BEHIND]
