"""``voiceskill run --typed`` as a process that is killed without warning, and started again."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.command import home_of_its_own, no_sound_environment
from support.session import Session

Begin = Callable[[], Session]
"""Begins one more typed session."""


@pytest.fixture
def begin(home: Path) -> Iterator[Begin]:
    with ExitStack() as sessions:
        yield lambda: sessions.enter_context(Session(no_sound_environment(home), "--typed", patience=30.0))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_of_its_own(tmp_path)


def test_an_alarm_is_the_first_thing_said_after_a_kill(begin: Begin) -> None:
    first = begin()
    first.wait_for("Tell me where it cramps")
    first.type("my chest hurts and i can't breathe")
    first.wait_for("Call 911")
    first.wait_for("I can't make calls")
    first.end(signal.SIGKILL)

    second = begin()
    assert "Call 911" in second.wait_for("device:"), second.shown


def test_relief_goes_on_where_it_was_after_a_kill(begin: Begin) -> None:
    first = begin()
    first.wait_for("Tell me where it cramps")
    first.type("my left calf is cramping")
    first.wait_for("Your left calf")
    first.wait_for("Keep your knee straight")
    first.end(signal.SIGKILL)

    second = begin()
    assert "I was off for a moment." in second.wait_for("device:"), second.shown
    second.wait_for("Your left calf")


@pytest.mark.parametrize(("how", "goes_on"), [(signal.SIGTERM, True), (signal.SIGINT, False)])
def test_a_machine_that_goes_down_is_gone_on_with_and_a_person_who_ends_it_is_not(
    begin: Begin, how: signal.Signals, goes_on: bool
) -> None:
    first = begin()
    first.wait_for("Tell me where it cramps")
    first.type("my left calf is cramping")
    first.wait_for("Your left calf")
    assert first.end(how) == 0

    second = begin()
    assert ("I was off" in second.wait_for("device:")) == goes_on


def test_a_second_session_beside_the_first_says_that_it_is_not_kept(begin: Begin) -> None:
    begin().wait_for("Tell me where it cramps")
    begin().wait_for("Another voiceskill is running")
