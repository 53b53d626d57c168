"""Short answers that are preferred in the state of the dialogue that waits for them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from voiceskill.audio.pcm import Pcm
from voiceskill.errors import ContentError
from voiceskill.locations import content_dir
from voiceskill.recognition.decode import decode
from voiceskill.recognition.expected_answers import ExpectedAnswers, read_expected_answers
from voiceskill.recognition.language_model.general_english import GeneralEnglish
from voiceskill.recognition.model_files import check_model
from voiceskill.recognition.model_maker.maker import make_model
from voiceskill.recognition.model_maker.settings import ModelSettings
from voiceskill.recognition.model_maker.sphinx.acoustic_model import dictionary_path
from voiceskill.recognition.model_maker.sphinx.dictionary import read_dictionary
from voiceskill.recognition.vosk_recognizer import VoskRecognizer

ENGLISH = content_dir("intents") / "en"
RIGHT_AT_SIDE = ExpectedAnswers(3.0, {"ask_side": frozenset({"right"})})


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


@pytest.fixture(scope="module")
def write_or_right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of two words that sound the same, the one more often said than the other."""
    path = tmp_path_factory.mktemp("models") / "homophones"
    sentences = [(("write",), 3.0), (("right",), 1.0), (("carry", "on"), 1.0)]
    lexicon = read_dictionary(dictionary_path(), {"write", "right", "carry", "on"})
    make_model(
        path, sentences, lexicon, GeneralEnglish({}, {}), ModelSettings(), lambda step: None, RIGHT_AT_SIDE
    )
    return path


def test_a_model_keeps_what_is_expected(write_or_right: Path) -> None:
    assert check_model(write_or_right).expected_answers == RIGHT_AT_SIDE


@pytest.mark.parametrize(("state", "heard"), [("idle", "write"), ("ask_side", "right"), ("hold", "write")])
def test_the_same_sound_is_heard_as_the_awaited_answer(
    write_or_right: Path, speak: Callable[..., Pcm], state: str, heard: str
) -> None:
    recognizer = VoskRecognizer(write_or_right)
    recognizer.expect(state)
    (hypothesis,) = decode(recognizer, speak("right"))
    assert hypothesis.text == heard
    assert {text for text, _ in hypothesis.readings} >= {"right", "write"}
    assert hypothesis.readings[0][0] == heard
