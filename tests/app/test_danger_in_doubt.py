"""Danger in a reading that was not the likeliest is asked about."""

from __future__ import annotations

from dataclasses import replace

from support.english import meaning

from voiceskill.app.content import shipped_content
from voiceskill.app.danger_in_doubt import with_danger_in_doubt
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.config import Config
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import Meaning


def believed(*readings: tuple[str, float]) -> Meaning:
    text = readings[0][0]
    hypothesis = Hypothesis(text, 0.0, 1.0, 0.9, final=True, readings=readings)
    found = meaning(text, "hold")
    return with_danger_in_doubt(found, hypothesis, lambda other: meaning(other, "hold"))


def test_danger_in_a_good_part_of_the_readings_is_asked_about() -> None:
    found = believed(("my test hurts", 0.7), ("my chest hurts", 0.3))
    assert found.red_flag is None
    assert found.check is not None
    assert found.check.id == "e_heart"


def test_readings_of_one_danger_count_together() -> None:
    found = believed(("my test hurts", 0.7), ("my chest hurts", 0.15), ("my chest is hurting", 0.15))
    assert found.check is not None


def test_danger_in_an_unlikely_reading_is_not() -> None:
    found = believed(("how long left", 0.95), ("my chest hurts", 0.05))
    assert found.check is None


def test_the_words_themselves_keep_their_meaning() -> None:
    found = believed(("how long left", 0.7), ("my chest hurts", 0.3))
    assert found.intent == "time_left"


def test_danger_that_was_heard_is_not_asked_about() -> None:
    found = believed(("my chest hurts", 0.6), ("i can't breathe", 0.4))
    assert found.red_flag is not None
    assert found.check is None


def test_without_other_readings_nothing_changes() -> None:
    plain = meaning("how long left", "hold")
    assert (
        with_danger_in_doubt(plain, Hypothesis("how long left", 0.0, 1.0, 0.9, final=True), _never) == plain
    )


def test_a_session_asks_about_it_and_a_waiting_device_does_not() -> None:
    conversation = begin_conversation(shipped_content(), Config(), Transcript(), night=True)
    readings = (("how long left", 0.7), ("my chest hurts", 0.3))
    doubtful = Hypothesis("how long left", 10.0, 11.0, 0.9, final=True, readings=readings)
    conversation.hear(doubtful, 11.0)
    assert conversation.listening_state == "idle"
    conversation.hear(Hypothesis("my left foot is cramping", 20.0, 22.0, 0.9, final=True), 22.0)
    assert conversation.listening_state != "idle"
    conversation.hear(replace(doubtful, start=40.0, end=41.0), 41.0)
    assert conversation.listening_state == "confirm"


def _never(text: str) -> Meaning:
    raise AssertionError(text)
