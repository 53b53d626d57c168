"""Cut off at any moment and for any time, the conversation comes back safely and where it was."""

from __future__ import annotations

from dataclasses import replace
from typing import get_type_hints

import pytest
from conversation import Conversation, ended, keys, shipped_script, spoken
from hypothesis import given, settings
from hypothesis import strategies as st
from test_dialogue_properties import Walk, moves, profiles

from voiceskill.dialogue.actions import Action, Volume
from voiceskill.dialogue.events import Tick
from voiceskill.dialogue.invariants import Transition
from voiceskill.dialogue.resume import CutOff, moved
from voiceskill.dialogue.state import Pack, State, Timer, deadline
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import Level, RedFlag

SCRIPT = shipped_script()
SETTINGS = SCRIPT.settings
away_times = st.sampled_from([0.0, 5.0, 31.0, 299.0, 301.0, 1200.0, 3599.0, 3700.0, 40_000.0, 90_000.0])


def cut_off(talk: Conversation, away: float) -> list[Action]:
    """The device dies now and is back after ``away`` seconds; what it does then."""
    talk.state, actions = talk.dialogue.resume(CutOff(talk.state, talk.now, away), greet=True)
    talk.now = 0.0
    return list(actions)


def in_a_hold() -> Conversation:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", side="left")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    return talk


def alarmed(flag: str = "e_heart") -> Conversation:
    talk = Conversation(profile=Profile(country="GB"))
    talk.hear("report_cramp", red_flag=RedFlag(flag, Level.EMERGENCY))
    return talk


def with_a_warm_pack() -> Conversation:
    talk = Conversation()
    talk.state = replace(talk.state, packs=(Pack("warm_timer", talk.now + 300.0, talk.now + 600.0),))
    return talk


@settings(max_examples=400, deadline=None)
@given(profiles, moves, away_times)
def test_wherever_it_was_cut_off_the_safety_rules_hold_from_the_first_word(
    profile: Profile, story: list[object], away: float
) -> None:
    walk = Walk(profile)
    for move in story:
        walk.take(move)
    left = walk.state

    after, actions = walk.dialogue.resume(CutOff(left, walk.now, away), greet=True)

    if away <= max(SETTINGS.resume_pack_within, SETTINGS.remember):
        assert walk.rules.broken(Transition(left, Tick(), 0.0, after, actions)) == []
    else:
        assert (after, actions) == walk.dialogue.start(0.0, greet=True)
    assert after.phase == "idle" or deadline(after) is not None
    alarmed = left.level == Level.EMERGENCY and left.repeats < SETTINGS.emergency_repeats
    if alarmed and away <= SETTINGS.resume_alarm_within:
        assert (after.level, after.flag, after.phase) == (left.level, left.flag, "emergency")
    if away <= SETTINGS.resume_within and left.phase not in ("idle", "closing") and not ended(list(actions)):
        assert after.level >= left.level
        assert after.barred >= left.barred
        assert after.cleared <= left.cleared
    walk.state, walk.now = after, 0.0
    for move in ("tick", "speech", "on", "on", "late", "on"):
        walk.take(move)


@settings(max_examples=200, deadline=None)
@given(profiles, moves, away_times)
def test_a_pack_is_never_lost_while_it_can_still_be_on_the_skin(
    profile: Profile, story: list[object], away: float
) -> None:
    walk = Walk(profile)
    for move in story:
        walk.take(move)
    packs = {pack.step for pack in walk.state.packs}

    after, actions = walk.dialogue.resume(CutOff(walk.state, walk.now, away))

    if away <= SETTINGS.resume_pack_within:
        told = any(".off" in key or key.startswith("phrases.pack_") for key in keys(list(actions)))
        assert packs == {pack.step for pack in after.packs} or told
    for pack in after.packs:
        assert pack.due > 0.0


def test_a_hold_goes_on_with_what_is_left_of_it_by_now() -> None:
    talk = in_a_hold()
    talk.wait(4.0)

    said = spoken(cut_off(talk, away=3.0))

    assert said.startswith("I was off for a moment. You were on the towel stretch, with ")
    assert "Hold it there." in said
    talk.until_phase("holding")
    assert talk.state.ends is not None
    assert talk.state.ends - talk.now <= 15.0


def test_a_hold_that_ran_out_meanwhile_is_over() -> None:
    talk = in_a_hold()

    actions = cut_off(talk, away=45.0)

    assert spoken(actions) == "I was off for a moment. Let go slowly. Is it easing, the same, or worse?"
    assert talk.state.phase == "checking"


def test_after_too_long_a_time_the_exercise_is_not_gone_on_with() -> None:
    talk = in_a_hold()

    actions = cut_off(talk, away=SETTINGS.resume_within + 1)

    assert ended(actions)
    assert spoken(actions) == "I'm ready. Tell me where it cramps."
    assert talk.state.phase == "idle"


def test_an_alarm_comes_back_with_whom_to_call_as_its_first_words() -> None:
    talk = alarmed()
    talk.wait(15.0)

    actions = cut_off(talk, away=SETTINGS.resume_alarm_within)

    assert keys(actions)[0].startswith("phrases.call_emergency")
    assert spoken(actions).startswith("Call 999")
    assert (talk.state.phase, talk.state.level, talk.state.flag) == ("emergency", Level.EMERGENCY, "e_heart")


def test_an_alarm_that_help_was_called_for_is_said_once_more_and_not_again_and_again() -> None:
    talk = alarmed()
    talk.hear("yes")

    cut_off(talk, away=30.0)

    assert spoken(talk.wait(SETTINGS.check_in_wait - 60.0)) == ""


def test_an_alarm_that_was_spoken_low_keeps_silent() -> None:
    softly = next(name for name, words in SCRIPT.escalations.items() if words.softly)
    talk = alarmed(softly)
    talk.wait(30.0)
    loudness = talk.state.volume

    actions = cut_off(talk, away=30.0)

    assert spoken(actions) == ""
    assert actions[0] == Volume(loudness)
    assert talk.state.phase == "emergency"


def test_a_question_about_danger_is_asked_again_after_more_than_a_few_minutes() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", check=RedFlag("e_heart", Level.EMERGENCY))
    asked = spoken(talk.wait(0.1))

    actions = cut_off(talk, away=SETTINGS.resume_within + 600)

    assert "One quick check." in spoken(actions)
    assert talk.state.phase == "confirming"
    assert asked == "" or asked in spoken(actions)
    talk.until_phase("emergency")


def test_advice_to_call_today_is_given_again() -> None:
    talk = Conversation(profile=Profile(country="GB"))
    talk.hear("report_cramp", red_flag=RedFlag("u_dvt", Level.URGENT))

    actions = cut_off(talk, away=900.0)

    assert spoken(actions).startswith("I was off for a moment. Call 111")
    assert talk.state.phase == "advised"


def test_an_overdue_pack_comes_off_at_once() -> None:
    talk = with_a_warm_pack()

    actions = cut_off(talk, away=1800.0)

    assert keys(actions)[0] == "common.warm_timer.off.0"
    assert talk.state.packs[0].reminders == 1
    assert "Take the pack off now" in spoken(talk.wait(60.0))


def test_a_pack_keeps_its_clock() -> None:
    talk = with_a_warm_pack()

    cut_off(talk, away=100.0)

    assert [(pack.due, pack.off_at) for pack in talk.state.packs] == [(200.0, 500.0)]


def test_every_time_in_a_state_is_moved_to_the_new_session() -> None:
    """Whoever gives the state another time must say whether it is a moment or a length."""
    lengths = {"left", "wait", "tempo", "volume"}
    moments = {name for name, kind in get_type_hints(State).items() if "float" in str(kind)} - lengths
    state = replace(State(), **dict.fromkeys(moments, 100.0))
    assert all(getattr(moved(state, 5.0), name) == 105.0 for name in moments)
    assert moved(replace(State(), timers=(Timer("", 60, 100.0),)), 5.0).timers[0].due == 105.0


def test_a_timer_that_was_up_meanwhile_rings_unless_that_was_long_ago() -> None:
    for away, rings in ((300.0, True), (20_000.0, False)):
        talk = Conversation()
        talk.state = replace(talk.state, timers=(Timer("", 120, talk.now + 120.0),))
        assert any(key.startswith("phrases.timer_up") for key in keys(cut_off(talk, away))) == rings


def test_a_pause_stays_a_pause() -> None:
    talk = in_a_hold()
    talk.hear("pause")

    actions = cut_off(talk, away=60.0)

    assert spoken(actions) == "I was off for a moment."
    assert talk.state.phase == "paused"
    assert "You were on the towel stretch" in spoken(talk.hear("resume"))


def test_nobody_is_taken_to_be_still_on_their_feet() -> None:
    talk = in_a_hold()
    talk.state = replace(talk.state, phase="waiting", step="heel_press", upright="sat")

    actions = cut_off(talk, away=20.0)

    assert talk.state.upright == ""
    assert "heel_press" not in " ".join(keys(actions))


def test_a_barred_part_stays_barred_for_as_long_as_without_the_cut() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", side="left")
    talk.hear("out_of_scope", red_flag=RedFlag("u_dvt", Level.URGENT))
    talk.hear("stop")
    barred = talk.state.barred
    assert barred

    cut_off(talk, away=SETTINGS.remember / 2)

    assert talk.state.barred == barred
    actions = talk.hear("report_cramp", body_part="calf", side="left")
    assert "phrases.part_barred" in keys(actions)


def test_an_outage_that_comes_again_and_again_is_given_up() -> None:
    talk = in_a_hold()
    for resumes in range(SETTINGS.resumes_at_most):
        talk.state, actions = talk.dialogue.resume(CutOff(talk.state, talk.now, 60.0, resumes))
        assert "I was off for a moment." in spoken(list(actions))
    talk.state, actions = talk.dialogue.resume(CutOff(talk.state, talk.now, 60.0, SETTINGS.resumes_at_most))
    assert (talk.state.phase, actions) == ("idle", ())


def test_an_alarm_outlives_many_outages_but_not_endless_ones() -> None:
    talk = alarmed()
    for resumes in range(SETTINGS.emergency_repeats):
        talk.state, actions = talk.dialogue.resume(CutOff(talk.state, 0.0, 60.0, resumes))
        assert "999" in spoken(list(actions))
    talk.state, actions = talk.dialogue.resume(CutOff(talk.state, 0.0, 60.0, 31))
    assert ended(list(actions))


def test_the_waiting_device_says_only_that_it_is_ready() -> None:
    assert spoken(cut_off(Conversation(), away=20.0)) == "I'm ready. Tell me where it cramps."


@pytest.mark.parametrize("phase", ["telling", "holding"])
def test_a_plan_that_the_content_no_longer_has_is_dropped(phase: str) -> None:
    talk = in_a_hold()
    talk.state = replace(talk.state, phase=phase, plan="gone", part="gone", step="gone")

    actions = cut_off(talk, away=20.0)

    assert ended(actions)
    assert talk.state.part is None


def test_a_step_that_the_person_must_not_do_any_more_leads_back_to_the_question() -> None:
    talk = in_a_hold()
    talk.dialogue = talk.dialogue.about(Profile(hip_replacement=True, recent_surgery=True))

    actions = cut_off(talk, away=20.0)

    assert "towel_stretch" not in " ".join(keys(actions))
    assert talk.state.phase != "idle"


def test_facts_from_settings_count_after_a_restart() -> None:
    before = State(facts=frozenset({"diabetes"}))
    talk = Conversation(profile=Profile(pregnant=True))

    after, _ = talk.dialogue.resume(CutOff(before, 10.0, 10.0))

    assert after.facts == {"diabetes", "pregnant"}
