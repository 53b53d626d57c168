from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.speech.engine import SpeechProcess
from voiceskill.speech.pacing import (
    CALMEST,
    QUICKEST,
    at_pace,
    estimate_seconds,
    is_plausible,
)
from voiceskill.speech.shaping import shape
from voiceskill.speech.voice import FASTEST, SLOWEST, Voice

paces = st.integers(SLOWEST, FASTEST)


@given(paces, st.floats(0.5, 1.0))
def test_slower_is_never_faster_and_stops_at_the_calmest(pace: int, factor: float) -> None:
    voice = at_pace(Voice("en-us", pace), factor)
    assert voice.words_per_minute <= pace
    assert voice.words_per_minute >= min(pace, CALMEST)


@given(paces, st.floats(1.0, 2.0))
def test_faster_is_never_slower_and_stops_at_the_quickest(pace: int, factor: float) -> None:
    voice = at_pace(Voice("en-us", pace), factor)
    assert voice.words_per_minute >= pace
    assert voice.words_per_minute <= max(pace, QUICKEST)


def test_the_pace_is_a_part_of_the_usual_speed() -> None:
    assert at_pace(Voice("en-us", 150), 0.8).words_per_minute == 120
    assert at_pace(Voice("en-us", 150), 1.0) == Voice("en-us", 150)


@pytest.mark.parametrize("pace", [110, 150, 200])
@pytest.mark.parametrize(
    "text",
    [
        "Straighten your leg and pull your toes towards you.",
        "Good. That was the first round, and two more are to come.",
        "Is it easing, the same, or worse?",
        "Let your foot hang loose for ten seconds, then we try again.",
    ],
)
def test_the_estimate_is_near_what_the_engine_needs(real_engine: SpeechProcess, text: str, pace: int) -> None:
    needed = shape(real_engine.synthesize(text, Voice("en-us", pace)), 16_000).seconds
    assert estimate_seconds(text, pace) == pytest.approx(needed, rel=0.25)


def test_a_cut_off_or_silent_rendering_is_not_plausible() -> None:
    sentence = "Straighten your leg and pull your toes towards you."
    assert is_plausible(3.1, sentence, 150)
    assert not is_plausible(0.5, sentence, 150)
    assert not is_plausible(0.0, "Ten.", 150)
    assert not is_plausible(30.0, "Ten.", 150)
