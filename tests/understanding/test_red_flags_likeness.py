"""Danger in words that no rule foresaw: alarms, questions and silence."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from red_flag_bank import FOLDER, level_of, rules, scanner
from support.english import meaning

from voiceskill.errors import ContentError
from voiceskill.locations import data_dir
from voiceskill.understanding.meaning import Level, ListeningState, RedFlag
from voiceskill.understanding.red_flags import load_red_flags
from voiceskill.understanding.red_flags.evidence import MOST_WORDS
from voiceskill.understanding.red_flags.examples import read_examples
from voiceskill.understanding.red_flags.judgement import Judgement, load_judgement
from voiceskill.understanding.red_flags.likeness import Likeness
from voiceskill.understanding.red_flags.loading import load_likeness
from voiceskill.understanding.red_flags.second_opinion import Circumstances, SecondOpinion, Verdict

_FLAGS = {row.flag.id: row.flag for row in rules().rows}
_HEART = RedFlag("e_heart", Level.EMERGENCY)


@cache
def _likeness() -> Likeness:
    return load_likeness(FOLDER, rules(), data_dir() / "understanding")


def _opinion(*, added: float = 0.0) -> SecondOpinion:
    """The shipped second opinion, with something ``added`` to the odds of each danger."""
    shipped = load_judgement(FOLDER)
    base = {level: odds + added for level, odds in shipped.worth.base.items()}
    return SecondOpinion(_likeness(), Judgement(replace(shipped.worth, base=base), shipped.prices))


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
    alone = rules().scan_text(text).red_flag
    assert level_of(text) <= (alone.level if alone else Level.NONE)


def test_likeness_hears_emergencies_that_the_rules_miss() -> None:
    missed = [text for text in NEW_EMERGENCIES if rules().scan_text(text).red_flag is None]
    assert missed
    assert any(level_of(text) is Level.EMERGENCY for text in missed)


def test_no_new_sentence_stands_among_the_examples() -> None:
    known = {example.text for example in read_examples(FOLDER, _FLAGS)}
    assert known.isdisjoint([*NEW_EMERGENCIES, *NEW_HARMLESS])


@given(text=st.sampled_from(NEW_EMERGENCIES + NEW_HARMLESS), lead=st.sampled_from(["no", "i think", "um"]))
@settings(deadline=None, max_examples=30)
def test_an_alarm_of_the_rules_is_never_met_with_silence(text: str, lead: str) -> None:
    said = f"{lead} {text}"
    alone = rules().scan_text(said).red_flag
    if alone is not None:
        findings = scanner().scan_text(said)
        assert max(flag.level for flag in (findings.red_flag, findings.check) if flag) >= alone.level


def test_a_denied_danger_is_other_evidence_than_a_danger() -> None:
    assert "chest" in rules().evidence("pain in my chest")
    assert "chest" not in rules().evidence("no pain in my chest")
    assert "!chest" in rules().evidence("no pain in my chest")


def test_a_symptom_that_is_a_negative_itself_is_not_taken_for_a_denial() -> None:
    assert "foot" in rules().evidence("i can't feel my foot")


def test_evidence_is_bounded_however_long_the_text_is() -> None:
    once, often = (rules().evidence("sudden chest pain " * times) for times in (MOST_WORDS, 3_000))
    assert len(often) <= len(once) + 2


def test_the_same_words_are_always_judged_the_same() -> None:
    for text in NEW_EMERGENCIES:
        assert scanner().scan_text(text) == scanner().scan_text(text)


@pytest.mark.parametrize("text", NEW_EMERGENCIES + NEW_HARMLESS)
def test_what_is_silenced_stays_silent(text: str) -> None:
    silent = Verdict((), None)
    assert _opinion().on(silent, rules().evidence(text), Circumstances(silenced=True)) == silent


def test_an_alarm_that_sounds_like_nothing_becomes_a_question() -> None:
    never = _opinion(added=-inf)
    alarm = Verdict((_HEART,), None)
    assert never.on(alarm, rules().evidence("my chest hurts"), Circumstances()) == Verdict((), _HEART)


def test_a_question_about_something_more_pressing_stands() -> None:
    asked = Verdict((), _HEART)
    deaf = _opinion(added=-inf)
    assert deaf.on(asked, rules().evidence(NEW_HARMLESS[0]), Circumstances()) == asked


def test_an_alarm_takes_the_place_of_a_question_about_the_same() -> None:
    eager = _opinion(added=10.0)
    found = eager.on(Verdict((), _HEART), rules().evidence(NEW_EMERGENCIES[0]), Circumstances())
    assert found.level is Level.EMERGENCY
    assert found.check is None


def test_a_folder_without_examples_has_rules_only(tmp_path: Path) -> None:
    language = tmp_path / "en"
    shutil.copytree(FOLDER, language / "red_flags", ignore=shutil.ignore_patterns("examples"))
    shutil.copy(FOLDER.parent / "normalise.yaml", language)
    for text in NEW_EMERGENCIES:
        assert load_red_flags(language / "red_flags").scan_text(text) == rules().scan_text(text)


def test_an_example_of_an_unknown_row_is_refused(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "odd.yaml").write_text("e_unknown: [oh dear]\n")
    with pytest.raises(ContentError, match="e_unknown"):
        list(read_examples(tmp_path, _FLAGS))


def test_an_example_may_name_a_level_alone(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "some.yaml").write_text(
        "urgent: [oh dear]\ne_heart: [my heart]\nnone: [hello]\n"
    )
    assert [(each.level, each.row) for each in read_examples(tmp_path, _FLAGS)] == [
        (Level.URGENT, None),
        (Level.EMERGENCY, "e_heart"),
        (Level.NONE, None),
    ]


@pytest.mark.parametrize("state", ["step", "hold", "after_hold"])
@pytest.mark.parametrize(
    "text",
    [
        "it's let me go",
        "no more burning",
        "i can't feel the stretch",
        "that burns a bit but it's a good burn",
        "i shot some hoops earlier and my calf paid for it",
        "i had my flu shot today",
        "give me a shot at the next one",
    ],
)
def test_talk_in_the_middle_of_an_exercise_raises_no_emergency(text: str, state: ListeningState) -> None:
    flag = meaning(text, state).red_flag
    assert flag is None or flag.level is not Level.EMERGENCY


@pytest.mark.parametrize("state", ["step", "hold", "after_hold"])
@pytest.mark.parametrize(
    "text", ["my chest hurts", "i can't feel my foot", "my face has dropped on one side", "i want to die"]
)
def test_danger_in_the_middle_of_an_exercise_is_an_emergency(text: str, state: ListeningState) -> None:
    flag = meaning(text, state).red_flag
    assert flag is not None
    assert flag.level is Level.EMERGENCY


def test_what_is_said_with_nothing_around_it_is_never_taken_for_talk() -> None:
    never, alarm = _opinion(added=-inf), Verdict((_HEART,), None)
    assert never.on(alarm, rules().evidence("my chest hurts"), Circumstances(plain=True)) == alarm
