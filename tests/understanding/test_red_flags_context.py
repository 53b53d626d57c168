"""Whether the words are meant: denials, answers, what is over, questions, jokes and stories."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from red_flag_bank import level_of, scanner

from voiceskill.understanding.meaning import Level

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
        ("i had a heart attack ten years ago", "e_heart"),
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
