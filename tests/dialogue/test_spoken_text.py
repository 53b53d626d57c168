"""What is said is short, plain, sourced, and free of what must never be said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conversation import shipped_script

from voiceskill.dialogue.prompts import all_lines, all_steps, prompts
from voiceskill.dialogue.readability import grade, sentences, syllables, words
from voiceskill.locations import content_dir

SCRIPT = shipped_script()
PROMPTS = sorted({text for country in (None, *SCRIPT.places) for text in prompts(SCRIPT, country)})
NEVER = re.compile(
    r"\b(mg|milligrams?|ibuprofen|paracetamol|acetaminophen|naproxen|aspirin|baclofen|quinine|magnesium|"
    r"nothing to worry|harmless|it's just|perfectly safe|you're fine|I('ve| have) called|I am a doctor)\b",
    re.IGNORECASE,
)


def test_no_sentence_is_longer_than_twelve_words() -> None:
    long = [sentence for text in PROMPTS for sentence in sentences(text) if len(words(sentence)) > 12]
    assert not long


def test_the_whole_script_reads_at_grade_six_or_lower() -> None:
    assert grade(PROMPTS) <= 6


def test_each_file_of_the_script_reads_at_grade_six_or_lower() -> None:
    by_file: dict[str, list[str]] = {}
    for line in all_lines(SCRIPT):
        by_file.setdefault(line.key.split(".")[0], []).append(re.sub(r"{\w+}", "this", line.text))
    assert {name: round(grade(texts), 1) for name, texts in by_file.items() if grade(texts) > 6} == {}


def test_no_dose_no_reassurance_and_no_claim_to_have_called() -> None:
    assert [text for text in PROMPTS if NEVER.search(text)] == []


def test_every_step_names_its_source() -> None:
    assert [step.name for step in all_steps(SCRIPT) if len(step.source) < 3] == []


def test_without_a_country_four_numbers_are_named_and_never_111() -> None:
    unset = prompts(SCRIPT)
    assert "Call 911, 999, 112 or 000 now." in unset
    assert not any(re.search(r"\b111\b", text) for text in unset)


@pytest.mark.parametrize(
    ("country", "number"),
    [("GB", "999"), ("us", "911"), ("NZ", "111"), ("au", "000"), ("FR", "112"), ("NO", "112")],
)
def test_each_country_has_its_own_number(country: str, number: str) -> None:
    assert f"Call {number} now." in prompts(SCRIPT, country)


@pytest.mark.parametrize("file", sorted(content_dir("guides").rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_says_that_no_clinician_has_reviewed_it(file: Path) -> None:
    assert "o clinician has reviewed" in "".join(
        line for line in file.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#")
    )


@pytest.mark.parametrize(
    ("word", "count"),
    [("calf", 1), ("towel", 2), ("muscle", 2), ("breathing", 2), ("knee", 1), ("rubbed", 1)],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count
