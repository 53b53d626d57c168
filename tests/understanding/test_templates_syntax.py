from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.understanding.template_syntax import (
    Alternatives,
    TemplateSyntaxError,
    concepts_of,
    parse,
    words_of,
)


def test_words_concepts_and_gaps_stand_in_order() -> None:
    assert parse("my {body_part} ... hurts") == ("my", "{body_part}", "...", "hurts")


def test_an_optional_part_may_be_left_out() -> None:
    assert parse("[please] stop") == (Alternatives((("please",), ())), "stop")


def test_choices_nest() -> None:
    assert parse("(a|b [c])") == (Alternatives((("a",), ("b", Alternatives((("c",), ()))))),)


def test_a_template_knows_its_words_and_concepts() -> None:
    items = parse("(put|hold) {cold_thing} [on {body_part}]")
    assert list(words_of(items)) == ["put", "hold", "on"]
    assert list(concepts_of(items)) == ["cold_thing", "body_part"]


@pytest.mark.parametrize("text", ["(a|b", "a)", "[a", "a]", "(a|)", "()", "{Body}", "{", "{a", "", " "])
def test_malformed_templates_are_refused(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        parse(text)


@given(st.text(alphabet="ab ()[]{}|.", max_size=30))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        items = parse(text)
    except TemplateSyntaxError:
        return
    assert items
