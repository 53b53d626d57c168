from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from voiceskill.app.content import shipped_content
from voiceskill.recognition.confidence import GARBAGE_WORD, Evidence, load_calibration, mean_confidence, weigh
from voiceskill.recognition.hypothesis import Word

EXPECTED = frozenset({"my", "calf", "hurts"})


def words(*texts: str, confidence: float = 1.0) -> list[Word]:
    return [Word(text, 0.4 * i, 0.4 * i + 0.3, confidence) for i, text in enumerate(texts)]


def clear() -> Evidence:
    return weigh(words("my", "calf", "hurts"), 1.0, EXPECTED, loudness_db=40.0)


def test_evidence_counts_garbage_as_unsure_and_foreign_words_as_unexpected() -> None:
    evidence = weigh(words("my", GARBAGE_WORD, "coffee", "hurts", confidence=0.8), 0.6, EXPECTED, 30.0)
    assert evidence == Evidence(share=0.6, least=0.0, expected=0.5, loudness=3.0)


def test_a_room_quieter_than_40_db_below_speech_says_no_more() -> None:
    assert weigh(words("my", "calf"), 1.0, EXPECTED, 75.0) == weigh(words("my", "calf"), 1.0, EXPECTED, 40.0)
    assert weigh(words("my", "calf"), 1.0, EXPECTED, 20.0).loudness == 2.0


def test_shipped_confidence_lets_clear_speech_of_ours_start_a_session() -> None:
    starts = shipped_content().script.settings.start_sureness
    assert load_calibration().probability(clear()) >= starts
    assert load_calibration().probability(replace(clear(), share=0.5, least=0.5)) < starts


def test_clear_speech_of_ours_is_likelier_right_than_unsure_talk_of_other_things() -> None:
    calibration = load_calibration()
    other = replace(clear(), share=0.3, least=0.2, expected=0.5)
    assert calibration.probability(clear()) > calibration.probability(other)


@given(st.lists(st.floats(-100.0, 100.0), min_size=4, max_size=4))
def test_confidence_is_a_probability(values: list[float]) -> None:
    assert 0.0 <= load_calibration().probability(Evidence(*values)) <= 1.0


def test_without_calibration_it_is_the_mean_posterior() -> None:
    assert mean_confidence(words("my", "calf", confidence=0.5)) == 0.5
    assert mean_confidence(words(GARBAGE_WORD)) == 0.0
