"""Danger: whom to call first, until acknowledged; down again only by a confirmed false alarm."""

from __future__ import annotations

import pytest
from conversation import Conversation, emergency, ended, keys, shipped_script, silenced_first, spoken

from voiceskill.dialogue.actions import Say, Volume
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import Level, RedFlag

FLAGS = shipped_script().escalations
URGENT = RedFlag("u_dvt", Level.URGENT)


def in_hold() -> Conversation:
    talk = Conversation(profile=Profile(country="GB"))
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    return talk


@pytest.mark.parametrize("flag", [name for name, row in FLAGS.items() if row.level == Level.EMERGENCY])
def test_every_emergency_silences_and_says_first_whom_to_call(flag: str) -> None:
    talk = in_hold()
    actions = talk.hear("out_of_scope", red_flag=emergency(flag))
    says = [action for action in actions if isinstance(action, Say)]
    assert silenced_first(actions)
    assert says[0].text.startswith(("Call 999 now.", "Call Samaritans"))
    assert "999" in says[0].text
    assert "can't make calls" in says[1].text
    assert len(says) >= 4


@pytest.mark.parametrize("flag", [name for name, row in FLAGS.items() if row.level == Level.URGENT])
def test_every_urgent_flag_ends_the_exercise_and_names_a_line(flag: str) -> None:
    talk = in_hold()
    text = " ".join(FLAGS[flag].lasting)
    actions = talk.hear("out_of_scope", text=text, red_flag=RedFlag(flag, Level.URGENT))
    assert silenced_first(actions)
    assert "111" in spoken(actions)
    assert "999" in spoken(actions)
    assert talk.state.plan == ""


@pytest.mark.parametrize("flag", [name for name, row in FLAGS.items() if row.level == Level.CLINICIAN_SOON])
def test_what_can_wait_is_said_after_the_cramp(flag: str) -> None:
    talk = in_hold()
    talk.hear("out_of_scope", red_flag=RedFlag(flag, Level.CLINICIAN_SOON))
    assert talk.state.phase == "holding"
    talk.until_phase("checking")
    talk.hear("better")
    assert f"escalation.{flag}.tell" in " ".join(keys(talk.until_quiet()))


def test_a_partial_raises_the_alarm_and_its_final_does_not_repeat_it() -> None:
    talk = in_hold()
    assert silenced_first(talk.hear(red_flag=emergency(), final=False, hearing=0.0))
    assert talk.hear(red_flag=emergency()) == []


def test_the_number_is_repeated_about_every_twenty_seconds() -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency())
    said = talk.wait(90)
    assert 2 <= sum("call_emergency" in key for key in keys(said)) <= 4


def test_it_is_repeated_until_acknowledged() -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency())
    talk.hear("yes")
    talk.until_phase("emergency")
    assert keys(talk.wait(120)) == []
    assert talk.state.level == Level.EMERGENCY


def test_unheard_alarms_fall_silent_in_the_end() -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency())
    said = talk.until_quiet(7200)
    assert ended(said)
    assert sum("call_emergency" in key for key in keys(said)) == talk.script.settings.emergency_repeats


@pytest.mark.parametrize(
    "words", ["report_cramp", "next", "resume", "better", "start_bedtime_stretch", "help"]
)
def test_wishing_to_go_on_does_not_lower_an_alarm(words: str) -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency())
    said = talk.hear(words)  # type: ignore[arg-type]
    assert talk.state.level == Level.EMERGENCY
    assert "999" in spoken(said)


def test_a_false_alarm_must_be_confirmed() -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency())
    assert "false alarm?" in spoken(talk.hear("cancel_emergency"))
    assert talk.state.level == Level.EMERGENCY
    talk.hear("yes")
    assert talk.state.level == Level.NONE
    assert talk.state.phase == "closing"


@pytest.mark.parametrize("answer", ["no", "out_of_scope"])
def test_an_unconfirmed_false_alarm_changes_nothing(answer: str) -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency())
    talk.hear("cancel_emergency")
    talk.until_phase("confirming")
    assert "999" in spoken(talk.hear(answer))  # type: ignore[arg-type]
    assert talk.state.level == Level.EMERGENCY


def test_a_real_alarm_after_a_false_one_is_raised() -> None:
    talk = in_hold()
    for _ in range(2):
        assert "Call 999" in spoken(talk.hear(red_flag=emergency()))
        talk.hear("cancel_emergency")
        talk.hear("yes")


def test_after_a_false_alarm_the_safety_question_is_asked_again() -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency())
    talk.hear("cancel_emergency")
    talk.hear("yes")
    talk.hear("report_cramp", body_part="calf")
    assert "calf.ask_first.say.0" in keys(talk.until_phase("screening"))


def test_a_yes_to_the_combined_question_is_split() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    assert "chest or your breathing" in spoken(talk.hear("yes"))
    assert "911, 999, 112 or 000" in spoken(talk.hear("yes"))
    assert talk.state.level == Level.EMERGENCY


def test_a_split_answered_no_bars_the_part_for_the_day() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("yes")
    talk.until_phase("splitting")
    talk.hear("no")
    assert talk.state.level == Level.URGENT
    assert "won't work on that" in spoken(talk.hear("report_cramp", body_part="calf"))
    assert "hand.position.say.0" in keys(talk.hear("report_cramp", body_part="hand"))


def test_a_split_that_is_not_answered_counts_as_an_emergency() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("yes")
    talk.until_phase("emergency")
    assert talk.state.level == Level.EMERGENCY


def test_badly_heard_danger_is_asked_about_and_silence_twice_gives_the_number() -> None:
    talk = in_hold()
    assert "chest" in spoken(talk.hear(red_flag=emergency(), hearing=0.2))
    assert talk.state.phase == "confirming"
    said = talk.wait(60)
    assert "Call 999" in spoken(said)


def test_badly_heard_danger_that_was_none_goes_on_with_the_hold() -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency(), hearing=0.2)
    talk.until_phase("confirming")
    talk.hear("no")
    assert talk.state.level == Level.NONE
    talk.until_phase("holding")


def test_a_hint_gets_one_question_an_episode() -> None:
    talk = in_hold()
    hint = RedFlag("e_heart", Level.EMERGENCY)
    assert "chest" in spoken(talk.hear("out_of_scope", check=hint))
    talk.until_phase("confirming")
    talk.hear("no")
    talk.hear("out_of_scope", check=hint)
    assert talk.state.phase != "confirming"


def test_a_call_for_somebody_gets_the_number_if_it_is_an_emergency() -> None:
    talk = in_hold()
    talk.hear("call_help")
    assert "Call 999" in spoken(talk.hear("yes"))


def test_somebody_else_in_danger_gets_words_for_the_helper() -> None:
    talk = in_hold()
    said = spoken(talk.hear(red_flag=emergency("e_down"), bystander=True))
    assert "push hard and fast" in said


def test_stop_quiets_an_alarm_but_does_not_end_it() -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency())
    actions = talk.hear("stop")
    assert silenced_first(actions)
    assert spoken(actions) == ""
    assert talk.state.level == Level.EMERGENCY


def test_self_harm_gets_a_crisis_line_and_warmth_and_no_stretch() -> None:
    talk = Conversation(profile=Profile(country="US"))
    said = spoken(talk.hear(red_flag=emergency("e_self")))
    assert said.startswith("Call 988 now.")
    assert "You matter" in said
    assert "stretch" not in said


def test_a_lower_flag_does_not_lower_an_alarm() -> None:
    talk = in_hold()
    talk.hear(red_flag=emergency())
    talk.hear(red_flag=URGENT)
    assert talk.state.level == Level.EMERGENCY


def test_an_answer_that_mentions_something_for_the_clinician_still_counts() -> None:
    talk = in_hold()
    talk.until_phase("checking")
    talk.hear("better", red_flag=RedFlag("c_freq", Level.CLINICIAN_SOON))
    assert talk.state.relieved
    assert "escalation.c_freq.tell" in " ".join(keys(talk.until_quiet()))


def test_an_urgent_flag_names_whom_to_call_first() -> None:
    talk = in_hold()
    assert spoken(talk.hear(red_flag=URGENT)).startswith("Call 111 today.")


def test_an_exercise_is_only_ended_where_one_was_going_on() -> None:
    talk = Conversation()
    assert "exercise" not in spoken(talk.hear(red_flag=URGENT))


def test_violence_is_answered_softly_once_and_never_with_words_for_a_helper() -> None:
    talk = Conversation(profile=Profile(country="GB"))
    actions = talk.hear(red_flag=emergency("e_violence"), bystander=True)
    assert any(isinstance(action, Volume) and action.decibels < 0 for action in actions)
    assert "Stay with them" not in spoken(actions)
    assert "still" not in spoken(actions)
    talk.until_phase("emergency")
    assert keys(talk.wait(120)) == []
    talk.until_quiet()
    assert talk.state.volume == 0


def test_a_later_alarm_is_not_whispered() -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency("e_violence"))
    talk.hear(red_flag=emergency("e_heart"))
    assert talk.state.volume == 0


def test_a_call_for_help_by_somebody_alone_does_not_say_to_stay_with_them() -> None:
    talk = Conversation()
    assert "with them" not in spoken(talk.hear(red_flag=emergency("e_generic"), bystander=True))


def test_advice_about_somebody_else_is_worded_for_them() -> None:
    own, other = in_hold(), in_hold()
    flag = RedFlag("u_postop", Level.URGENT)
    assert "Phone your surgical team" in spoken(own.hear(red_flag=flag))
    said = spoken(other.hear(red_flag=flag, bystander=True))
    assert "Phone their surgical team" in said
    assert "while you rest" not in said


def test_what_can_wait_is_worded_for_somebody_else_too() -> None:
    talk = Conversation()
    said = spoken(talk.hear(red_flag=RedFlag("c_preg", Level.CLINICIAN_SOON), bystander=True))
    assert "their midwife" in said


@pytest.mark.parametrize("flag", [name for name, row in FLAGS.items() if row.level < Level.EMERGENCY])
def test_nobody_else_is_advised_as_if_they_were_the_speaker(flag: str) -> None:
    words = " ".join(line.text for line in (FLAGS[flag].other or FLAGS[flag].tell)).lower()
    assert not {"your", "yourself"} & set(words.replace(".", " ").split())


def test_a_good_night_to_an_alarm_is_no_word_that_help_is_called() -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency())
    assert "Call " in spoken(talk.hear("greeting_thanks", text="good night"))


def test_a_good_night_after_stop_is_met_with_silence() -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency())
    talk.hear("stop")
    assert spoken(talk.hear("greeting_thanks", text="good night")) == ""


def test_thanks_to_an_alarm_are_taken_for_a_call_that_was_made() -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency())
    assert "Call " not in spoken(talk.hear("greeting_thanks", text="thank you they're coming"))


def test_a_good_night_to_somebody_who_may_not_talk_is_left_alone() -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency("e_violence"))
    assert spoken(talk.hear("greeting_thanks", text="good night")) == ""


def test_a_hint_of_despair_is_asked_about_before_a_visit_is_advised() -> None:
    talk = Conversation()
    often = RedFlag("c_freq", Level.CLINICIAN_SOON)
    said = spoken(talk.hear("stop", red_flag=often, check=emergency("e_self")))
    assert "ending your life?" in said


def test_an_ambulance_is_never_told_a_fact_about_the_person() -> None:
    told = [line.text for words in shipped_script().escalations.values() for line in words.tell]
    stated = [text for text in told if text.startswith("Tell them you")]
    assert stated == []
