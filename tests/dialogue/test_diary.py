"""What the device tells from the diary, why it offers what it offers, and how it forgets."""

from __future__ import annotations

from itertools import permutations

import pytest
from conversation import Conversation, keys, shipped_script, spoken
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.dialogue.actions import Note
from voiceskill.dialogue.diary import Diary, LastCramp, Preference, Trials
from voiceskill.dialogue.plan import Plans, in_order
from voiceskill.dialogue.shapes import plan_shape
from voiceskill.dialogue.state import changed
from voiceskill.understanding.meaning import Level, RedFlag

TOWEL = Trials("calf", "towel_stretch", tried=4, helped=3, lately=2)
KEPT = Diary(kept=True, week=2, month=1, last=LastCramp("calf", "left", ago=1, by_day=False), trials=(TOWEL,))


def _knowing(diary: Diary) -> Conversation:
    talk = Conversation()
    talk.state = changed(talk.state, diary=diary)
    return talk


@pytest.mark.parametrize(
    ("diary", "question", "answer"),
    [
        (KEPT, "how many cramps this week", "You had two cramps in the last seven days."),
        (KEPT, "how many cramps this month", "You had one cramp in the last thirty days."),
        (Diary(kept=True, last=KEPT.last), "how many this week", "You had no cramp in the last seven days."),
        (KEPT, "when was the last one", "The last one was your left calf, last night."),
        (KEPT, "what helped last time", "Last time, the towel stretch helped."),
        (Diary(kept=True, last=KEPT.last), "what helped last time", "I don't know what helped last time."),
        (Diary(kept=True), "how many cramps this week", "No cramp is in your diary yet."),
        (Diary(), "how many cramps this week", "I keep no diary. You can turn it on in my settings."),
    ],
)
def test_the_waiting_device_answers_and_goes_back_to_waiting(
    diary: Diary, question: str, answer: str
) -> None:
    talk = _knowing(diary)
    assert spoken(talk.hear("log_query", text=question)) == answer
    talk.until_quiet()
    assert talk.state.phase == "idle"
    assert talk.state.diary == diary


@pytest.mark.parametrize(
    ("ago", "by_day", "when"),
    [
        (0, False, "earlier tonight"),
        (0, True, "earlier today"),
        (1, True, "yesterday"),
        (3, False, "three nights ago"),
        (9, True, "nine days ago"),
        (400, False, "400 nights ago"),
    ],
)
def test_how_long_ago_is_spoken_as_people_do(ago: int, by_day: bool, when: str) -> None:
    talk = _knowing(Diary(kept=True, last=LastCramp("foot", "", ago, by_day)))
    assert (
        spoken(talk.hear("log_query", text="when was the last one")) == f"The last one was your foot, {when}."
    )


def test_what_helped_is_told_of_the_part_that_is_asked_about_or_coached() -> None:
    foot = Trials("foot", "toes_up", tried=1, helped=1, lately=1)
    talk = _knowing(Diary(kept=True, last=KEPT.last, trials=(foot, TOWEL)))
    assert "toes up" in spoken(talk.hear("log_query", text="what helped last time"))
    asked = talk.hear("log_query", text="what helped my calf last time", body_part="calf")
    assert "towel stretch" in spoken(asked)
    talk.hear("report_cramp", body_part="calf")
    assert "towel stretch" in spoken(talk.hear("log_query", text="what helped last time"))


def test_a_question_in_mid_hold_is_answered_and_the_count_goes_on() -> None:
    talk = _knowing(KEPT)
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    ends = talk.state.ends
    assert "two cramps" in spoken(talk.hear("log_query", text="how many cramps this week"))
    assert (talk.state.phase, talk.state.ends) == ("holding", ends)


@pytest.mark.parametrize(
    ("trials", "reason"),
    [
        (TOWEL, "It helped you the last two times."),
        (Trials("calf", "towel_stretch", 4, 3, 1), "It helped you last time."),
        (Trials("calf", "towel_stretch", 4, 3, 0), "It has helped you before."),
        (Trials("calf", "bed_end", 4, 3, 0), "I'm trying another way, to learn what helps you."),
        (Trials("foot", "toes_up", 4, 3, 0), "It's the usual next step for this."),
    ],
)
def test_why_this_one_is_answered_from_what_it_did_before(trials: Trials, reason: str) -> None:
    order = Preference("calf", ("towel_stretch", "bed_end"))
    talk = _knowing(Diary(kept=True, last=KEPT.last, trials=(trials,), preferences=(order,)))
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    assert talk.state.step == "towel_stretch"
    assert spoken(talk.hear("why_this_one")).startswith(reason)


def test_going_slack_is_not_explained_by_what_the_stretch_did() -> None:
    talk = _knowing(KEPT)
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    talk.hear("worse")
    assert talk.state.detour == "slack"
    assert "usual" in spoken(talk.hear("why_this_one"))


def test_a_question_about_safety_is_explained_as_such_and_asked_again() -> None:
    talk = _knowing(KEPT)
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    assert spoken(talk.hear("why_this_one")).startswith("I ask to keep you safe. Does any of that fit?")
    assert talk.state.phase == "screening"


def test_what_helped_goes_first() -> None:
    talk = _knowing(Diary(kept=True, preferences=(Preference("calf", ("bed_end", "towel_stretch")),)))
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    assert talk.state.step == "bed_end"


NAMES = sorted({step.name for guide in shipped_script().guides.values() for step in guide.stretches})
FACTS = sorted(shipped_script().facts)
GUIDES = sorted(shipped_script().guides)


@given(st.permutations(NAMES), st.frozensets(st.sampled_from(FACTS), max_size=4), st.sampled_from(GUIDES))
def test_no_preference_changes_more_than_which_of_two_like_stretches_is_done(
    order: list[str], facts: frozenset[str], part: str
) -> None:
    plans = Plans(shipped_script())
    usual, preferred = plans.get(part, facts), plans.get(part, facts, tuple(order))
    assert plan_shape(preferred) == plan_shape(usual)
    assert not [step.name for step in preferred.steps if step.not_for & facts]
    swapping = {step.name for step in shipped_script().guides[part].stretches if step.swaps}
    for one, other in zip(usual.steps, preferred.steps, strict=True):
        assert one == other or {one.name, other.name} <= swapping


def test_only_steps_that_swap_change_places() -> None:
    stretches = shipped_script().guides["calf"].stretches
    for order in permutations([step.name for step in stretches]):
        moved = in_order(stretches, order)
        assert [s.name for s in moved if not s.swaps] == [s.name for s in stretches if not s.swaps]
        assert [s.posture for s in moved] == [s.posture for s in stretches]


def _to_aftercare(talk: Conversation) -> str:
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    talk.hear("better")
    return spoken(talk.until_quiet())


def test_frequent_cramps_are_mentioned_once_and_kindly_after_the_relief() -> None:
    talk = _knowing(Diary(kept=True, frequent=True))
    said = _to_aftercare(talk)
    assert said.count("Cramps that keep coming are worth a visit.") == 1
    notes = [action for _, action in talk.timeline if isinstance(action, Note) and action.kind == "advice"]
    assert notes == [Note("advice", (("id", "c_freq"),))]


def test_without_them_it_is_not_mentioned() -> None:
    assert "worth a visit" not in _to_aftercare(_knowing(Diary(kept=True)))


def test_who_tells_of_them_too_hears_it_once() -> None:
    talk = _knowing(Diary(kept=True, frequent=True))
    flag = RedFlag("c_freq", Level.CLINICIAN_SOON)
    talk.hear("report_cramp", body_part="calf", red_flag=flag)
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    talk.hear("better")
    assert spoken(talk.until_quiet()).count("worth a visit") == 1


def _notes(talk: Conversation, kind: str) -> list[Note]:
    return [action for _, action in talk.timeline if isinstance(action, Note) and action.kind == kind]


def test_forgetting_tonight_is_asked_about_once_and_then_done() -> None:
    talk = _knowing(KEPT)
    assert keys(talk.hear("forget_tonight")) == ["phrases.ask_forget"]
    assert not _notes(talk, "forget")
    assert "Tonight is forgotten." in spoken(talk.hear("yes"))
    assert len(_notes(talk, "forget")) == 1
    talk.until_quiet()
    assert talk.state.phase == "idle"
    assert (talk.state.diary.last, talk.state.diary.trials) == (None, ())


@pytest.mark.parametrize("answer", ["no", "out_of_scope"])
def test_nothing_is_forgotten_without_a_yes(answer: str) -> None:
    talk = _knowing(KEPT)
    talk.hear("forget_tonight")
    talk.hear(answer)  # type: ignore[arg-type]
    talk.until_quiet()
    assert not _notes(talk, "forget")
    assert talk.state.diary == KEPT


def test_silence_forgets_nothing() -> None:
    talk = _knowing(KEPT)
    talk.hear("forget_tonight")
    talk.until_quiet()
    assert not _notes(talk, "forget")


def test_in_mid_hold_it_is_confirmed_and_the_hold_goes_on() -> None:
    talk = _knowing(KEPT)
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("holding")
    talk.hear("forget_tonight")
    talk.hear("yes")
    talk.until_phase("holding")
    assert talk.state.step == "towel_stretch"
    assert len(_notes(talk, "forget")) == 1


def test_in_an_alarm_nothing_is_forgotten() -> None:
    talk = _knowing(KEPT)
    talk.hear("out_of_scope", red_flag=RedFlag("e_heart", Level.EMERGENCY))
    talk.hear("forget_tonight")
    talk.hear("yes")
    assert not _notes(talk, "forget")
    assert talk.state.phase == "emergency"
