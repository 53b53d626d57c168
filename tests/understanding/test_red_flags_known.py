"""Signs that are told minutes apart: what is known from before counts together with what is said now."""

from __future__ import annotations

from pathlib import Path

import pytest
from red_flag_bank import rules, scanner

from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags.known import load_known_rules
from voiceskill.understanding.red_flags.rows import parse_rule
from voiceskill.yaml_source import ContentError

# The combinations of the clinical taxonomy (A4, A5): what was said before, what is said now.
_ALARMS = [
    ("C1", "my calf is swollen", "i feel faint", "e_pe"),
    ("C1", "i flew home from australia yesterday", "my heart is racing", "e_pe"),
    ("C2", "i'm on the pill", "my calf is tender", "u_dvt"),
    ("C3", "i did a marathon today", "i've hardly peed", "e_rhabdo"),
    ("C4", "i take olanzapine", "i've got a fever", "e_nms"),
    ("C5", "i stood on a rusty nail", "my neck's gone stiff", "e_tetanus"),
    ("C5", "they put me on stemetil", "my neck is twisting to one side", "e_dystonia"),
    ("C6", "my neck is stiff", "i've got a fever", "e_mening"),
    ("C7", "my back is in spasm", "my legs have gone to jelly", "e_ces"),
    ("C9", "i'm pregnant", "i'm bleeding down below", "e_ectopic"),
    ("C9", "my period is late", "i've got a terrible pain in my belly", "e_ectopic"),
    ("C10", "i'm pregnant", "i've got a headache", "e_preecl"),
    ("C11", "my foot has turned white", "now i can't feel it and it's numb", "e_isch"),
    ("C12", "there's a cast on my arm", "i can't move my fingers", "e_compart"),
    ("C13", "i've been in the sun all day", "i'm confused", "e_heat"),
    ("C13", "i've been in the sun all day", "i feel sick", "u_heat"),
    ("C14", "i missed my dialysis", "my heart is racing", "e_rhythm"),
    ("C15", "i'm on warfarin", "my thigh's gone numb", "e_psoas"),
    ("C15", "i take eliquis", "my groin hurts", "e_psoas"),
    ("C16", "i fell over", "i can't stand", "e_trauma"),
    ("C17", "my neck hurts", "everything is spinning", "e_stroke"),
    ("C18", "i have a spinal cord injury", "my head is pounding", "e_ad"),
    ("C19", "i ran out of baclofen", "i'm shaking", "e_withdraw"),
    ("C20", "i'm breathing really fast", "my hands have gone into claws", "u_tetany"),
    ("C21", "my arm is cramping", "i feel sick and sweaty", "e_heart"),
    ("C22", "i'm diabetic", "i feel shaky", "e_diabetes"),
    ("C24", "my knee is hot and swollen", "i've got a fever", "u_joint"),
    ("A5", "i'm on blood thinners", "i banged my head", "e_trauma"),
    ("A5", "i'm on chemo", "i've got a temperature", "e_mening"),
    ("A5", "i've got cancer", "my back hurts", "u_back"),
]
_QUESTIONS = [
    ("C2", "i just got off a long flight", "my calf is cramping", "u_dvt"),
    ("C8", "my back hurts", "i'm covered in sweat", "e_aaa"),
    ("C15", "i'm on warfarin", "my back is in spasm", "e_psoas"),
    ("C9", "i'm pregnant", "my tummy is cramping", "e_ectopic"),
    ("C23", "my groin hurts", "i've been sick", "e_torsion"),
    ("A5", "i have thin bones osteoporosis", "my back hurts", "u_back"),
]


def _ids(cases: list[tuple[str, str, str, str]]) -> list[object]:
    return [pytest.param(*rest, id=f"{rule}: {rest[0]} / {rest[1]}") for rule, *rest in cases]


@pytest.mark.parametrize(("before", "now", "row"), _ids(_ALARMS))
def test_two_signs_told_apart_raise_what_they_raise_together(before: str, now: str, row: str) -> None:
    findings = rules().scan_text(now, known=_heard(before))
    assert findings.red_flag is not None
    assert row in {flag.id for flag in (findings.red_flag, *findings.others)}


@pytest.mark.parametrize(("before", "now", "row"), _ids(_QUESTIONS))
def test_a_weaker_combination_is_asked_about(before: str, now: str, row: str) -> None:
    findings = rules().scan_text(now, known=_heard(before))
    assert findings.check is not None
    assert findings.check.id == row


@pytest.mark.parametrize(("before", "now", "row"), _ids(_ALARMS))
def test_the_second_opinion_does_not_silence_what_two_utterances_tell(
    before: str, now: str, row: str
) -> None:
    level = next(each.flag.level for each in rules().rows if each.flag.id == row)
    findings = scanner().scan_text(now, known=_heard(before))
    assert findings.red_flag is not None
    assert findings.red_flag.level >= level


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("pregnant", "my calf is cramping"),
        ("blood_thinner", "my calf is cramping"),
        ("blood_thinner", "my foot has cramped up"),
        ("diabetes", "my toes are cramping"),
        ("diabetes", "my leg keeps shaking with the cramp"),
        ("recent_surgery", "stop"),
        ("cancer", "carry on"),
        ("poor_circulation", "my hand is cramping"),
        ("elderly", "my back is in spasm"),
        ("heart_disease", "my leg is cramping"),
    ],
)
def test_a_plain_cramp_of_somebody_with_a_history_alarms_nobody(fact: str, text: str) -> None:
    assert rules().scan_text(text, known=[fact]).red_flag is None


def test_what_is_denied_now_raises_nothing() -> None:
    assert rules().scan_text("my thigh isn't numb", known=["blood_thinner"]).red_flag is None


def test_what_was_denied_before_is_not_known() -> None:
    assert "pregnant" not in _heard("i'm not pregnant")
    assert "neck_stiff" not in _heard("my neck isn't stiff")


def test_an_unknown_name_counts_for_nothing() -> None:
    assert rules().scan_text("my calf is cramping", known=["left_handed"]).red_flag is None


def test_of_somebody_else_it_is_only_asked() -> None:
    findings = rules().scan_text("my husband has a headache", known=["pregnant"])
    assert findings.red_flag is None
    assert findings.check is not None
    assert findings.check.level is Level.EMERGENCY


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("e_nothing: {fires_when: [pregnant + fever]}", "which no file defines"),
        ("e_heart: {fires_when: [pregnant]}", "what must be said now"),
        ("e_heart: {fires_when: [pregnant ~ fever]}", "what must be said now"),
        ("e_heart: {fires_at: [pregnant + fever]}", "fires_at"),
    ],
)
def test_a_rule_that_breaks_the_form_names_its_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "known.yaml"
    path.write_text(content)
    rows = {row.flag.id: row for row in rules().rows}
    with pytest.raises(ContentError, match=message):
        load_known_rules(path, rows, lambda node: parse_rule(node.text(), {}))


def _heard(text: str) -> tuple[str, ...]:
    return rules().scan_text(text).heard
