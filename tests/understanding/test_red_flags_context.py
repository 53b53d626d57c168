"""Whether the words are meant: denials, answers, what is over, questions, jokes and stories."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from red_flag_bank import level_of, rules, scanner

from voiceskill.locations import content_dir
from voiceskill.understanding.meaning import Level
from voiceskill.understanding.normalise import load_normaliser

_CASES = yaml.safe_load((Path(__file__).parent / "data" / "red_flag_context.yaml").read_text())


@pytest.mark.parametrize(
    ("text", "level"),
    [
        pytest.param(text, Level.from_label(label), id=f"{kind}: {text}")
        for kind, levels in _CASES.items()
        for label, texts in levels.items()
        for text in texts
    ],
)
def test_the_context_decides_whether_it_fires(text: str, level: Level) -> None:
    assert level_of(text) is level


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("what does a blood clot feel like", "u_dvt"),
        ("when should i worry about chest pain", "e_heart"),
        ("how do i know if it's a heart attack", "e_heart"),
        ("what if i can't breathe", "e_breath"),
        ("this is killing me", "e_generic"),
        ("i'm dying here", "e_generic"),
        ("i can't breathe it's so funny", "e_breath"),
    ],
)
def test_what_is_only_hinted_at_is_asked_about(text: str, row: str) -> None:
    findings = scanner().scan_text(text)
    assert findings.red_flag is None
    assert findings.check is not None
    assert findings.check.id == row


def test_a_question_does_not_hide_what_follows_it() -> None:
    findings = scanner().scan_text("how do i know if it's a heart attack because my chest hurts")
    assert findings.red_flag is not None


def test_denied_rows_are_named() -> None:
    assert "e_heart" in scanner().scan_text("no chest pain").negated


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("i'm pregnant", ("pregnant",)),
        ("i take warfarin", ("blood_thinner",)),
        ("i'm diabetic and on a statin", ("diabetes", "statin_use")),
        ("i'm not pregnant", ()),
        ("i had a heart attack ten years ago", ("heart_disease",)),
    ],
)
def test_facts_said_in_passing_are_kept(text: str, facts: tuple[str, ...]) -> None:
    assert scanner().scan_text(text).facts == facts


def test_somebody_else_in_danger_is_marked() -> None:
    assert scanner().scan_text("my husband has collapsed").bystander
    assert not scanner().scan_text("my chest hurts").bystander


def test_the_highest_level_wins_and_the_others_are_kept() -> None:
    findings = scanner().scan_text("i get cramps every night and now my chest hurts")
    assert findings.red_flag is not None
    assert findings.red_flag.id == "e_heart"
    assert "c_freq" in {flag.id for flag in findings.others}


def test_of_two_rows_alike_in_level_the_one_with_more_signs_wins() -> None:
    findings = scanner().scan_text("my leg's swollen and i can't breathe")
    assert findings.red_flag is not None
    assert findings.red_flag.id == "e_pe"
    assert "e_breath" in {flag.id for flag in findings.others}


@pytest.mark.parametrize(
    "text", ["my chest first", "my chest hands", "no my chest here", "my chest had silly dad"]
)
def test_a_chest_that_was_half_heard_is_asked_about(text: str) -> None:
    findings = scanner().scan_text(text)
    assert findings.check is not None
    assert findings.check.id == "e_heart"


def test_a_chest_named_in_an_answer_is_an_alarm() -> None:
    assert _answered("no my chest here") == "e_heart"
    assert _answered("no chest pain") is None
    assert _answered("no my chest is fine") is None


@pytest.mark.parametrize(
    "text", ["cramp in my jaw", "my ribs are cramping", "a spasm in my throat", "my jaw", "in my ribs"]
)
def test_a_cramp_round_the_chest_or_jaw_is_asked_about_as_the_heart(text: str) -> None:
    findings = scanner().scan_text(text)
    assert findings.check is not None
    assert findings.check.id == "e_heart"


@pytest.mark.parametrize(
    "text",
    [
        "i feel dizzy",
        "i've come over all faint",
        "i keep nearly passing out when i stand up",
        "i think i'm going to pass out",
        "everything's going black",
        "my head's swimming",
    ],
)
def test_feeling_faint_ends_the_standing_up(text: str) -> None:
    findings = scanner().scan_text(text)
    assert "u_home" in {flag.id for flag in (findings.red_flag, *findings.others) if flag}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("my husband collapsed he's not breathing", "e_down"),
        ("he's clutched his chest and collapsed", "e_down"),
        ("i collapsed and now i can't breathe", "e_breath"),
        ("i'm not breathing right", "e_breath"),
        ("i took all my pills", "e_self"),
        ("my daughter took all the pills", "e_poison"),
    ],
)
def test_of_two_emergencies_the_one_whose_help_comes_first_is_named(text: str, first: str) -> None:
    findings = scanner().scan_text(text)
    assert findings.red_flag is not None
    assert findings.red_flag.id == first


@pytest.mark.parametrize(
    "text",
    [
        "he hit me",
        "my husband beats me",
        "he's coming back and he's got a knife",
        "somebody help me",
        "mum help me",
        "mummy my chest hurts",
        "my husband's asleep and my chest hurts",
        "my wife left me and i want to die",
        "call my wife i can't breathe",
    ],
)
def test_naming_somebody_does_not_make_the_speaker_a_bystander(text: str) -> None:
    findings = scanner().scan_text(text)
    assert findings.red_flag is not None
    assert not findings.bystander


@pytest.mark.parametrize(
    "text",
    [
        "he is hitting my mum",
        "my mum's chest hurts",
        "somebody help my husband he's collapsed",
        "my son says he wants to die",
        "my daughter took all the pills",
    ],
)
def test_somebody_else_in_danger_is_told_from_the_speaker(text: str) -> None:
    assert scanner().scan_text(text).bystander


def _answered(text: str) -> str | None:
    normaliser = load_normaliser(content_dir("intents") / "en")
    flag = scanner().scan(normaliser.tokens(text), "confirm").red_flag
    return flag.id if flag else None


@pytest.mark.parametrize(
    "text",
    [
        "no swelling just red and hot",
        "no not swollen just warm",
        "it's only a bit red",
        "yes a bit swollen",
        "it feels hot",
        "no but i flew in from spain yesterday",
    ],
)
def test_an_answer_that_names_a_sign_of_a_clot_is_no_plain_no(text: str) -> None:
    assert _answered(text) == "u_dvt"


@pytest.mark.parametrize(
    "text",
    [
        "no swelling no redness",
        "it's not hot or red",
        "no none of that",
        "it's nice and warm",
        "no i haven't flown",
        "no not red or hot",
        "no not swollen or red",
        "no not numb",
    ],
)
def test_a_plain_no_to_the_signs_of_a_clot_fires_nothing(text: str) -> None:
    assert _answered(text) is None


def test_an_operation_last_week_is_told_from_one_long_ago() -> None:
    assert _answered("i had my knee replaced last week") == "u_postop"
    assert _answered("i had a hip replacement two years ago") is None


def test_what_fires_in_an_answer_need_not_fire_elsewhere() -> None:
    assert scanner().scan_text("it's only a bit red").red_flag is None


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("my foot's going all numb and tingly", "e_isch"),
        ("i've got pins and needles in my toes", "e_isch"),
        ("it's gone all cold", "e_isch"),
        ("could it be a blood clot", "u_dvt"),
        ("do you think it's a clot", "u_dvt"),
        ("have i got a clot", "u_dvt"),
    ],
)
def test_the_rules_ask_about_what_may_be_danger_without_an_alarm(text: str, row: str) -> None:
    findings = rules().scan_text(text)
    assert findings.red_flag is None
    assert findings.check is not None
    assert findings.check.id == row


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("he's been roofing all day he's burning up and talking rubbish", "e_heat"),
        ("she's burning up and her skin's gone blotchy", "e_mening"),
        ("i've got no bloody feeling in my foot", "e_isch"),
    ],
)
def test_of_rows_with_signs_in_common_the_right_one_is_named(text: str, row: str) -> None:
    findings = scanner().scan_text(text)
    assert findings.red_flag is not None
    assert findings.red_flag.id == row


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("mummy my leg hurts i'm nine", "child_speaker"),
        ("i'm eight years old", "child_speaker"),
        ("it's my toddler", "child_patient"),
        ("my fingers always go white in the cold", "poor_circulation"),
        ("i've got a new hip", "hip_replacement"),
        ("i live alone", "lives_alone"),
    ],
)
def test_who_the_person_is_is_noted(text: str, fact: str) -> None:
    findings = scanner().scan_text(text)
    assert findings.red_flag is None
    assert fact in findings.facts


@pytest.mark.parametrize(
    "text", ["i'm eight months pregnant", "i'm six foot two", "it hurts i'm ten minutes in"]
)
def test_not_every_number_is_an_age(text: str) -> None:
    assert "child_speaker" not in scanner().scan_text(text).facts


@pytest.mark.parametrize(
    "text",
    [
        "my legs have gone into spasm",
        "i take my tablets twice a day",
        "my hand's cramped and i can't hold my pen",
        "breathe with every breath",
        "i'm a bit stuck",
        "just say the word",
        "push your stomach out",
        "i'm done for tonight",
        "it could be either leg",
        "i'm not waking up at night any more",
        "i used the deep heat spray twice",
        "my dress fits in the bath bag",
        "the tent collapsed",
        "we were in fits of laughter",
        "i'm lying face down on the floor",
        "my bum cheek is numb from sitting",
        "the cramp hit me again last night",
        "my feet have gone cold again they always do",
        "it's the ball of my foot",
        "i lie on the floor on my stomach",
        "when do i get the cast off",
        "hypothetically if my chest hurt would you stop",
        "what's the difference between a cramp and a seizure",
    ],
)
def test_everyday_talk_raises_no_alarm(text: str) -> None:
    assert scanner().scan_text(text).red_flag is None


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("there's a belt round me getting tighter and i'm wringing wet", "e_heart"),
        ("it's gone right up into my jaw", "e_heart"),
        ("i've had three goes of my spray and it's still there two sprays", "e_heart"),
        ("i can only get two words out", "e_breath"),
        ("can't get a peep out of him", "e_down"),
        ("my daughter's having a fit in the bath", "e_seiz"),
        ("he's going to hang himself", "e_self"),
        ("she wants to die", "e_self"),
        ("daddy's hurting mummy", "e_violence"),
        ("i got bit by a snake", "e_poison"),
        ("my undercarriage has gone to sleep", "e_ces"),
        ("nothing from the waist down i can't move", "e_para"),
        ("the meter says lo", "e_diabetes"),
        ("are you able to call nine nine nine", "e_generic"),
        ("one of my testicles has gone rock hard", "e_torsion"),
        ("i drew a line round it and it's gone past it", "e_necfasc"),
        ("there's spiders on the walls since i quit the booze", "e_withdraw"),
        ("my hernia's stuck out and it won't go back", "e_abdo"),
        ("my leg bag's empty and my head's pounding", "e_ad"),
        ("her lips have blown up like balloons", "e_allergy"),
        ("my jaw is not opening", "e_tetanus"),
        ("she's got purple dots and a high pitched cry", "e_mening"),
    ],
)
def test_lay_words_for_an_emergency_are_heard(text: str, row: str) -> None:
    findings = scanner().scan_text(text)
    assert row in {flag.id for flag in (findings.red_flag, *findings.others) if flag}
