"""Which answer fits a question: by its meaning, its reason, and the words that were used."""

from __future__ import annotations

import re

from voiceskill.dialogue.script import Answer, Script
from voiceskill.understanding.meaning import Meaning

__all__ = ["find_answer", "says_one_of", "says_only"]

_NOT_A_WORD = re.compile(r"[^a-z0-9']+")


def find_answer(script: Script, meaning: Meaning) -> Answer | None:
    """The first answer of the script that fits ``meaning``; None if it is no question that is answered."""
    return next((answer for answer in script.answers if _fits(answer, meaning)), None)


def says_one_of(phrases: tuple[str, ...], meaning: Meaning) -> bool:
    """Whether the utterance holds one of the words or ``phrases`` (in small letters)."""
    said = f" {_words(meaning)} "
    return any(f" {words} " in said for words in phrases)


def says_only(phrases: tuple[str, ...], meaning: Meaning) -> bool:
    """Whether one of the words or ``phrases`` (in small letters) is all of the utterance."""
    return _words(meaning) in phrases


def _words(meaning: Meaning) -> str:
    return _NOT_A_WORD.sub(" ", meaning.text.lower()).strip()


def _fits(answer: Answer, meaning: Meaning) -> bool:
    if meaning.intent not in answer.intents:
        return False
    if answer.reason:
        return answer.reason == meaning.reason
    return not answer.when or says_one_of(answer.when, meaning)
