"""Lengths of time are read from the words that people use for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.locations import content_dir
from voiceskill.understanding.durations import load_durations
from voiceskill.understanding.normalise import load_normaliser

ENGLISH = content_dir("intents") / "en"
DURATIONS = load_durations(ENGLISH)
NORMALISER = load_normaliser(ENGLISH)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("ten minutes", 600),
        ("set a timer for 15 minutes please", 900),
        ("twenty-five minutes", 1500),
        ("ninety seconds", 90),
        ("half an hour", 1800),
        ("half a minute", 30),
        ("a quarter of an hour", 900),
        ("three quarters of an hour", 2700),
        ("a minute and a half", 90),
        ("two and a half minutes", 150),
        ("an hour and a half", 5400),
        ("one minute thirty seconds", 90),
        ("one hour and ten minutes", 4200),
        ("a couple of minutes", 120),
        ("in an hour", 3600),
        ("for the ice for ten minutes and the heat for five minutes", 600),
    ],
)
def test_the_length_that_was_said(text: str, seconds: int) -> None:
    assert DURATIONS.seconds([token.text for token in NORMALISER.tokens(text)]) == seconds


@pytest.mark.parametrize("text", ["", "a timer", "the second one", "ten", "and a half", "minutes", "half"])
def test_no_length(text: str) -> None:
    assert DURATIONS.seconds([token.text for token in NORMALISER.tokens(text)]) is None


WORDS = [
    *DURATIONS.units,
    *DURATIONS.numbers,
    *DURATIONS.parts,
    *DURATIONS.articles,
    *DURATIONS.linking,
    "ice",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_words_give_a_length_or_none(words: list[str]) -> None:
    found = DURATIONS.seconds(words)
    assert found is None or found >= 0
