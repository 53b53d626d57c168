"""A no clears a safety question only if all of it was asked and nothing in the answer speaks against it."""

from __future__ import annotations

import pytest
from conversation import Conversation, emergency, keys, silenced_first, spoken

from voiceskill.dialogue.events import Spoken
from voiceskill.understanding.meaning import Level, RedFlag


def at_the_question(*, half_asked: bool = False) -> Conversation:
    """A calf whose safety question, of two lines, was asked to its end or sounds with its first line."""
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    while talk.state.phase != "screening":
        talk.wait(0.5)
    if not half_asked:
        talk.until_phase("screening")
    return talk


def test_a_no_to_the_first_half_leaves_the_question_open_and_lets_it_be_asked_to_its_end() -> None:
    talk = at_the_question(half_asked=True)
    assert talk.hear("no") == []
    assert talk.state.phase == "screening"
    assert talk.state.cleared == frozenset()


def test_a_no_counts_once_the_last_line_sounds() -> None:
    talk = at_the_question(half_asked=True)
    assert talk.state.voice is not None
    talk.send(Spoken(talk.state.voice.id - 1))
    talk.hear("no")
    assert talk.state.cleared == frozenset()
    talk.now += talk.script.settings.answer_lead
    assert silenced_first(talk.hear("no"))
    assert talk.state.cleared == {"calf:"}


def test_a_yes_to_the_first_half_counts_at_once() -> None:
    talk = at_the_question(half_asked=True)
    talk.hear("yes")
    assert talk.state.phase == "splitting"


@pytest.mark.parametrize(
    "doubt",
    [
        {"also": ("yes",)},
        {"check": emergency("e_heart")},
        {"red_flag": RedFlag("c_freq", Level.CLINICIAN_SOON)},
    ],
)
def test_a_no_with_a_doubt_in_it_clears_nothing(doubt: dict[str, object]) -> None:
    talk = at_the_question()
    said = spoken(talk.hear("no", **doubt))
    assert "?" in said
    assert talk.state.cleared == frozenset()


def test_a_yes_that_is_also_a_no_is_asked_again() -> None:
    talk = at_the_question()
    assert "again.0" in keys(talk.hear("yes", also=("no",)))[-1]
    assert talk.state.phase == "screening"


def test_a_mixed_answer_to_the_split_is_asked_again_once_and_then_counts_as_an_emergency() -> None:
    talk = at_the_question()
    talk.hear("yes")
    assert "split" in keys(talk.hear("no", also=("yes",)))[-1]
    assert talk.state.phase == "splitting"
    talk.hear("no", also=("yes",))
    assert talk.state.level == Level.EMERGENCY


def test_a_mixed_answer_does_not_call_an_alarm_off() -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency())
    talk.hear("cancel_emergency")
    talk.until_phase("confirming")
    talk.hear("yes", also=("no",))
    assert talk.state.level == Level.EMERGENCY
    assert talk.state.phase == "emergency"


@pytest.mark.parametrize(
    "words",
    [
        "i don't know it's dark",
        "i'm not sure but no",
        "no i can't tell",
        "maybe not",
        "no it's not fine",
        "not the usual colour",
    ],
)
def test_a_no_from_somebody_who_cannot_tell_clears_nothing(words: str) -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no", text=words)
    assert not talk.state.cleared
    assert talk.state.phase == "screening"
