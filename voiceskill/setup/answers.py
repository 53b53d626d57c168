"""What may be answered to each question, and what it comes to as a setting."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Sequence

from voiceskill.config import LONGEST_NAME, LOUDEST_DB, SOFTEST_DB
from voiceskill.errors import VoiceskillError
from voiceskill.speech.engine import EngineDescription
from voiceskill.speech.voice import FASTEST, SLOWEST, resolve_voice

__all__ = ["choice_of", "read_country", "read_decibels", "read_name", "read_pace", "read_time", "voice_of"]

_COUNTRY = re.compile(r"[A-Za-z]{2}")


def read_country(answer: str) -> str:
    """An ISO 3166 code, in capital letters."""
    if not _COUNTRY.fullmatch(answer):
        raise VoiceskillError("Type two letters, such as GB, US or AU.")
    return answer.upper()


def read_name(answer: str) -> str:
    """A name that can be spoken."""
    if len(answer) > LONGEST_NAME or not answer.isprintable():
        raise VoiceskillError(f"Type at most {LONGEST_NAME} ordinary characters.")
    return answer


def read_pace(answer: str) -> int:
    """Words a minute."""
    if not answer.isdecimal() or not SLOWEST <= int(answer) <= FASTEST:
        raise VoiceskillError(f"Type a whole number from {SLOWEST} to {FASTEST}.")
    return int(answer)


def read_time(answer: str) -> str:
    """A time of day, as ``22:00``."""
    for form in ("%H:%M", "%H.%M", "%H", "%I%p", "%I %p", "%I:%M%p", "%I:%M %p"):
        try:
            return f"{datetime.datetime.strptime(answer, form):%H:%M}"
        except ValueError:
            continue
    raise VoiceskillError("Type a time such as 22:00.")


def read_decibels(answer: str) -> float:
    """A volume in dB."""
    try:
        value = float(answer)
    except ValueError:
        value = float("nan")
    if not SOFTEST_DB <= value <= LOUDEST_DB:
        raise VoiceskillError(f"Type a number from {SOFTEST_DB:g} to {LOUDEST_DB:g}; 0 is normal.")
    return value


def voice_of(engine: EngineDescription | None) -> Callable[[str], str]:
    """Reads the name of a voice that ``engine`` has; any, where the engine is not known."""

    def read(answer: str) -> str:
        if engine is not None:
            resolve_voice(answer, engine.voices, engine.variants)
        return answer

    return read


def choice_of(names: Sequence[str], none: Collection[str]) -> Callable[[str], str]:
    """Reads one of ``names`` by its number in the list, counted from 1, or by itself or a part of it.

    An answer in ``none`` stands for no choice and comes back as an empty text.
    """

    def read(answer: str) -> str:
        if answer.casefold() in none:
            return ""
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        if any(answer.casefold() in name.casefold() for name in names):
            return answer
        raise VoiceskillError(f"Type a number from 1 to {len(names)}, or a part of a name.")

    return read
