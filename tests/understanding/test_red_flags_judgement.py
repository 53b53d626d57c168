"""Alarm, question or silence, by what rules and likeness say and by what mistakes cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from red_flag_bank import FOLDER

from voiceskill.errors import ContentError
from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags.judgement import Judgement, load_judgement

_SHIPPED = load_judgement(FOLDER)
_LEVELS = st.sampled_from(Level)
_ASKED = st.sampled_from([Level.NONE, Level.URGENT, Level.EMERGENCY])
_LIKENESS = st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4).map(
    lambda parts: tuple((part + 0.01) / (sum(parts) + 0.04) for part in parts)
)


@given(_LEVELS, _ASKED, _LIKENESS)
def test_what_the_rules_raise_or_ask_is_never_met_with_silence(
    alarm: Level, question: Level, levels: tuple[float, ...]
) -> None:
    assert max(_SHIPPED.answer(alarm, question, levels)) >= max(alarm, question)


@given(_LEVELS, _ASKED, _LIKENESS)
def test_a_question_is_about_something_more_pressing_than_the_alarm(
    alarm: Level, question: Level, levels: tuple[float, ...]
) -> None:
    heard, asked = _SHIPPED.answer(alarm, question, levels)
    assert asked is Level.NONE or asked > heard


@given(_LEVELS, _ASKED, _LIKENESS)
def test_the_chances_of_all_levels_add_up(alarm: Level, question: Level, levels: tuple[float, ...]) -> None:
    assert sum(_SHIPPED.chances(alarm, question, levels)) == pytest.approx(1.0)


@given(_LEVELS, _LIKENESS)
def test_dearer_alarms_at_talk_are_never_more_alarms(alarm: Level, levels: tuple[float, ...]) -> None:
    prices = {**_SHIPPED.prices.alarm, Level.EMERGENCY: 10.0}
    dear = Judgement(_SHIPPED.worth, replace(_SHIPPED.prices, alarm=prices))
    if _SHIPPED.answer(alarm, Level.NONE, levels)[0] is not Level.EMERGENCY:
        assert dear.answer(alarm, Level.NONE, levels)[0] is not Level.EMERGENCY


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.URGENT])
def test_an_alarm_of_the_rules_makes_its_level_likelier(level: Level) -> None:
    even = (0.25, 0.25, 0.25, 0.25)
    without = _SHIPPED.chances(Level.NONE, Level.NONE, even)
    assert _SHIPPED.chances(level, Level.NONE, even)[level] > without[level]


def test_a_missing_price_is_named(tmp_path: Path) -> None:
    text = (FOLDER / "likeness.yaml").read_text().replace("  too_high:", "  # too_high:")
    (tmp_path / "likeness.yaml").write_text(text)
    with pytest.raises(ContentError, match="too_high"):
        load_judgement(tmp_path)
