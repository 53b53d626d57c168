"""Which of several readings is taken, and how sure of its words one may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.recognition.alternatives import Alternative, choose
from voiceskill.recognition.confidence import GARBAGE_WORD
from voiceskill.recognition.hypothesis import Word

NOTHING: frozenset[str] = frozenset()


def reading(text: str, score: float, seconds: float = 0.4) -> Alternative:
    words = [Word(word, seconds * i, seconds * (i + 1), 0.0) for i, word in enumerate(text.split())]
    return Alternative(tuple(words), score)


def test_the_best_sound_wins_where_nothing_is_awaited() -> None:
    choice = choose([reading("cause", -10.0), reading("pause", -11.7)], NOTHING, 3.0)
    assert [word.text for word in choice.words] == ["cause"]


def test_an_awaited_answer_wins_over_what_sounds_like_it() -> None:
    choice = choose([reading("cause", -10.0), reading("pause", -11.7)], {"pause"}, 3.0)
    assert [word.text for word in choice.words] == ["pause"]


def test_an_awaited_answer_does_not_win_over_what_was_clearly_said() -> None:
    choice = choose([reading("my chest hurts", -10.0), reading("yes", -15.0)], {"yes"}, 3.0)
    assert [word.text for word in choice.words] == ["my", "chest", "hurts"]


def test_an_answer_within_a_longer_sentence_is_not_preferred() -> None:
    choice = choose([reading("not now", -10.0), reading("no not now", -11.0)], {"no"}, 3.0)
    assert [word.text for word in choice.words] == ["not", "now"]


def test_what_lost_against_an_awaited_answer_is_still_reported() -> None:
    choice = choose([reading("my chest", -10.0), reading("my test", -10.0)], {"my test"}, 3.0)
    assert [text for text, _ in choice.readings] == ["my test", "my chest"]
    assert choice.readings[1][1] == pytest.approx(1.0 / (1.0 + 20.0855), rel=1e-3)


def test_a_word_is_as_sure_as_the_readings_that_hold_it_there() -> None:
    choice = choose(
        [reading("left leg", 0.0), reading("left egg", 0.0), reading("bed leg", 0.0)], NOTHING, 0.0
    )
    assert [word.confidence for word in choice.words] == pytest.approx([2 / 3, 2 / 3])
    moved = [reading("stop", 0.0), reading("please stop", 0.0)]
    assert choose(moved, NOTHING, 0.0).words[0].confidence == pytest.approx(0.5)


def test_readings_that_differ_in_garbage_alone_are_one() -> None:
    choice = choose([reading(f"{GARBAGE_WORD} stop", 0.0), reading("stop", 0.0)], NOTHING, 0.0)
    assert choice.readings == (("stop", pytest.approx(1.0)),)


@given(
    st.lists(
        st.tuples(st.sampled_from(["yes", "no", "stop now", "", "left"]), st.floats(-1e4, 1e4)),
        min_size=1,
        max_size=10,
    ),
    st.floats(0.0, 20.0),
)
def test_probabilities_add_up_and_are_in_order(readings: list[tuple[str, float]], bonus: float) -> None:
    choice = choose([reading(text, score) for text, score in readings], {"yes"}, bonus)
    shares = [share for _, share in choice.readings]
    assert sum(shares) == pytest.approx(1.0)
    assert shares == sorted(shares, reverse=True)
    assert all(0.0 <= word.confidence <= 1.0 for word in choice.words)
    assert {text for text, _ in choice.readings} == {text for text, _ in readings}
