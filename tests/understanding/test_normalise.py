from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.errors import ContentError
from voiceskill.locations import content_dir
from voiceskill.understanding.normalise import MAX_CHARACTERS, load_normaliser

NORMALISER = load_normaliser(content_dir("intents") / "en")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can’t feel my leg", "i can not feel my leg"),
        ("i cant feel it", "i can not feel it"),
        ("don t stop it s worse", "do not stop it is worse"),
        ("My calf's cramping", "my calf is cramping"),
        ("call 999 in 10mins", "call nine nine nine in ten minutes"),
        ("it's 45 now", "it is forty five now"),
        ("nooo STOOOP", "no stop"),
        ("it's crampin' again", "it is cramping again"),
        ("leg crampin", "leg cramping"),
        ("charlie-horse", "charley horse"),
        ("CAFÉ ｈｉｐ", "cafe hip"),
        ("", ""),
        ("?! ...", ""),
    ],
)
def test_one_wording_whatever_the_spelling(text: str, words: str) -> None:
    assert " ".join(NORMALISER.words(text)) == words


def test_oaths_and_politeness_are_kept_but_marked() -> None:
    marked = {t.text: t.filler for t in NORMALISER.tokens("oh for god's sake my f***ing leg please")}
    assert marked["my"] is False
    assert marked["leg"] is False
    assert all(marked[word] for word in ("oh", "god", "sake", "please"))


def test_tokens_know_their_place_and_the_pause_before_them() -> None:
    text = "No, my calf's fine"
    tokens = NORMALISER.tokens(text)
    assert [text[t.start : t.end] for t in tokens] == ["No", "my", "calf's", "calf's", "fine"]
    assert [t.pause for t in tokens] == [False, True, False, False, False]


@given(st.text(max_size=200))
def test_any_text_gives_words_inside_it(text: str) -> None:
    for token in NORMALISER.tokens(text):
        assert token.text
        assert " " not in token.text
        assert 0 <= token.start < token.end <= len(text)


def test_text_past_the_limit_is_not_read() -> None:
    assert NORMALISER.words(" " * MAX_CHARACTERS + "calf") == ()


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "normalise.yaml").write_text("expand: {}\n")
    with pytest.raises(ContentError, match=r"normalise\.yaml:1.*'apart' is missing"):
        load_normaliser(tmp_path)
