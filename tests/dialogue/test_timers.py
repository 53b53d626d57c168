"""Timers by voice: several at once by name, within their caps, told when up; packs keep their safety."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conversation import Conversation, emergency, keys, shipped_script, spoken
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.dialogue.lengths import spoken_length
from voiceskill.profile import Profile

SCRIPT = shipped_script()


def with_timer(seconds: int, text: str = "") -> Conversation:
    talk = Conversation()
    talk.hear("set_timer", seconds=seconds, text=text)
    return talk


def with_cold_pack(profile: Profile | None = None) -> Conversation:
    talk = Conversation(profile=profile or Profile())
    talk.hear("set_timer", text="set a timer for ten minutes for the ice", seconds=600)
    return talk


def test_a_timer_is_confirmed_with_its_length_and_rings_when_it_is_up() -> None:
    talk = with_timer(90)
    assert "One minute and thirty seconds." in spoken([a for _, a in talk.timeline])
    assert talk.wait(85) == []
    assert "Time is up: one minute and thirty seconds." in spoken(talk.wait(10))


def test_it_rings_a_few_times_and_then_lets_them_be() -> None:
    talk = with_timer(60)
    rung = [key for key in keys(talk.until_quiet()) if key.startswith("phrases.timer_up")]
    assert len(rung) == SCRIPT.timers.rings
    assert talk.state.timers == ()


def test_an_answer_ends_the_ringing() -> None:
    talk = with_timer(60)
    talk.wait(65)
    talk.hear("greeting_thanks")
    assert not any("timer_up" in key for key in keys(talk.until_quiet()))


def test_several_timers_run_at_once_under_their_names() -> None:
    talk = with_timer(300, "five minutes for my rest")
    talk.hear("set_timer", seconds=60)
    said = spoken(talk.hear("time_left", text="how long is left on the timers"))
    assert "Five minutes left for your rest." in said
    assert "One minute left on the timer." in said
    assert spoken(talk.hear("time_left", text="how long for my rest")) == "Five minutes left for your rest."


def test_how_long_left_is_true_to_the_second() -> None:
    talk = with_timer(300)
    talk.wait(101)
    assert "Three minutes and nineteen seconds left" in spoken(talk.hear("time_left"))


def test_a_timer_is_cancelled_by_name_and_the_other_goes_on() -> None:
    talk = with_timer(300, "for my rest")
    talk.hear("set_timer", seconds=60)
    assert "which" in spoken(talk.hear("cancel_timer")).lower()
    assert "your rest is off" in spoken(talk.hear("cancel_timer", text="cancel the timer for my rest"))
    assert [timer.seconds for timer in talk.state.timers] == [60]
    talk.hear("cancel_timer")
    assert talk.state.timers == ()


def test_all_timers_are_cancelled_together() -> None:
    talk = with_timer(300)
    talk.hear("set_timer", seconds=60)
    talk.hear("cancel_timer", text="cancel all timers")
    assert talk.state.timers == ()


@pytest.mark.parametrize("seconds", [1, 10_000])
def test_too_short_or_too_long_is_declined_with_the_bounds(seconds: int) -> None:
    talk = with_timer(seconds)
    assert "ten seconds to two hours" in spoken([a for _, a in talk.timeline])
    assert talk.state.timers == ()


def test_there_are_never_more_timers_than_can_be_kept_apart() -> None:
    talk = Conversation()
    for seconds in range(60, 60 + 10 * SCRIPT.timers.most, 10):
        talk.hear("set_timer", seconds=seconds)
    assert "too many" in spoken(talk.hear("set_timer", seconds=30))
    assert len(talk.state.timers) == SCRIPT.timers.most


def test_without_a_length_it_is_asked_for() -> None:
    assert "for how long" in spoken(Conversation().hear("set_timer"))


def test_a_timer_rings_in_mid_hold_and_the_hold_keeps_its_clock() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    ends = talk.state.ends
    talk.hear("set_timer", seconds=10)
    assert any("timer_up" in key for key in keys(talk.wait(13)))
    assert talk.state.ends == ends


def test_an_emergency_ends_every_timer() -> None:
    talk = with_timer(60)
    talk.hear(red_flag=emergency())
    assert talk.state.timers == ()


def test_a_pack_that_is_timed_by_voice_comes_off_like_any_other() -> None:
    talk = with_cold_pack()
    assert talk.state.packs[0].step == "cold_timer"
    assert "Ten minutes for the cold pack." in spoken([a for _, a in talk.timeline])
    assert "Look at your skin" in spoken(talk.wait(310))
    assert "Take the pack off now." in spoken(talk.wait(300))


def test_a_pack_is_never_timed_beyond_its_cap() -> None:
    talk = Conversation()
    said = spoken(talk.hear("set_timer", text="thirty minutes for the ice", seconds=1800))
    assert said.startswith("Fifteen minutes is the most for the cold pack.")
    assert talk.state.packs[0].off_at - talk.now == 900


def test_asking_again_makes_a_pack_stay_on_no_longer() -> None:
    talk = with_cold_pack()
    talk.wait(400)
    assert "Three minutes and twenty seconds left" in spoken(
        talk.hear("set_timer", text="ten more minutes for the ice", seconds=600)
    )
    assert talk.state.packs[0].off_at == 600


def test_skin_that_had_a_pack_rests_for_two_hours() -> None:
    talk = with_cold_pack()
    talk.wait(610)
    talk.hear("yes")
    again = {"text": "time the ice for ten minutes", "seconds": 600}
    assert "free of packs" in spoken(talk.hear("set_timer", **again))
    assert "free of packs" in spoken(talk.hear("ice_heat_help", text="something warm"))
    talk.wait(7300)
    talk.hear("set_timer", **again)
    assert talk.state.packs


def test_somebody_whom_cold_is_not_for_is_told_to_take_it_off() -> None:
    talk = with_cold_pack(Profile(diabetes=True))
    assert "take the cold pack off" in spoken([a for _, a in talk.timeline])
    assert talk.state.packs == ()


def test_cancelling_the_time_of_a_pack_takes_it_off() -> None:
    talk = with_cold_pack()
    assert "Take any pack off your skin." in spoken(talk.hear("cancel_timer", text="cancel the ice timer"))
    assert talk.state.packs == ()


def test_cold_and_warm_alternate_in_rounds_that_are_asked_for_and_capped() -> None:
    talk = Conversation()
    talk.hear("ice_heat_help", text="ice and heat")
    for _ in range(3):
        talk.until_phase("screening")
        talk.hear("no")
    steps = []
    while talk.state.phase != "closing":
        if talk.state.phase == "warming":
            steps.append(talk.state.packs[0].step)
            talk.wait(310)
            talk.hear("yes")
        elif talk.state.phase == "offering":
            talk.hear("yes")
        else:
            talk.wait(1)
    assert steps == ["contrast_cold", "contrast_warm"] * 3


def test_silence_ends_the_rounds() -> None:
    talk = Conversation()
    talk.hear("ice_heat_help", text="ice and heat")
    for _ in range(3):
        talk.until_phase("screening")
        talk.hear("no")
    for _ in range(2):
        talk.until_phase("warming")
        talk.wait(310)
        talk.hear("yes")
    talk.until_phase("offering")
    talk.until_quiet()
    assert talk.state.packs == ()


def test_bedtime_stretches_end_with_no_timer_left_to_ring() -> None:
    talk = with_timer(7200)
    talk.hear("start_bedtime_stretch")
    talk.until_phase("screening")
    talk.hear("no")
    said = talk.until_quiet()
    assert "Your timers are off." in spoken(said)
    assert talk.state.timers == ()


def test_no_round_of_packs_adds_up_to_more_than_its_cap() -> None:
    steps = SCRIPT.routines["contrast"].steps
    for origin in ("contrast_cold", "contrast_warm"):
        packs = [step.thermal for step in steps if step.origin == origin and step.thermal]
        assert sum(pack.off_after for pack in packs) <= 900


@given(st.integers(0, 7200))
def test_every_length_is_spoken_exactly(seconds: int) -> None:
    words = {word: value for value, word in enumerate(SCRIPT.number_words)}
    units = {"hour": 3600, "minute": 60, "second": 1}
    parts = spoken_length(SCRIPT, seconds).split(" and ")
    total = 0
    for part in parts:
        number, unit = part.split(" ")
        total += words[number] * units[unit.removesuffix("s")]
        assert (number == "one") == (not unit.endswith("s"))
    assert total == seconds


def test_a_name_that_is_no_pack_is_kept_as_a_timer() -> None:
    talk = with_timer(60, "a minute for the stretch")
    assert talk.state.timers == (replace(talk.state.timers[0], name="stretch", seconds=60),)
