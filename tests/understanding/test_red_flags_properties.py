"""Rules that hold for every red-flag phrase, and for any text at all."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from red_flag_bank import heard_level, level_in_doubt, level_of, said, scanner

from voiceskill.understanding.meaning import Level

_ALONE = {"help", "help me please"}
"""A cry for help is one only when it is all that is said: "help me with my calf" is a request."""

_EMERGENCIES = [p.text for p in said() if p.level is Level.EMERGENCY and p.text not in _ALONE]
_PLAIN = [text for text in _EMERGENCIES if level_in_doubt(text) is Level.EMERGENCY]
"""Emergencies that are signs and nothing else: no likeness to talk may take their alarm away."""

_NOUNS = [
    "chest pain",
    "pain in my chest",
    "pain down my left arm",
    "trouble breathing",
    "heart attack",
    "blood in my pee",
    "fever and no stiff neck",
    "slurred speech",
    "palpitations",
    "coughing up blood",
    "swelling in my face",
    "broken bones",
]
_LEADS = [
    "um",
    "oh god",
    "please",
    "no,",
    "no wait",
    "yes",
    "listen",
    "sorry",
    "i think",
    "maybe",
    "ow ow",
    "excuse me",
    "i don't know what's wrong but",
    "not just that",
]
_STRONG_WORDS = [
    "no",
    "not",
    "can't",
    "feel",
    "my",
    "chest",
    "leg",
    "hurts",
    "and",
    "but",
    "if",
    "i",
    "fever",
]
_TAILS = ["please", "oh god", "right now", "what do i do", "i think", "can you help", "is that bad"]
_DENIALS = [
    "no",
    "i don't have",
    "i haven't got any",
    "without",
    "there's no",
    "i've never had",
    "not having any",
]

_some_lead = st.sampled_from(_LEADS)
_some_leads = st.lists(_some_lead, max_size=2, unique=True)
_some_tail = st.sampled_from(["", *_TAILS])
_some_emergency = st.sampled_from(_EMERGENCIES)
_some_plain_emergency = st.sampled_from(_PLAIN)


def test_nearly_all_emergencies_are_plain() -> None:
    assert len(_PLAIN) > 0.9 * len(_EMERGENCIES)


@given(lead=_some_leads, phrase=_some_plain_emergency, tail=_some_tail)
@settings(max_examples=400, deadline=None)
def test_fillers_and_politeness_change_no_plain_emergency(lead: list[str], phrase: str, tail: str) -> None:
    assert level_in_doubt(" ".join([*lead, phrase, tail])) is Level.EMERGENCY


@given(lead=_some_leads, phrase=_some_emergency, tail=_some_tail)
@settings(max_examples=400, deadline=None)
def test_fillers_and_politeness_silence_no_emergency(lead: list[str], phrase: str, tail: str) -> None:
    assert heard_level(" ".join([*lead, phrase, tail])) is Level.EMERGENCY


@given(denial=st.sampled_from(_DENIALS), noun=st.sampled_from(_NOUNS))
@settings(deadline=None)
def test_a_plain_denial_never_alarms(denial: str, noun: str) -> None:
    assert level_of(f"{denial} {noun}") is Level.NONE


@given(phrase=_some_plain_emergency, person=st.sampled_from(["my wife says", "my mum says", "she says"]))
@settings(max_examples=200, deadline=None)
def test_told_by_somebody_else_it_stays_an_emergency(phrase: str, person: str) -> None:
    findings = scanner().scan_text(f"{person} {phrase}")
    assert findings.red_flag is not None
    assert findings.red_flag.level is Level.EMERGENCY
    assert findings.bystander


@given(phrase=_some_emergency, shout=st.sampled_from([str.upper, str.title, str.swapcase]))
@settings(max_examples=100, deadline=None)
def test_case_changes_nothing(phrase: str, shout: Callable[[str], str]) -> None:
    assert scanner().scan_text(shout(phrase)) == scanner().scan_text(phrase)


@given(st.text(max_size=10_000))
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    scanner().scan_text(text)


@given(st.lists(st.sampled_from(_STRONG_WORDS), max_size=1500))
@settings(max_examples=20, deadline=None)
def test_long_texts_of_red_flag_words_are_answered(words: list[str]) -> None:
    scanner().scan_text(" ".join(words))
