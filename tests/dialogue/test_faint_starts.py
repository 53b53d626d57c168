"""A waiting device hears televisions: what it hardly heard starts nothing, a faint report is asked about."""

from __future__ import annotations

import pytest
from conversation import Conversation, emergency, keys, spoken

from voiceskill.understanding.meaning import Intent, Level, RedFlag


@pytest.mark.parametrize("intent", ["report_cramp", "help", "start_bedtime_stretch", "why_cramps", "louder"])
def test_what_was_hardly_heard_starts_nothing_from_waiting(intent: Intent) -> None:
    talk = Conversation()
    assert talk.hear(intent, hearing=0.5, body_part="calf") == []
    assert talk.state.phase == "idle"


def test_something_for_the_clinician_is_not_read_out_to_a_television() -> None:
    talk = Conversation()
    assert talk.hear(hearing=0.6, red_flag=RedFlag("c_freq", Level.CLINICIAN_SOON)) == []


def test_a_faint_report_is_asked_about_once() -> None:
    talk = Conversation()
    assert spoken(talk.hear("report_cramp", hearing=0.75, body_part="calf")) == "Do you have a cramp?"
    later = talk.until_quiet()
    assert spoken(later) == ""
    assert talk.state.phase == "idle"


def test_a_report_that_was_heard_well_but_may_mean_something_else_is_asked_about() -> None:
    talk = Conversation()
    said = talk.hear("report_cramp", hearing=0.9, confidence=0.8, body_part="calf")
    assert spoken(said) == "Do you have a cramp?"
    talk = Conversation()
    assert talk.hear("report_cramp", hearing=0.9, confidence=0.6, body_part="calf") == []


def test_what_was_typed_was_meant_for_us() -> None:
    talk = Conversation()
    said = talk.hear("report_cramp", hearing=1.0, confidence=0.6, body_part="calf", side="left")
    assert "calf.position.say.0" in keys(said)


def test_a_faint_report_that_was_none_is_let_be() -> None:
    talk = Conversation()
    talk.hear("report_cramp", hearing=0.75, body_part="calf")
    talk.until_phase("confirming")
    assert spoken(talk.hear("no")) == ""
    assert talk.state.phase == "idle"


@pytest.mark.parametrize("answer", ["yes", "report_cramp"])
def test_a_faint_report_that_is_confirmed_starts(answer: Intent) -> None:
    talk = Conversation()
    talk.hear("report_cramp", hearing=0.75, body_part="calf", side="left")
    talk.until_phase("confirming")
    said = talk.hear(answer, body_part=None if answer == "yes" else "calf")
    assert "calf.position.say.0" in keys(said)


def test_danger_and_calls_for_help_are_never_too_faint_to_ask_about() -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency(), hearing=0.2)
    assert talk.state.phase == "confirming"
    talk = Conversation()
    talk.hear("call_help", hearing=0.3)
    assert talk.state.phase == "confirming"


def test_once_a_cramp_is_coached_the_usual_hearing_is_enough() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no", hearing=talk.script.settings.unsure_hearing)
    assert talk.state.cleared == {"calf:"}


def test_a_hint_that_nobody_answers_gives_the_number_once_and_raises_no_alarm() -> None:
    talk = Conversation()
    talk.hear("out_of_scope", check=emergency("e_heart"))
    said = talk.until_quiet()
    assert keys(said)[-1] == "phrases.number_in_case"
    assert talk.state.phase == "idle"


def test_a_call_for_help_that_nobody_answers_for_raises_the_alarm() -> None:
    talk = Conversation()
    talk.hear("call_help")
    talk.wait(60)
    assert talk.state.phase == "emergency"


def test_a_wish_for_quiet_while_nothing_is_said_is_obeyed_without_a_word() -> None:
    talk = Conversation()
    assert spoken(talk.hear("quieter")) == ""
    assert talk.state.volume < 0
