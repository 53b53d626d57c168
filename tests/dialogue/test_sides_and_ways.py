"""Which side, which way, and questions in a row: asked where it costs no time, and never guessed."""

from __future__ import annotations

import pytest
from conversation import Conversation, keys, shipped_script, spoken

from voiceskill.dialogue.actions import Note
from voiceskill.dialogue.plan import Plans
from voiceskill.dialogue.state import listening_state
from voiceskill.understanding.meaning import BodyPart

SCRIPT = shipped_script()


def in_rest(**fields: object) -> Conversation:
    """A calf that is the same after its first hold, and rests."""
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", **fields)
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("checking")
    talk.hear("not_better")
    while talk.state.phase != "waiting":
        talk.wait(0.5)
    return talk


def asked_which(part: BodyPart) -> Conversation:
    talk = Conversation()
    talk.hear("report_cramp", body_part=part)
    talk.until_phase("screening")
    talk.hear("no")
    return talk


def test_the_side_is_asked_for_while_the_muscle_rests() -> None:
    talk = in_rest()
    assert "phrases.ask_side" in keys([action for _, action in talk.timeline])
    assert listening_state(talk.state) == "ask_side"


def test_the_side_is_asked_for_only_once_and_never_where_it_is_known() -> None:
    talk = in_rest()
    said = keys([action for _, action in talk.timeline] + talk.until_quiet())
    assert said.count("phrases.ask_side") == 1
    known = in_rest(side="left")
    assert "phrases.ask_side" not in keys([action for _, action in known.timeline])


def test_asking_delays_nothing() -> None:
    unknown, known = in_rest(), in_rest(side="left")
    assert unknown.state.due == pytest.approx(known.state.due, abs=1.0)


def test_the_side_that_is_told_is_spoken_and_keeps_the_answer_to_the_safety_question() -> None:
    talk = in_rest()
    said = talk.hear("report_cramp", side="left")
    assert spoken(said).startswith("Your left calf, then.")
    assert Note("side", (("side", "left"),)) in said
    assert talk.state.phase == "waiting"
    assert "calf:left" in talk.state.cleared


def test_a_side_told_in_the_safety_question_is_no_answer_to_it() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf")
    talk.until_phase("screening")
    said = talk.hear("report_cramp", side="left")
    assert spoken(said).startswith("Your left calf, then.")
    assert talk.state.phase == "screening"
    assert not talk.state.cleared


def test_the_other_leg_of_a_calf_is_the_other_calf_and_is_asked_about() -> None:
    talk = in_rest(side="left")
    assert spoken(talk.hear("report_cramp", body_part="leg", side="other")).startswith("Your right calf")
    talk.until_phase("screening")


def test_the_other_one_is_asked_about_even_where_no_side_was_named() -> None:
    talk = in_rest()
    talk.hear("report_cramp", side="other")
    talk.until_phase("screening")
    assert not talk.state.cleared


def test_a_report_with_a_no_in_it_answers_the_question_about_that_part() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="hand", side="right")
    talk.until_phase("screening")
    talk.hear("report_cramp", body_part="hand", also=("no",))
    assert talk.state.cleared == {"hand:right"}


def test_the_same_report_alone_answers_nothing_and_starts_nothing_over() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="hand")
    talk.until_phase("screening")
    said = talk.hear("report_cramp", body_part="hand")
    assert "phrases.misheard.0" in keys(said)
    assert talk.state.phase == "screening"
    assert not talk.state.cleared


@pytest.mark.parametrize(
    ("part", "words", "step"),
    [
        ("toes", "they're curled under", "toe_stretch"),
        ("toes", "pulled up", "toe_curl"),
        ("forearm", "the palm side", "hand_up"),
        ("forearm", "on top", "hand_down"),
    ],
)
def test_the_way_that_is_named_leads_to_its_stretch(part: BodyPart, words: str, step: str) -> None:
    talk = asked_which(part)
    assert talk.state.phase == "choosing"
    talk.hear("out_of_scope", text=words, reason="talk")
    assert talk.state.step == step
    talk.until_phase("checking")
    talk.hear("worse")
    talk.until_phase("holding")
    assert talk.state.step == step


def test_an_unclear_way_is_asked_about_once_and_then_the_usual_one_is_taken() -> None:
    talk = asked_which("toes")
    talk.hear("yes")
    assert talk.state.phase == "choosing"
    talk.hear("out_of_scope", text="up or down who knows")
    assert talk.state.step == "toe_stretch"


def test_silence_takes_the_usual_way() -> None:
    talk = asked_which("toes")
    talk.until_phase("holding")
    assert talk.state.step == "toe_stretch"


def test_two_questions_in_a_row_are_both_needed_before_anything_is_stretched() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="neck")
    talk.until_phase("screening")
    talk.hear("no")
    assert talk.state.step == "ask_next"
    assert not talk.state.cleared
    talk.until_phase("screening")
    talk.hear("no")
    assert talk.state.cleared == {"neck:"}


def test_the_first_of_two_questions_unanswered_bars_the_stretch_without_asking_the_second() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="neck")
    said = keys(talk.until_quiet())
    assert not any("ask_next" in key or "head_tilt" in key for key in said)


@pytest.mark.parametrize(("answer", "flag"), [("yes", "e_stroke"), ("no", "e_dystonia")])
def test_each_question_of_a_row_raises_flags_of_its_own(answer: str, flag: str) -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="neck")
    talk.until_phase("screening")
    talk.hear("no")
    talk.until_phase("screening")
    talk.hear("yes")
    talk.until_phase("splitting")
    talk.hear(answer)  # type: ignore[arg-type]
    assert talk.state.flag == flag


@pytest.mark.parametrize("part", ["lower_back", "glute"])
def test_warmth_is_not_offered_near_a_pregnant_belly(part: str) -> None:
    plans = Plans(SCRIPT)
    assert plans.get(part, frozenset()).has("warmth_offer")
    assert not plans.get(part, frozenset({"pregnant"})).has("warmth_offer")
    assert plans.get("calf", frozenset({"pregnant"})).has("warmth_offer")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("my neck's cramped up and i'm driving", "Stop the car"),
        ("i'm halfway up the stairs and my calf has gone", "Hold the rail"),
    ],
)
def test_who_drives_or_stands_on_stairs_gets_safe_before_any_relief(words: str, first: str) -> None:
    talk = Conversation()
    assert spoken(talk.hear("report_cramp", body_part="calf", text=words)).startswith(first)
