import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.app.echo_filter import EchoFilter
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import Intent, Level, Meaning, RedFlag

PROMPT = "Is it easing, the same, or worse?"


def heard(text: str, start: float, end: float) -> Hypothesis:
    return Hypothesis(text, start, end, confidence=0.9, final=True)


def meaning(text: str, intent: Intent = "out_of_scope", flag: RedFlag | None = None) -> Meaning:
    return Meaning(text, intent, confidence=0.9, red_flag=flag)


@pytest.fixture
def echo() -> EchoFilter:
    echo = EchoFilter()
    echo.remember(PROMPT, 10.0, 12.4)
    return echo


def test_our_own_sentence_come_back_is_ours(echo: EchoFilter) -> None:
    hypothesis = heard("is it easing the same or worse", 10.1, 12.5)
    assert echo.is_own_voice(hypothesis, meaning(hypothesis.text))


def test_our_own_sentence_heard_with_mistakes_is_ours(echo: EchoFilter) -> None:
    hypothesis = heard("is it easy the same of worse", 10.1, 12.5)
    assert echo.is_own_voice(hypothesis, meaning(hypothesis.text))


def test_an_answer_given_after_the_question_is_the_persons(echo: EchoFilter) -> None:
    hypothesis = heard("worse", 13.4, 13.9)
    assert not echo.is_own_voice(hypothesis, meaning("worse", "worse"))


def test_an_answer_over_the_beginning_of_the_question_is_the_persons(echo: EchoFilter) -> None:
    hypothesis = heard("worse", 10.2, 10.7)
    assert not echo.is_own_voice(hypothesis, meaning("worse", "worse"))


def test_stop_over_our_voice_is_never_lost(echo: EchoFilter) -> None:
    hypothesis = heard("is it easing stop", 10.1, 11.6)
    assert not echo.is_own_voice(hypothesis, meaning(hypothesis.text, "stop"))


def test_a_red_flag_that_we_did_not_say_is_never_lost(echo: EchoFilter) -> None:
    hypothesis = heard("is it easing my chest hurts", 10.1, 12.0)
    flag = RedFlag("e_heart", Level.EMERGENCY)
    assert not echo.is_own_voice(hypothesis, meaning(hypothesis.text, flag=flag))


def test_a_red_flag_in_our_own_question_is_ours() -> None:
    echo = EchoFilter()
    echo.remember("Any chest pain, or trouble breathing?", 3.0, 5.5)
    hypothesis = heard("any chest pain or trouble breathing", 3.1, 5.6)
    flag = RedFlag("e_heart", Level.EMERGENCY)
    assert echo.is_own_voice(hypothesis, meaning(hypothesis.text, flag=flag))


def test_the_emergency_number_in_our_own_mouth_is_ours() -> None:
    echo = EchoFilter()
    echo.remember("Call 911 now.", 3.0, 5.0)
    hypothesis = heard("call nine one one now", 3.1, 5.1)
    flag = RedFlag("e_generic", Level.EMERGENCY)
    assert echo.is_own_voice(hypothesis, meaning(hypothesis.text, "call_help", flag))


def test_what_was_cut_off_was_never_said(echo: EchoFilter) -> None:
    echo.forget_after(10.5)
    hypothesis = heard("the same", 11.2, 11.8)
    assert not echo.is_own_voice(hypothesis, meaning("the same", "not_better"))


@given(st.text(alphabet="abcdefgh ", max_size=30), st.floats(0, 100), st.floats(0, 5))
def test_a_device_that_said_nothing_hears_only_the_person(text: str, start: float, length: float) -> None:
    assert not EchoFilter().is_own_voice(heard(text, start, start + length), meaning(text))


def hardly_heard(text: str, start: float, end: float) -> Hypothesis:
    return Hypothesis(text, start, end, confidence=0.39, final=True)


def test_a_scrap_of_our_voice_that_sounds_like_another_word_is_ours(echo: EchoFilter) -> None:
    assert echo.is_own_voice(hardly_heard("whoa", 10.6, 10.9), meaning("whoa", "pause"))


def test_the_same_word_heard_well_is_the_persons(echo: EchoFilter) -> None:
    assert not echo.is_own_voice(heard("whoa", 10.6, 10.9), meaning("whoa", "pause"))


def test_the_same_scrap_after_our_voice_is_the_persons(echo: EchoFilter) -> None:
    assert not echo.is_own_voice(hardly_heard("whoa", 13.4, 13.8), meaning("whoa", "pause"))


@pytest.mark.parametrize("intent", ["stop", "help", "call_help", "cancel_emergency"])
def test_a_hardly_heard_word_that_matters_is_never_lost_as_a_scrap(echo: EchoFilter, intent: Intent) -> None:
    assert not echo.is_own_voice(hardly_heard("whoa", 10.6, 10.9), meaning("whoa", intent))


def test_a_hardly_heard_hint_of_danger_is_never_lost_as_a_scrap(echo: EchoFilter) -> None:
    hint = Meaning("chest", "out_of_scope", confidence=0.4, check=RedFlag("e_heart", Level.EMERGENCY))
    assert not echo.is_own_voice(hardly_heard("chest", 10.6, 10.9), hint)
