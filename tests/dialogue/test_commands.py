"""What can be said at any time, and what it does."""

from __future__ import annotations

import pytest
from conversation import Conversation, emergency, ended, keys, silenced_first, spoken

from voiceskill.dialogue.actions import Pace, Say, Volume
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import Level, RedFlag

_TOO_LONG = RedFlag("u_long", Level.URGENT)


def coaching(phase: str, **profile: object) -> Conversation:
    """A calf cramp led as far as ``phase``."""
    talk = Conversation(profile=Profile().with_conditions(frozenset(profile.get("facts", ()))))  # type: ignore[arg-type]
    talk.hear("report_cramp", body_part="calf", side="left")
    if phase == "telling":
        return talk
    talk.until_phase("screening")
    if phase == "screening":
        return talk
    talk.hear("no")
    talk.until_phase("checking" if phase in ("checking", "offering") else "holding")
    if phase == "offering":
        talk.hear("better")
        talk.until_phase("offering")
    return talk


@pytest.mark.parametrize("phase", ["telling", "screening", "holding", "checking", "offering"])
def test_stop_silences_at_once_without_a_word(phase: str) -> None:
    talk = coaching(phase)
    actions = talk.hear("stop")
    assert silenced_first(actions)
    assert spoken(actions) == ""
    assert talk.state.phase == "idle"


def test_stop_acts_on_a_partial_and_however_badly_it_was_heard() -> None:
    talk = coaching("holding")
    assert silenced_first(talk.hear("stop", final=False, hearing=0.1))
    assert talk.state.phase == "idle"


def test_other_words_of_a_partial_do_nothing() -> None:
    talk = coaching("holding")
    before = talk.state
    assert talk.hear("next", final=False) == []
    assert talk.state == before


def test_a_pause_keeps_what_is_left_of_the_hold() -> None:
    talk = coaching("holding")
    started = talk.state.ends
    assert started is not None
    talk.wait(started - talk.now - 12)
    talk.hear("pause")
    talk.wait(60)
    assert "twelve seconds" in spoken(talk.hear("time_left")).lower()
    said = talk.hear("resume")
    assert "twelve to go" in spoken(said)
    talk.until_phase("holding")
    assert talk.state.ends is not None
    assert talk.state.ends - talk.now < 14  # the count goes on with the next whole second


def test_time_left_is_true_to_the_second_and_keeps_the_clock() -> None:
    talk = coaching("holding")
    ends = talk.state.ends
    assert ends is not None
    talk.wait(ends - talk.now - 9)
    said = talk.hear("time_left")
    assert spoken(said).startswith("Nine seconds left.")
    assert talk.state.ends == ends
    assert all(a.at > talk.now for a in said if isinstance(a, Say) and a.at is not None)


def test_a_question_in_mid_hold_keeps_the_clock() -> None:
    talk = coaching("holding")
    ends = talk.state.ends
    talk.hear("why_cramps", text="why do i get cramps")
    assert talk.state.phase == "holding"
    assert talk.state.ends == ends


def test_resume_recaps_in_one_sentence() -> None:
    talk = coaching("telling")
    talk.hear("pause")
    talk.wait(20)
    assert spoken(talk.hear("resume")).startswith("You were on pushing your heel away.")


def test_a_pause_checks_in_once_and_then_lets_go() -> None:
    talk = coaching("checking")
    talk.hear("pause")
    said = talk.until_quiet()
    assert keys(said).count("phrases.pause_check_in") == 1
    assert ended(said)


def test_next_does_not_slip_past_the_safety_question() -> None:
    talk = coaching("screening")
    talk.hear("next")
    assert talk.state.phase == "screening"
    assert not talk.state.cleared


def test_next_and_back_move_between_steps() -> None:
    talk = coaching("checking")
    talk.hear("better")
    assert talk.state.step == "massage"
    talk.hear("next")
    assert talk.state.step == "breathing"
    talk.hear("back")
    assert talk.state.step == "massage"


def test_repeat_says_the_step_again() -> None:
    talk = coaching("telling")
    assert keys(talk.hear("repeat"))[0] == "calf.position.say.0"


def test_louder_and_quieter_are_bounded() -> None:
    talk = coaching("telling")
    for _ in range(9):
        talk.hear("louder")
    changes = [a.decibels for _, a in talk.timeline if isinstance(a, Volume)]
    assert sum(changes) == talk.script.settings.volume_limit
    assert talk.hear("quieter")[1] == Volume(-talk.script.settings.volume_step)


def test_slower_lasts() -> None:
    talk = coaching("telling")
    talk.hear("slower")
    talk.until_quiet()
    assert talk.state.tempo == talk.script.settings.tempo_slow


def test_worse_goes_slack_and_then_half_as_far() -> None:
    talk = coaching("holding")
    said = talk.hear("worse")
    assert silenced_first(said)
    assert "calf.slack.say.0" in keys(said)
    assert "half as far" in spoken(talk.until_phase("holding"))


def test_going_slack_is_never_offered_in_pregnancy() -> None:
    talk = coaching("holding", facts=("pregnant",))
    said = talk.hear("worse") + talk.until_quiet()
    assert not any(key.startswith("calf.slack") for key in keys(said))


def test_the_same_is_tried_three_times_with_rests() -> None:
    talk = coaching("checking")
    rests = 0
    while talk.state.step == "towel_stretch":
        rests += any(key.startswith("phrases.rest_first") for key in keys(talk.hear("not_better")))
        if talk.state.step == "towel_stretch":
            talk.until_phase("checking")
    assert rests == 2


def test_standing_is_offered_last_and_only_after_sitting() -> None:
    talk = coaching("checking")
    while talk.state.phase != "offering":
        talk.hear("not_better")
        talk.until_phase("checking" if talk.state.step == "towel_stretch" else "offering")
    said = keys(talk.hear("yes") + talk.until_phase("holding"))
    assert said.index("common.sit_on_edge.say.0") < said.index("calf.heel_press.say.0")


def test_ten_minutes_of_cramp_lead_to_other_help() -> None:
    talk = coaching("checking")
    said = []
    for _ in range(300):
        if talk.state.level > 0:
            break
        said = talk.wait(5)
        if talk.state.phase == "checking":
            said = talk.hear("not_better")
    assert talk.state.flag == "u_long"
    assert talk.now <= 700
    assert silenced_first(said)


def test_back_again_starts_without_asking_again() -> None:
    talk = coaching("checking")
    talk.hear("better")
    talk.until_quiet()
    said = talk.hear("report_cramp", text="it's back")
    assert "calf" in spoken(said)
    later = keys(talk.until_phase("holding"))
    assert "calf.ask_first.say.0" not in later


def test_the_next_night_the_question_is_asked_again() -> None:
    talk = coaching("checking")
    talk.hear("better")
    talk.until_quiet()
    talk.now += 8 * 3600
    talk.hear("report_cramp", body_part="calf", side="left")
    assert "calf.ask_first.say.0" in keys(talk.until_phase("screening"))


def test_the_other_leg_is_asked_about_anew() -> None:
    talk = coaching("holding")
    said = talk.hear("report_cramp", side="other")
    assert "right calf" in spoken(said)
    assert "calf.ask_first.say.0" in keys(talk.until_phase("screening"))


def test_silence_gets_one_soft_word_and_then_quiet() -> None:
    talk = coaching("checking")
    said = talk.until_quiet()
    assert keys(said) == ["phrases.how_is_it.1", "phrases.wind_down"]
    assert ended(said)


def test_three_misunderstandings_lead_to_a_safe_default_in_other_words_each_time() -> None:
    talk = coaching("checking")
    first = [keys(talk.hear("out_of_scope"))[0] for _ in range(3)]
    assert len(set(first)) == 3
    assert first[2] == "phrases.carry_on"


def test_an_unanswered_safety_question_means_no_stretch_and_no_rub() -> None:
    talk = coaching("screening")
    said = keys(talk.until_quiet())
    assert "phrases.unanswered_screen.0" in said
    assert not any("towel_stretch" in key or "massage" in key or "warm" in key for key in said)


def test_talk_meant_for_others_is_let_pass() -> None:
    talk = coaching("holding")
    assert talk.hear("out_of_scope", reason="talk") == []


def test_an_unknown_part_is_asked_for_and_then_led_by_the_general_guide() -> None:
    talk = Conversation()
    assert "Where is it?" in spoken(talk.hear("report_cramp"))
    talk.hear("out_of_scope")
    said = talk.hear("out_of_scope")
    assert "general.position.say.0" in keys(said)


def test_slower_and_faster_are_steps_of_a_ladder_with_the_usual_pace_in_between() -> None:
    talk = coaching("holding")
    paces = []
    for intent in ("slower", "slower", "faster", "faster", "faster"):
        said = talk.hear(intent)  # type: ignore[arg-type]
        paces += [action.factor for action in said if isinstance(action, Pace)]
    settings = talk.script.settings
    assert paces == [settings.voice_slow, 1.0, settings.voice_fast]
    assert settings.voice_slow < 1.0 < settings.voice_fast


def test_the_pace_persists_into_the_next_episode() -> None:
    talk = coaching("holding")
    talk.hear("slower")
    talk.hear("stop")
    talk.hear("report_cramp", body_part="foot")
    assert talk.state.tempo == talk.script.settings.tempo_slow


def test_slow_breaths_are_longer_and_fast_ones_are_as_usual() -> None:
    ends = {}
    for intent in ("slower", "faster", "louder"):
        talk = Conversation()
        talk.hear(intent)  # type: ignore[arg-type]
        talk.until_quiet()
        talk.hear("start_breathing")
        talk.until_phase("holding")
        ends[intent] = (talk.state.ends or 0.0) - talk.now
    assert ends["slower"] > ends["louder"]
    assert abs(ends["faster"] - ends["louder"]) < 1.0


def test_an_alarm_is_never_spoken_faster_than_usual() -> None:
    talk = coaching("holding")
    talk.hear("faster")
    assert Pace(1.0) in talk.hear(red_flag=emergency())


@pytest.mark.parametrize("words", ["one two three four", "mmmm ooh"])
def test_counting_along_or_groaning_does_not_interrupt_a_hold(words: str) -> None:
    talk = coaching("holding")
    assert talk.hear("out_of_scope", text=words, reason="unknown") == []
    assert talk.state.phase == "holding"


def test_good_night_ends_it_in_the_middle_of_anything() -> None:
    talk = coaching("checking")
    talk.hear("better")
    assert ended(talk.hear("greeting_thanks", text="no thank you good night"))


def test_a_bare_yes_to_three_choices_is_asked_about_once() -> None:
    talk = coaching("checking")
    assert spoken(talk.hear("better", text="yes")) == "Which one: easing, the same, or worse?"
    assert talk.state.phase == "checking"
    assert spoken(talk.hear("better", text="yes")).startswith("Good.")


def test_a_yes_that_says_which_is_taken_at_once() -> None:
    talk = coaching("checking")
    assert spoken(talk.hear("better", text="yes, easing")).startswith("Good.")


@pytest.mark.parametrize("phase", ["checking", "closing"])
def test_whoever_tells_of_the_other_one_while_this_one_eases_is_asked_about_that(phase: str) -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", side="left")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("checking")
    if phase == "closing":
        talk.hear("better")
        talk.hear("next")
        while talk.state.phase != "closing":
            talk.hear("next")
    actions = talk.hear("better", text="gone but now the other one", side="other", also=("report_cramp",))
    assert spoken(actions).startswith("Your right calf")
    talk.until_phase("screening")


def test_better_is_a_no_to_an_offer_of_more() -> None:
    talk = coaching("checking")
    talk.hear("better")
    talk.until_phase("offering")
    talk.hear("better")
    assert talk.state.step == "sips"


def test_who_asks_for_somebody_to_be_called_hears_first_that_the_device_cannot() -> None:
    talk = Conversation()
    assert spoken(talk.hear("call_help", text="can you phone my daughter")).startswith("I can't make calls.")


def test_still_cramping_after_one_hold_is_asked_about_once() -> None:
    talk = coaching("checking")
    said = talk.hear("not_better", text="it won't let go", red_flag=_TOO_LONG)
    assert keys(said)[-1] == "escalation.u_long.ask"
    talk.hear("no")
    talk.until_phase("checking")
    said = talk.hear("not_better", text="still cramping", red_flag=_TOO_LONG)
    assert "escalation.u_long.ask" not in keys(said)
    assert talk.state.level is Level.NONE
    assert talk.state.plan == "calf"


@pytest.mark.parametrize("text", ["it won't let go it's been an hour", "it keeps coming back all night"])
def test_a_cramp_that_was_there_for_long_needs_other_help_at_once(text: str) -> None:
    talk = coaching("checking")
    talk.hear("not_better", text=text, red_flag=_TOO_LONG)
    assert talk.state.flag == "u_long"


def test_more_than_ten_minutes_said_when_asked_needs_other_help() -> None:
    talk = coaching("checking")
    talk.hear("not_better", text="it won't let go", red_flag=_TOO_LONG)
    talk.wait(4)
    talk.hear("yes")
    assert talk.state.flag == "u_long"
