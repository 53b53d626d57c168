"""Which words say all that there is to say, and which lead on to more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.english import understander

from voiceskill.locations import content_dir
from voiceskill.understanding.completeness import Completeness, load_turn_ends
from voiceskill.understanding.meaning import LISTENING_STATES, ListeningState

INTENTS = content_dir("intents") / "en"
LEADS_ON = sorted(load_turn_ends(INTENTS).leads_on)
COMMON = ["my", "left", "calf", "is", "cramping", "stop", "no", "yes", "it", "not", "easing", "chest", "help"]


def how_complete(text: str, state: ListeningState) -> Completeness:
    return understander().completeness(understander().understand(text, state), state)


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("idle", "my left calf is cramping"),
        ("idle", "cramp in my right calf"),
        ("idle", "my hamstring has seized up"),
        ("idle", "why do i get cramps"),
        ("ask_body_part", "my calf"),
        ("ask_side", "left"),
        ("ask_side", "the right one"),
        ("confirm", "yes"),
        ("confirm", "no"),
        ("step", "next"),
        ("hold", "how long left"),
        ("hold", "easing"),
        ("hold", "stop"),
        ("after_hold", "a bit better"),
        ("paused", "carry on"),
    ],
)
def test_nothing_is_waited_for_after(state: ListeningState, text: str) -> None:
    assert how_complete(text, state) == "whole"


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("idle", "my"),
        ("idle", "my left"),
        ("idle", "my calf"),
        ("idle", "my calf is"),
        ("idle", "my left calf is"),
        ("idle", "cramp in my"),
        ("ask_body_part", "it's my"),
        ("ask_body_part", "the left"),
        ("ask_side", "the"),
        ("confirm", "no but"),
        ("step", "yes and"),
        ("hold", "it's"),
        ("hold", "um"),
        ("hold", "easing of"),
    ],
)
def test_more_is_waited_for_after(state: ListeningState, text: str) -> None:
    assert how_complete(text, state) == "unfinished"


@pytest.mark.parametrize("text", ["it won't stop", "can't stop shaking", "it doesn't stop hurting"])
@pytest.mark.parametrize("state", ["step", "hold"])
def test_a_report_with_stop_in_it_is_no_certain_stop(state: ListeningState, text: str) -> None:
    meaning = understander().understand(text, state)
    assert meaning.intent != "stop" or how_complete(text, state) != "whole"


@given(
    st.lists(st.sampled_from(COMMON), max_size=6),
    st.sampled_from(LEADS_ON),
    st.sampled_from(LISTENING_STATES),
)
@settings(deadline=None, max_examples=200)
def test_no_sentence_ends_with_a_word_that_leads_on(
    words: list[str], last: str, state: ListeningState
) -> None:
    assert how_complete(" ".join([*words, last]), state) == "unfinished"


@given(st.lists(st.sampled_from([*COMMON, *LEADS_ON]), max_size=6), st.sampled_from(LISTENING_STATES))
@settings(deadline=None, max_examples=200)
def test_what_tells_of_danger_is_never_cut_short(words: list[str], state: ListeningState) -> None:
    text = " ".join([*words, "my chest hurts"])
    meaning = understander().understand(text, state)
    if meaning.red_flag is not None or meaning.check is not None:
        assert how_complete(text, state) != "whole"


@given(st.text(max_size=60), st.sampled_from(LISTENING_STATES))
@settings(deadline=None, max_examples=100)
def test_any_text_gets_an_answer(text: str, state: ListeningState) -> None:
    assert how_complete(text, state) in ("whole", "unsure", "unfinished")
