from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.errors import VoiceskillError
from voiceskill.speech.speakable import MAX_CHARACTERS, speakable

any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)


@given(any_text)
def test_what_is_spoken_is_one_clean_line(text: str) -> None:
    try:
        clean = speakable(text)
    except VoiceskillError:
        return
    clean.encode("utf-8")
    assert clean == " ".join(clean.split())
    assert not any(unicodedata.category(character)[0] == "C" for character in clean)


@given(any_text)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        clean = speakable(text)
    except VoiceskillError:
        return
    assert speakable(clean) == clean


def test_ordinary_sentences_stay_as_they_are() -> None:
    sentence = "It's 3:30. Call 911, 999, 112 or 000 - whichever is yours!"
    assert speakable(sentence) == sentence


def test_emoji_and_engine_commands_are_left_out() -> None:
    assert speakable("Well done 😀\x01 50P") == "Well done 50P"


@pytest.mark.parametrize("text", ["", " \n", "...", "😀😀", "\x00", "\ud800"])
def test_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(VoiceskillError, match="nothing to say"):
        speakable(text)


def test_very_long_text_is_refused_with_its_length() -> None:
    with pytest.raises(VoiceskillError, match=f"has {MAX_CHARACTERS + 1} characters"):
        speakable("a" * (MAX_CHARACTERS + 1))
