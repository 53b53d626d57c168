"""Packs come off in time, breaths fall on the beat, bedtime stretches lead to sleep."""

from __future__ import annotations

from itertools import pairwise

import pytest
from conversation import Conversation, ended, keys, shipped_script, spoken

from voiceskill.dialogue.actions import Say, Volume
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import Intent


def wearing_a_pack() -> Conversation:
    talk = Conversation()
    talk.hear("ice_heat_help", text="something warm please")
    for _ in range(2):
        talk.until_phase("screening")
        talk.hear("no")
    while not talk.state.packs:
        talk.wait(1)
    return talk


def test_the_skin_is_looked_at_and_the_pack_comes_off_after_ten_minutes() -> None:
    talk = wearing_a_pack()
    started = talk.now
    talk.wait(310)
    assert talk.timeline[-1][0] - started == pytest.approx(300, abs=2)
    talk.wait(300)
    assert any(key.startswith("common.warm_timer.off") for key in keys([a for _, a in talk.timeline]))


def test_taking_it_off_is_repeated_louder_until_acknowledged() -> None:
    talk = wearing_a_pack()
    talk.wait(650)
    said = talk.wait(25)
    assert any(isinstance(action, Volume) and action.decibels > 0 for action in said)
    talk.hear("yes")
    assert not talk.state.packs
    assert not any(".off" in key for key in keys(talk.until_quiet()))


def test_a_pack_is_taken_off_though_the_device_was_told_to_be_quiet() -> None:
    talk = wearing_a_pack()
    assert spoken(talk.hear("stop")) == ""
    said = talk.until_quiet()
    assert "Take the pack off now." in spoken(said)
    assert not talk.state.packs


@pytest.mark.parametrize("intent", ["quieter", "stop"])
def test_falling_asleep_with_a_pack_takes_it_off_at_once(intent: Intent) -> None:
    talk = wearing_a_pack()
    talk.wait(60)
    assert spoken(talk.hear(intent, text="i'm falling asleep")).startswith("Take the pack off now.")
    assert any(".off" in key for key in keys(talk.wait(25)))
    talk.hear("yes")
    assert not talk.state.packs


def test_falling_asleep_without_a_pack_is_a_wish_for_quiet() -> None:
    talk = Conversation()
    assert spoken(talk.hear("stop", text="i'm falling asleep")) == ""


def test_how_long_left_tells_the_packs_minutes_and_seconds() -> None:
    talk = wearing_a_pack()
    talk.wait(90)
    assert "minutes and" in spoken(talk.hear("time_left"))


def test_broken_skin_or_numbness_means_no_pack() -> None:
    talk = Conversation()
    talk.hear("ice_heat_help", text="ice please")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("screening")
    talk.hear("yes")
    assert not any("timer" in key for key in keys(talk.until_quiet()))


def test_cold_and_warm_take_turns() -> None:
    talk = Conversation()
    talk.hear("ice_heat_help", text="ice and heat")
    for _ in range(3):
        talk.until_phase("screening")
        talk.hear("no")
    talk.until_phase("warming")
    assert talk.state.packs[0].step == "contrast_cold"
    talk.wait(310)
    talk.hear("yes")
    talk.until_phase("warming")
    assert talk.state.packs[0].step == "contrast_warm"


@pytest.mark.parametrize("fact", ["diabetes", "poor_circulation"])
def test_warmth_is_not_offered_to_those_who_may_not_feel_it(fact: str) -> None:
    talk = Conversation(profile=Profile().with_conditions(frozenset({fact})))
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("checking")
    talk.hear("better")
    assert not any("warm" in key for key in keys(talk.until_quiet()))


def test_sips_are_left_out_with_a_fluid_limit() -> None:
    talk = Conversation(profile=Profile().with_conditions(frozenset({"fluid_limit"})))
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("checking")
    talk.hear("better")
    assert "common.sips.say.0" not in keys(talk.until_quiet())


def test_breaths_are_paced_by_the_second_without_holds() -> None:
    talk = Conversation()
    talk.hear("start_breathing")
    counts = [a for a in talk.until_phase("holding") if isinstance(a, Say) and a.at is not None]
    starts = [count.at for count in counts if count.text == "In."]
    assert len(starts) == 5
    assert {later - earlier for earlier, later in pairwise(starts)} == {7.0}
    assert shipped_script().common["breathing"].breath.beat <= 1


@pytest.mark.parametrize(
    ("words", "shortest", "longest"),
    [
        ("bedtime stretch", 4, 6),
        ("the full routine", 11, 15),
        ("hip stretches", 5, 15),
        ("lying in bed", 4, 8),
    ],
)
def test_each_routine_ends_in_quiet_within_its_time(words: str, shortest: int, longest: int) -> None:
    talk = Conversation()
    talk.hear("start_bedtime_stretch", text=words)
    talk.until_phase("screening")
    talk.hear("no")
    began = talk.now
    said = []
    while talk.state.phase != "idle":
        said += talk.wait(5)
    assert ended(said)
    assert not talk.state.packs
    assert shortest <= (talk.now - began) / 60 <= longest


def test_a_routine_is_not_led_where_its_question_finds_something() -> None:
    talk = Conversation()
    talk.hear("start_bedtime_stretch")
    talk.until_phase("screening")
    talk.hear("yes")
    talk.hear("no")
    assert not any("bed_" in key for key in keys(talk.until_quiet()))


def test_a_cramp_in_mid_routine_gets_relief_at_once() -> None:
    talk = Conversation()
    talk.hear("start_bedtime_stretch")
    talk.until_phase("screening")
    talk.hear("no")
    talk.wait(30)
    assert "calf" in spoken(talk.hear("report_cramp", body_part="calf"))


def test_the_pregnant_get_a_routine_of_their_own() -> None:
    talk = Conversation(profile=Profile().with_conditions(frozenset({"pregnant"})))
    talk.hear("start_bedtime_stretch")
    talk.until_phase("screening")
    assert any("seated_calf" in key for key in keys(talk.hear("no")))


def test_pregnancy_said_in_passing_changes_the_plan_and_asks_again() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    said = talk.hear("out_of_scope", facts=("pregnant",))
    assert "phrases.noted_fact" in keys(said)
    assert talk.state.phase == "screening"
    assert not talk.state.cleared


@pytest.mark.parametrize(
    ("intent", "text", "answer"),
    [
        ("medication_question", "should i take magnesium", "supplement_magnesium"),
        ("medication_question", "how much baclofen can i have", "medicine"),
        ("why_cramps", "why do i get them at night", "why_at_night"),
        ("why_cramps", "why does this happen", "why_cramps"),
        ("drink_question", "does pickle juice help", "pickle_juice"),
        ("prevention", "which shoes are best", "shoes"),
    ],
)
def test_questions_get_the_answer_that_fits_their_words(intent: str, text: str, answer: str) -> None:
    said = keys(Conversation().hear(intent, text=text))  # type: ignore[arg-type]
    assert said[0].startswith(f"answers.{answer}")


def test_a_joint_is_declined_in_words() -> None:
    talk = Conversation()
    assert "can't coach a joint" in spoken(talk.hear("out_of_scope", text="my knee hurts", reason="joint"))


@pytest.mark.parametrize("words", ["ooh that's hot", "it's burning me", "that's too cold"])
def test_a_pack_that_is_felt_too_strongly_comes_off_at_once(words: str) -> None:
    talk = wearing_a_pack()
    assert spoken(talk.hear("ice_heat_help", text=words)).startswith("Take the pack off now.")


def test_a_pack_that_is_just_warm_stays() -> None:
    talk = wearing_a_pack()
    assert "Take the pack off" not in spoken(talk.hear("better", text="it's lovely and warm"))
    assert talk.state.packs
