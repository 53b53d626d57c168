"""A device that has just started talks over nobody, and greets no one whom it has answered."""

from __future__ import annotations

import numpy as np
import pytest

from voiceskill.app.greeting import Greeting
from voiceskill.audio.listener import BLOCK_SAMPLES, BLOCK_SECONDS, Block
from voiceskill.dialogue.actions import Action, Say

READY = (Say(1, "I'm ready.", "ready"),)
SOUND = np.zeros(BLOCK_SAMPLES, np.int16)


def block(start: float, *, opened: bool = False, closed: bool = False) -> Block:
    return Block(SOUND, start, False, SOUND, start, opened=opened, closed=closed)


@pytest.fixture
def greeting() -> Greeting:
    held = Greeting()
    held.hold(READY)
    return held


def said(greeting: Greeting, now: float, *, answered: bool = False) -> list[Action]:
    return list(greeting.due(now, answered=answered))


def quiet(greeting: Greeting, start: float, seconds: float) -> None:
    """Blocks without a voice, each taken as it ends."""
    for number in range(round(seconds / BLOCK_SECONDS) + 1):
        at = start + number * BLOCK_SECONDS
        greeting.notice(block(at - BLOCK_SECONDS), at)


def test_in_a_quiet_room_it_comes_in_a_moment_and_once(greeting: Greeting) -> None:
    quiet(greeting, 1.0, 0.3)
    assert said(greeting, 1.3) == []
    quiet(greeting, 1.32, 0.2)
    assert said(greeting, 1.52) == list(READY)
    assert said(greeting, 1.54) == []


def test_what_was_said_while_it_loaded_is_heard_first(greeting: Greeting) -> None:
    for number in range(60):
        greeting.notice(block(number * BLOCK_SECONDS), 2.0)
        assert said(greeting, 2.0) == []
    quiet(greeting, 2.0, 0.5)
    assert said(greeting, 2.5) == list(READY)


def test_it_waits_for_whoever_speaks(greeting: Greeting) -> None:
    quiet(greeting, 1.0, 0.2)
    greeting.notice(block(1.2, opened=True), 1.22)
    quiet(greeting, 1.24, 2.0)
    assert said(greeting, 3.24) == []
    greeting.notice(block(3.24, closed=True), 3.26)
    quiet(greeting, 3.28, 0.5)
    assert said(greeting, 3.78) == list(READY)


def test_who_was_answered_is_not_greeted(greeting: Greeting) -> None:
    quiet(greeting, 1.0, 1.0)
    assert said(greeting, 2.0, answered=True) == []
    assert said(greeting, 2.02) == []


def test_where_somebody_never_stops_or_nothing_is_heard_it_comes_after_some_seconds(
    greeting: Greeting,
) -> None:
    assert said(greeting, 1.0) == []
    assert said(greeting, 6.9) == []
    assert said(greeting, 7.0) == list(READY)
