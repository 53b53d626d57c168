"""Bedtime stretches can be counted, repeated, left out, and gone on with after a cramp in between."""

from __future__ import annotations

import pytest
from conversation import Conversation, ended, keys, shipped_script, spoken

from voiceskill.profile import Profile
from voiceskill.understanding.meaning import Level, RedFlag

SHORT = ("bed_calf.first_leg", "bed_calf.other_leg", "bed_hamstring.first_leg", "bed_hamstring.other_leg")


def in_routine(profile: Profile | None = None) -> Conversation:
    """In the first stretch of the short routine."""
    talk = Conversation(profile=profile or Profile())
    talk.hear("start_bedtime_stretch")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    return talk


def relieved_in_mid_routine() -> Conversation:
    """A calf cramped in the second stretch and eased; what was interrupted is on offer."""
    talk = in_routine()
    talk.hear("next")
    talk.until_phase("holding")
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("checking")
    talk.hear("better")
    while talk.state.step != "routine_offer":
        talk.wait(1)
    return talk


def test_how_many_left_counts_stretches_and_not_their_repeats() -> None:
    talk = in_routine()
    assert spoken(talk.hear("time_left", text="how many stretches are left")).startswith("Four stretches")
    talk.hear("next")
    talk.hear("next")
    talk.hear("next")
    assert "This is the last stretch." in spoken(talk.hear("time_left", text="how many stretches are left"))


def test_how_long_left_in_mid_count_still_tells_the_seconds() -> None:
    talk = in_routine()
    talk.wait(4)
    assert "seconds left" in spoken(talk.hear("time_left", text="how long left"))


def test_after_the_last_stretch_none_is_left() -> None:
    talk = Conversation()
    talk.hear("start_bedtime_stretch", text="lying in bed")
    talk.until_phase("screening")
    talk.hear("no")
    while talk.state.step != "long_breathing":
        talk.hear("next")
    assert "The stretches are done." in spoken(talk.hear("time_left"))


def test_next_leaves_out_all_repeats_of_a_stretch() -> None:
    talk = in_routine()
    blocks = [talk.state.step]
    for _ in range(3):
        talk.hear("next")
        blocks.append(talk.state.step)
    assert blocks == [f"{block}.1" for block in SHORT]
    talk.hear("next")
    assert talk.state.phase == "closing"


def test_next_in_a_rest_goes_on_to_the_repeat() -> None:
    talk = in_routine()
    while not talk.state.step.endswith(".rest"):
        talk.wait(1)
    talk.hear("next")
    assert talk.state.step == "bed_calf.first_leg.2"


def test_what_cannot_be_done_is_left_out_whole() -> None:
    talk = in_routine()
    talk.hear("worse")
    assert talk.state.step == "bed_calf.other_leg.1"


def test_again_tells_a_repeat_in_full() -> None:
    talk = in_routine()
    while talk.state.step != "bed_calf.first_leg.2":
        talk.wait(1)
    assert "Loop a towel round that foot" in spoken(talk.hear("repeat"))


def test_relief_in_mid_routine_is_followed_by_an_offer_to_go_on() -> None:
    talk = relieved_in_mid_routine()
    assert talk.state.phase == "offering"
    talk.hear("yes")
    assert talk.state.step == "bed_calf.other_leg.1"
    assert talk.state.later is None


def test_the_rest_of_the_routine_can_be_declined() -> None:
    talk = relieved_in_mid_routine()
    assert "common.close.say.0" in keys(talk.hear("no"))
    assert ended(talk.until_quiet())


def test_silence_declines_it() -> None:
    talk = relieved_in_mid_routine()
    assert not any("bed_" in key for key in keys(talk.until_quiet()))
    assert talk.state.phase == "idle"


def test_what_was_said_in_between_is_asked_about_again_before_going_on() -> None:
    talk = in_routine()
    talk.hear("report_cramp", body_part="calf")
    talk.hear("out_of_scope", facts=("diabetes",))
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("checking")
    talk.hear("better")
    while talk.state.step != "routine_offer":
        talk.wait(1)
    talk.hear("yes")
    assert talk.state.step == "bedtime_screen"


def test_a_sign_of_danger_in_between_ends_the_routine() -> None:
    talk = in_routine()
    talk.hear("report_cramp", body_part="calf")
    talk.hear(red_flag=RedFlag("u_dvt", Level.URGENT))
    assert talk.state.later is None


@pytest.mark.parametrize("words", ["bedtime stretch", "something warm please"])
def test_no_routine_touches_anybody_of_whom_a_part_is_barred(words: str) -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", side="left")
    talk.hear(red_flag=RedFlag("u_dvt", Level.URGENT))
    intent = "start_bedtime_stretch" if "bed" in words else "ice_heat_help"
    said = talk.hear(intent, text=words)  # type: ignore[arg-type]
    assert keys(said)[0] == "phrases.part_barred"
    assert talk.state.plan == ""


def test_breathing_in_mid_routine_leads_back_to_it() -> None:
    talk = in_routine()
    talk.hear("start_breathing")
    assert talk.state.plan == "breathing"
    while talk.state.step != "routine_offer":
        talk.wait(1)
    talk.hear("yes")
    assert talk.state.plan == "bedtime_short"


@pytest.mark.parametrize("name", [n for n in shipped_script().routines if n.startswith("bedtime")])
def test_bedtime_ends_in_quiet_with_no_timer_running(name: str) -> None:
    assert shipped_script().routines[name].goes_on
    assert not any(step.kind == "timer" for step in shipped_script().routines[name].steps)
