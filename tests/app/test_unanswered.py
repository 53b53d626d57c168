"""What a waiting device asks about, after questions that nobody answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.app.unanswered import Unanswered
from voiceskill.app.watcher import Move
from voiceskill.dialogue.events import Event, Heard, Tick
from voiceskill.dialogue.state import State
from voiceskill.understanding.meaning import Level, Meaning, RedFlag

IDLE, ASKING = State(), State(phase="confirming")
HEART = RedFlag("e_heart", Level.EMERGENCY)
HINT = Meaning("her heart was in it", "out_of_scope", 0.9, check=HEART)
DANGER = Meaning("my heart", "out_of_scope", 0.9, red_flag=HEART)
TALK = Meaning("lovely weather", "out_of_scope", 0.9)
YES = Meaning("yes", "yes", 0.9)


def nobody_answers(unanswered: Unanswered, now: float) -> None:
    unanswered.watch(Move(Tick(), ASKING, IDLE, (), now))


def the_last_word_is_talk(unanswered: Unanswered, now: float) -> None:
    unanswered.watch(Move(Heard(TALK, hearing=0.3, final=True), ASKING, IDLE, (), now))


def says(unanswered: Unanswered, event: Event, now: float) -> None:
    unanswered.watch(Move(event, ASKING, ASKING, (), now))


@given(st.floats(0.0, 1.0))
def test_at_first_every_hint_and_all_danger_is_asked_about(hearing: float) -> None:
    unanswered = Unanswered()
    assert unanswered.is_worth_asking(HINT, hearing, 10.0)
    assert unanswered.is_worth_asking(DANGER, hearing, 10.0)


@given(st.integers(0, 20), st.floats(0.75, 1.0))
def test_danger_that_was_surely_heard_is_never_held_back(times: int, hearing: float) -> None:
    unanswered = Unanswered()
    for number in range(times):
        nobody_answers(unanswered, 30.0 * number)
    assert unanswered.is_worth_asking(DANGER, hearing, 30.0 * times)


@pytest.mark.parametrize("meaning", [HINT, DANGER])
def test_after_a_question_that_nobody_answered_the_next_has_to_be_heard_better(meaning: Meaning) -> None:
    unanswered = Unanswered()
    nobody_answers(unanswered, 20.0)
    assert not unanswered.is_worth_asking(meaning, 0.45, 60.0)
    assert unanswered.is_worth_asking(meaning, 0.8, 60.0)


def test_a_question_that_is_given_up_amid_talk_was_not_answered_either() -> None:
    unanswered = Unanswered()
    the_last_word_is_talk(unanswered, 20.0)
    assert not unanswered.is_worth_asking(HINT, 0.45, 60.0)


def test_it_is_forgotten_after_ten_minutes() -> None:
    unanswered = Unanswered()
    nobody_answers(unanswered, 20.0)
    assert unanswered.is_worth_asking(HINT, 0.3, 700.0)


def test_it_is_forgotten_at_once_when_somebody_answers() -> None:
    unanswered = Unanswered()
    nobody_answers(unanswered, 20.0)
    says(unanswered, Heard(YES, hearing=0.9, final=True), 60.0)
    assert unanswered.is_worth_asking(HINT, 0.3, 70.0)


@pytest.mark.parametrize("event", [Heard(TALK, hearing=0.9, final=True), Heard(YES, hearing=0.4, final=True)])
def test_a_television_that_talks_on_is_no_answer(event: Heard) -> None:
    unanswered = Unanswered()
    nobody_answers(unanswered, 20.0)
    says(unanswered, event, 60.0)
    assert not unanswered.is_worth_asking(HINT, 0.3, 70.0)


@given(st.floats(0.0, 1.0))
def test_talk_without_danger_needs_no_question_and_is_never_held_back(hearing: float) -> None:
    unanswered = Unanswered()
    nobody_answers(unanswered, 20.0)
    assert unanswered.is_worth_asking(TALK, hearing, 60.0)
