"""Short answers that are preferred in the state of the dialogue that waits for them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voiceskill.errors import ContentError
from voiceskill.locations import content_dir
from voiceskill.recognition.expected_answers import ExpectedAnswers, read_expected_answers

ENGLISH = content_dir("intents") / "en"


@pytest.fixture(scope="module")
def shipped() -> ExpectedAnswers:
    return read_expected_answers(ENGLISH, most_sentences=4_000)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("confirm", "yes"),
        ("confirm", "no"),
        ("ask_side", "left"),
        ("hold", "stop"),
        ("hold", "how long left"),
        ("after_hold", "better"),
        ("after_hold", "worse"),
        ("step", "next"),
        ("paused", "carry on"),
    ],
)
def test_shipped_answers_are_expected(shipped: ExpectedAnswers, state: str, answer: str) -> None:
    assert answer in shipped.within(state)


@pytest.mark.parametrize("state", ["idle", "emergency"])
def test_nothing_is_preferred_where_a_mistake_would_start_or_end_something(
    shipped: ExpectedAnswers, state: str
) -> None:
    assert shipped.within(state) == frozenset()


def test_answers_are_short(shipped: ExpectedAnswers) -> None:
    assert all(len(text.split()) <= 3 for texts in shipped.by_state.values() for text in texts)


def test_an_unknown_state_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    shutil.copytree(ENGLISH, folder)
    (folder / "expected_answers.yaml").write_text("most_words: 3\npreference: 3\nstates:\n  asleep: [stop]\n")
    with pytest.raises(ContentError, match="asleep"):
        read_expected_answers(folder, most_sentences=100)
