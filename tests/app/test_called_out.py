"""Short commands that the open search took for other words, by the moment in which they were called out."""

from __future__ import annotations

import pytest

from voiceskill.app.called_out import as_called_out, in_doubt
from voiceskill.recognition.hypothesis import Hypothesis, Spotted
from voiceskill.understanding.meaning import Level, ListeningState, Meaning, RedFlag


def meaning(text: str, intent: str = "out_of_scope", **more: object) -> Meaning:
    return Meaning(text=text, intent=intent, confidence=0.9, **more)  # type: ignore[arg-type]


def heard(text: str, command: str = "stop", log_odds: float = 0.0) -> Hypothesis:
    return Hypothesis(text, 1.0, 1.5, 0.6, final=True, spotted=Spotted(command, log_odds))


def taken(
    hypothesis: Hypothesis, what: Meaning, state: ListeningState = "step", *, over_us: bool = True
) -> str:
    return as_called_out(hypothesis, what, state, over_us=over_us).text


def test_over_our_voice_a_word_that_sounds_rather_like_stop_is_stop() -> None:
    assert taken(heard("chop", log_odds=-6.0), meaning("chop")) == "stop"


def test_in_silence_it_has_to_sound_more_like_it() -> None:
    assert taken(heard("chop", log_odds=-6.0), meaning("chop"), over_us=False) == "chop"
    assert taken(heard("chop", log_odds=-1.0), meaning("chop"), over_us=False) == "stop"


def test_words_that_sound_quite_unlike_it_stay_what_they_are() -> None:
    assert taken(heard("slower", log_odds=-12.0), meaning("slower", "slower")) == "slower"


def test_without_a_search_for_commands_nothing_is_one() -> None:
    plain = Hypothesis("chop", 1.0, 1.5, 0.6, final=True)
    assert as_called_out(plain, meaning("chop"), "step", over_us=True) is plain


@pytest.mark.parametrize("state", ["confirm", "after_hold", "ask_side", "ask_body_part"])
def test_an_answer_stays_one_where_an_answer_is_due(state: ListeningState) -> None:
    assert taken(heard("no", "help", 2.0), meaning("no", "no"), state) == "no"


def test_what_silences_us_already_needs_no_other_command() -> None:
    assert taken(heard("stop it", "help", 3.0), meaning("stop it", "stop")) == "stop it"


def test_a_sign_of_danger_is_never_taken_for_a_command() -> None:
    flag = RedFlag("e_heart", Level.EMERGENCY)
    assert taken(heard("my chest", "stop", 5.0), meaning("my chest", red_flag=flag)) == "my chest"


def test_a_hint_of_danger_gives_way_only_to_what_sounds_nearly_as_likely() -> None:
    hint = RedFlag("e_trauma", Level.EMERGENCY)
    assert taken(heard("fell", "help", -5.0), meaning("fell", check=hint)) == "fell"
    assert taken(heard("fell", "help", -1.0), meaning("fell", check=hint)) == "help"


def test_a_call_for_help_that_only_the_small_search_heard_is_asked_about() -> None:
    flag = RedFlag("e_generic", Level.EMERGENCY)
    called = as_called_out(heard("pale", "help", -2.0), meaning("pale"), "step", over_us=True)
    assert in_doubt(called, meaning("help", "help", red_flag=flag)).confidence < 0.75


def test_a_pause_is_given_at_once() -> None:
    called = as_called_out(heard("paws", "pause", -2.0), meaning("paws"), "step", over_us=True)
    assert in_doubt(called, meaning("pause", "pause")).confidence == 1.0
