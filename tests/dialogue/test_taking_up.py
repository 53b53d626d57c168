"""What was said together with a hint of danger, or is old, is neither lost nor kept too long."""

from __future__ import annotations

from conversation import Conversation, emergency, keys, spoken

from voiceskill.understanding.meaning import Level, RedFlag

STATIN = RedFlag("u_statin", Level.URGENT)


def test_a_cramp_reported_with_a_hint_is_taken_up_after_a_no() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", side="left", check=emergency("e_generic"))
    talk.until_phase("confirming")
    said = talk.hear("no")
    assert "calf.position.say.0" in keys(said)
    assert "left calf" in spoken(said)


def test_a_fact_said_with_a_hint_counts_afterwards() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", check=emergency("e_psoas"), facts=("blood_thinner",))
    talk.until_phase("confirming")
    talk.hear("no")
    assert talk.state.facts == {"blood_thinner"}


def test_a_fact_said_with_a_hint_counts_after_the_alarm_too() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", check=emergency("e_psoas"), facts=("blood_thinner",))
    talk.until_phase("confirming")
    talk.hear("yes")
    assert talk.state.level == Level.EMERGENCY
    assert talk.state.facts == {"blood_thinner"}


def test_a_curse_about_the_cramp_that_is_coached_does_not_start_it_again() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    talk.hear("report_cramp", body_part="calf", check=emergency("e_generic"))
    talk.until_phase("confirming")
    assert "calf.position.say.0" not in keys(talk.hear("no"))
    assert talk.state.step == "towel_stretch"


def test_a_question_with_a_hint_that_is_not_for_now_is_answered_first() -> None:
    talk = Conversation()
    said = spoken(talk.hear("medication_question", text="should i stop taking my statin", check=STATIN))
    assert said.index("pharmacist") < said.index("One quick check.")
    assert talk.state.phase == "confirming"


def test_a_question_in_place_of_an_answer_is_answered_and_the_check_is_asked_again() -> None:
    talk = Conversation()
    talk.hear("medication_question", text="should i stop taking my statin", check=STATIN)
    said = spoken(talk.hear("medication_question", text="what dose of magnesium should i take"))
    assert "pharmacist" in said
    assert said.endswith("?")


def test_a_word_in_between_does_not_make_old_answers_young() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.hear("stop")
    assert talk.state.cleared == {"calf:"}
    talk.wait(talk.script.settings.remember + 1)
    talk.hear("louder")
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")


def test_a_fact_told_in_place_of_an_answer_counts_once_the_danger_is_settled() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="abdomen")
    talk.until_phase("screening")
    talk.hear(check=emergency("e_heart"))
    talk.hear(facts=("pregnant",))
    talk.until_phase("confirming")
    said = talk.hear("no")
    assert "abdomen.ask_first_pregnant.say.0" in keys(said)
    assert talk.state.facts == {"pregnant"}


def test_a_fact_told_in_place_of_an_answer_to_the_split_is_not_lost() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="abdomen")
    talk.until_phase("screening")
    talk.hear("yes")
    talk.hear(facts=("pregnant",))
    assert talk.state.phase == "splitting"
    talk.until_phase("emergency")
    assert talk.state.facts == {"pregnant"}


def test_a_fact_counts_though_it_is_also_something_for_the_clinician() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    said = spoken(talk.hear(facts=("pregnant",), red_flag=RedFlag("c_preg", Level.CLINICIAN_SOON)))
    assert said.startswith("Thanks for telling me.")
    assert talk.state.cleared == frozenset()
    assert talk.state.mentions == ("c_preg",)


def test_a_stop_with_a_hint_of_danger_is_not_taken_up_after_the_question() -> None:
    talk = Conversation()
    talk.hear("stop", check=RedFlag("any_urgent", Level.URGENT))
    assert talk.state.question is not None
    talk.hear("no")
    talk.until_quiet()
    assert talk.state.phase == "idle"
