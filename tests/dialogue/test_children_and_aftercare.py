"""A child has a grown-up woken, an aftercare is the part's own, and a stop by mistake is no end."""

from __future__ import annotations

import pytest
from conversation import Conversation, emergency, keys, shipped_script, spoken

from voiceskill.dialogue.plan import Plans
from voiceskill.understanding.meaning import BodyPart, Level, RedFlag

WAKE = "wake a grown-up"
FEET = "covers at your feet"


def test_a_child_with_a_cramp_is_told_first_to_wake_a_grown_up() -> None:
    talk = Conversation()
    said = spoken(talk.hear("report_cramp", body_part="calf", facts=("child_speaker",)))
    assert WAKE in said.lower()


@pytest.mark.parametrize("flag", [emergency(), RedFlag("u_dvt", Level.URGENT)])
def test_an_alarm_for_a_child_wakes_a_grown_up(flag: RedFlag) -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", facts=("child",))
    assert WAKE in spoken(talk.hear(red_flag=flag)).lower()


def test_a_child_that_hides_from_violence_is_not_told_to_wake_anybody() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", facts=("child",))
    assert WAKE not in spoken(talk.hear(red_flag=emergency("e_violence"))).lower()


def test_a_child_who_says_so_during_the_stretch_has_a_grown_up_woken() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="neck")
    assert WAKE in spoken(talk.hear(facts=("child",))).lower()


def aftercare(part: BodyPart) -> str:
    plan = Plans(shipped_script()).get(part, frozenset())
    return " ".join(line.text for step in plan.steps if step.name == "aftercare" for line in step.say)


def test_covers_at_the_feet_are_spoken_of_for_the_lower_leg_only() -> None:
    assert FEET in aftercare("calf")
    assert FEET in aftercare("toes")
    for part in ("neck", "hand", "back", "abdomen", "quad"):
        assert aftercare(part)
        assert FEET not in aftercare(part)


def test_no_towel_is_pulled_with_a_new_hip() -> None:
    assert not Plans(shipped_script()).get("calf", frozenset({"hip_replacement"})).has("towel_stretch")


@pytest.mark.parametrize("words", ["not_better", "worse", "resume"])
def test_it_still_hurts_after_a_stop_goes_on(words: str) -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", side="left")
    talk.hear("stop")
    talk.wait(5)
    assert "left calf" in spoken(talk.hear(words))  # type: ignore[arg-type]


def test_it_still_hurts_means_nothing_to_a_device_that_coached_nobody() -> None:
    assert keys(Conversation().hear("not_better")) == []


def test_an_unanswered_bedtime_question_ends_the_routine_without_a_stretch() -> None:
    talk = Conversation()
    talk.hear("start_bedtime_stretch", text="bedtime stretches")
    said = keys(talk.until_quiet())
    assert "phrases.unanswered_routine" in said
    assert not any(key.startswith(("phrases.rest_between", "common.bed_")) for key in said)


def test_a_greeting_is_not_answered_with_you_are_welcome() -> None:
    assert "welcome" not in spoken(Conversation().hear("greeting_thanks", text="hello"))
    assert "welcome" in spoken(Conversation().hear("greeting_thanks", text="thank you"))


def test_going_slack_leads_nobody_to_a_standing_stretch_who_lies_down() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", facts=("hip_replacement",))
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("offering")
    talk.hear("worse")
    assert not any("heel_press" in key for key in keys(talk.hear("next")))


def test_a_child_with_a_hint_of_danger_is_told_to_wake_a_grown_up_before_it_is_asked() -> None:
    talk = Conversation()
    hint = RedFlag("u_child", Level.URGENT)
    said = spoken(talk.hear("report_cramp", body_part="leg", facts=("child_speaker",), check=hint))
    assert said.lower().index(WAKE) < said.index("One quick check.")


def test_a_child_that_says_again_how_old_it_is_is_understood() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="leg", facts=("child_speaker",))
    talk.until_phase("screening")
    said = spoken(talk.hear("out_of_scope", facts=("child_speaker",)))
    assert said.startswith("Thanks for telling me.")
    assert WAKE in said.lower()
    assert talk.state.phase == "screening"
