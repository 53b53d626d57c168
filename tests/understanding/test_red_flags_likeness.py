"""Danger in words that no rule foresaw: alarms, questions, silence, and weights that fit the examples."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from red_flag_bank import FOLDER, level_of, scanner

from voiceskill.errors import ContentError, VoiceskillError
from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.understanding.red_flags.content import load_content
from voiceskill.understanding.red_flags.evidence import MOST_WORDS
from voiceskill.understanding.red_flags.likeness import Likeness, fingerprint, load_likeness, read_examples
from voiceskill.understanding.red_flags.scanner import RedFlagScanner
from voiceskill.understanding.red_flags.second_opinion import Thresholds, Verdict, load_thresholds, together

_ROWS = {row.flag.id: row.flag for row in scanner().rows}
_RULES = RedFlagScanner(load_content(FOLDER))
_HEART = RedFlag("e_heart", Level.EMERGENCY)
_LIMITS = load_thresholds(FOLDER)


def _likeness() -> Likeness:
    likeness = load_likeness(FOLDER, _ROWS)
    assert likeness is not None
    return likeness


NEW_EMERGENCIES = [
    "my other half just slid off the chair and there's no getting through to him",
    "feels like a great big lorry is parked across my breastbone",
    "her words are coming out all scrambled and one side of her mouth has slipped",
    "i've gone grey and sweaty and there's an ache creeping up into my jaw",
    "the little one got hold of grandad's tablets and half the box is empty",
    "i keep thinking they'd all be happier if i wasn't around any more and i've got the pills out",
    "my throat is closing up since i ate those prawns",
]
NEW_HARMLESS = [
    "could you turn the lamp on while i stretch my calf",
    "it's only the usual knot in my hamstring after football",
    "the heart of the matter is my shoes are too tight",
    "my chest of drawers is blocking the space where i do the stretch",
    "my nephew plays a doctor who treats a stroke in that film",
    "the leg cramp woke me again and i rubbed it",
]


@pytest.mark.parametrize("text", NEW_EMERGENCIES)
def test_an_emergency_in_new_words_is_never_met_with_silence(text: str) -> None:
    findings = scanner().scan_text(text)
    found = findings.red_flag or findings.check
    assert found is not None
    assert found.level is Level.EMERGENCY


@pytest.mark.parametrize("text", NEW_HARMLESS)
def test_likeness_adds_no_alarm_to_everyday_talk_in_new_words(text: str) -> None:
    alone = _RULES.scan_text(text).red_flag
    assert level_of(text) is (alone.level if alone else Level.NONE)


def test_likeness_hears_emergencies_that_the_rules_miss() -> None:
    missed = [text for text in NEW_EMERGENCIES if _RULES.scan_text(text).red_flag is None]
    assert missed
    assert any(level_of(text) is Level.EMERGENCY for text in missed)


def test_no_new_sentence_stands_among_the_examples() -> None:
    known = {example.text for example in read_examples(FOLDER, _ROWS)}
    assert known.isdisjoint([*NEW_EMERGENCIES, *NEW_HARMLESS])


@given(text=st.sampled_from(NEW_EMERGENCIES + NEW_HARMLESS), lead=st.sampled_from(["no", "i think", "um"]))
@settings(deadline=None, max_examples=30)
def test_likeness_never_takes_an_alarm_of_the_rules_away(text: str, lead: str) -> None:
    said = f"{lead} {text}"
    alone = _RULES.scan_text(said).red_flag
    assert alone is None or level_of(said) >= alone.level


def test_a_denied_danger_is_other_evidence_than_a_danger() -> None:
    assert "chest" in _RULES.evidence("pain in my chest")
    assert "chest" not in _RULES.evidence("no pain in my chest")
    assert "!chest" in _RULES.evidence("no pain in my chest")


def test_a_symptom_that_is_a_negative_itself_is_not_taken_for_a_denial() -> None:
    assert "foot" in _RULES.evidence("i can't feel my foot")


def test_evidence_is_bounded_however_long_the_text_is() -> None:
    once, often = (_RULES.evidence("sudden chest pain " * times) for times in (MOST_WORDS, 3_000))
    assert len(often) <= len(once) + 2


def test_the_same_words_are_always_judged_the_same() -> None:
    for text in NEW_EMERGENCIES:
        assert scanner().scan_text(text) == scanner().scan_text(text)


def test_what_is_silenced_stays_silent() -> None:
    evidence = scanner().evidence(NEW_EMERGENCIES[0])
    silent = Verdict((), None)
    assert together(silent, evidence, _likeness(), _LIMITS, silenced=True) == silent


def test_a_question_about_something_more_pressing_stands() -> None:
    always = dict.fromkeys(Level, 0.0)
    never = dict.fromkeys(Level, 2.0)
    urgent_only = {**never, Level.URGENT: 0.0}
    asked = Verdict((), _HEART)
    limits = Thresholds(alarm=urgent_only, ask=never, raise_to=urgent_only)
    assert together(asked, set(), _likeness(), limits, silenced=False) == asked
    limits = Thresholds(alarm=always, ask=always, raise_to=always)
    assert together(asked, set(), _likeness(), limits, silenced=False).flags


def test_the_weights_were_fitted_to_the_examples_that_are_here() -> None:
    made_of = json.loads((FOLDER / "likeness.json").read_text(encoding="utf-8"))["made_of"]
    assert made_of == fingerprint(FOLDER)


@pytest.mark.parametrize("damage", ["stale", "cut", "gone"])
def test_weights_that_do_not_fit_are_refused_with_the_command_to_run(tmp_path: Path, damage: str) -> None:
    shutil.copytree(FOLDER / "examples", tmp_path / "examples")
    text = (FOLDER / "likeness.json").read_text(encoding="utf-8")
    if damage == "stale":
        (tmp_path / "examples" / "new.yaml").write_text("none: [all is well]\n")
    if damage != "gone":
        (tmp_path / "likeness.json").write_text(text if damage == "stale" else text[: len(text) // 2])
    with pytest.raises(VoiceskillError, match=r"python -m bench\.understanding\.fit_red_flags"):
        load_likeness(tmp_path, _ROWS)


def test_a_folder_without_examples_has_rules_only(tmp_path: Path) -> None:
    assert load_likeness(tmp_path, _ROWS) is None


def test_an_example_of_an_unknown_row_is_refused(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "odd.yaml").write_text("e_unknown: [oh dear]\n")
    with pytest.raises(ContentError, match="e_unknown"):
        list(read_examples(tmp_path, _ROWS))
