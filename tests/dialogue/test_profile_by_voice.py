"""What is known about the person: asked on request, counted when said in passing, remembered if wanted."""

from __future__ import annotations

import pytest
from conversation import Conversation, ended, keys, shipped_script, spoken

from voiceskill.dialogue.actions import Action, Note
from voiceskill.profile import CONDITIONS, Profile

SCRIPT = shipped_script()
QUESTIONS = SCRIPT.routines["profile"].steps[:-1]


def remembered(actions: list[Action]) -> list[str]:
    return [dict(a.fields)["fact"] for a in actions if isinstance(a, Note) and a.kind == "remember"]


def asked() -> Conversation:
    talk = Conversation()
    talk.hear("set_up_profile")
    talk.wait(4)
    return talk


def in_passing(*facts: str, bystander: bool = False) -> Conversation:
    """A cramp that has eased, with facts said at the start; what may be remembered is on offer next."""
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", facts=facts, bystander=bystander)
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("checking")
    talk.hear("better")
    return talk


def until_offer(talk: Conversation) -> Conversation:
    while talk.state.step not in ("remember_offer", "close"):
        talk.wait(1)
    return talk


def test_the_questions_are_about_conditions_that_can_be_kept() -> None:
    assert {step.origin for step in QUESTIONS} <= set(CONDITIONS)
    assert len(QUESTIONS) >= 10


def test_each_yes_counts_at_once_and_is_remembered() -> None:
    talk = asked()
    first = QUESTIONS[0].origin
    talk.wait(3)
    said = talk.hear("yes")
    assert remembered(said) == [first]
    assert first in talk.state.facts


def test_a_no_takes_back_what_was_remembered_before() -> None:
    talk = Conversation(profile=Profile(pregnant=True))
    talk.hear("set_up_profile")
    talk.until_phase("profiling")
    said = talk.hear("no")
    assert Note("forget_fact", (("fact", "pregnant"),)) in said
    assert "pregnant" not in talk.state.facts


def test_a_no_that_comes_before_the_question_was_heard_takes_nothing_back() -> None:
    talk = Conversation(profile=Profile(pregnant=True))
    talk.hear("set_up_profile")
    talk.hear("no")
    assert "pregnant" in talk.state.facts


def test_a_question_can_be_left_out_and_all_of_them_be_ended() -> None:
    talk = asked()
    talk.hear("next")
    assert talk.state.step == QUESTIONS[1].name
    assert spoken(talk.hear("stop")) == ""
    assert talk.state.phase == "idle"


def test_all_questions_answered_end_in_thanks() -> None:
    talk = asked()
    said: list[Action] = []
    for _ in QUESTIONS:
        talk.until_phase("profiling")
        talk.wait(2)
        said = talk.hear("no")
    assert "common.profile_close.say.0" in keys(said)
    assert ended(talk.until_quiet())


def test_silence_ends_the_questions_softly() -> None:
    assert "phrases.profile_later" in keys(asked().until_quiet())


def test_mumbling_is_asked_about_once_and_then_passed_over() -> None:
    talk = asked()
    talk.hear("out_of_scope")
    assert talk.state.step == QUESTIONS[0].name
    talk.hear("out_of_scope")
    assert talk.state.step == QUESTIONS[1].name


def test_a_cramp_is_helped_with_before_any_question_is_asked() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    assert "Your muscle comes first." in spoken(talk.hear("set_up_profile"))
    assert talk.state.plan == "calf"


def test_a_cramp_in_the_middle_of_the_questions_gets_relief() -> None:
    talk = asked()
    assert "calf" in spoken(talk.hear("report_cramp", body_part="calf"))


def test_what_was_said_in_passing_is_offered_to_be_remembered_after_the_relief() -> None:
    talk = until_offer(in_passing("diabetes"))
    assert "Shall I remember that you have diabetes or numb feet?" in spoken([a for _, a in talk.timeline])
    assert remembered(talk.hear("yes")) == ["diabetes"]


def test_several_facts_are_offered_one_by_one() -> None:
    talk = until_offer(in_passing("diabetes", "over_65"))
    assert remembered(talk.hear("no")) == []
    talk.wait(3)
    assert remembered(talk.hear("yes")) == ["over_65"]


def test_silence_remembers_nothing() -> None:
    assert remembered(in_passing("diabetes").until_quiet()) == []


@pytest.mark.parametrize("fact", ["recent_surgery", "child_speaker", "long_journey"])
def test_what_passes_is_not_offered(fact: str) -> None:
    assert "common.remember_offer.say.0" not in keys(in_passing(fact).until_quiet())


def test_what_is_said_of_somebody_else_is_not_remembered_of_the_speaker() -> None:
    assert "common.remember_offer.say.0" not in keys(in_passing("diabetes", bystander=True).until_quiet())


def test_what_was_not_remembered_counts_for_the_episode_and_is_forgotten_by_the_next_night() -> None:
    talk = in_passing("diabetes")
    talk.until_quiet()
    assert "diabetes" in talk.state.facts
    talk.wait(8 * 3600)
    talk.hear("report_cramp", body_part="calf")
    assert "diabetes" not in talk.state.facts


def test_what_was_remembered_counts_the_next_night_too() -> None:
    talk = until_offer(in_passing("diabetes"))
    talk.hear("yes")
    talk.until_quiet()
    talk.wait(8 * 3600)
    talk.hear("report_cramp", body_part="calf")
    assert "diabetes" in talk.state.facts


def test_what_is_said_to_the_waiting_device_counts_for_the_cramp_that_follows() -> None:
    talk = Conversation()
    talk.hear("out_of_scope", facts=("diabetes",))
    talk.wait(120)
    talk.hear("report_cramp", body_part="calf")
    assert "diabetes" in talk.state.facts


def test_a_child_that_is_spoken_for_needs_no_waking_of_a_grown_up() -> None:
    talk = Conversation()
    said = talk.hear("report_cramp", body_part="calf", facts=("child_patient",), bystander=True)
    assert "phrases.wake_grown_up" not in keys(said)
    assert "child" in talk.state.facts
