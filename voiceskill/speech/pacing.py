"""How long speaking takes, and how much slower "slower" is."""

from __future__ import annotations

import re
from dataclasses import replace

from voiceskill.speech.voice import Voice

__all__ = ["CALMEST", "QUICKEST", "at_pace", "estimate_seconds", "is_plausible"]

CALMEST = 100
"""No slower pace is asked for (words a minute): below, eSpeak NG drawls and is harder to follow."""
QUICKEST = 260
"""No faster pace is asked for (words a minute)."""

# Fitted by least squares to trimmed output of eSpeak NG 1.51, voice en-us, at 150 words a minute;
# bench/speech/rendering.py says how far off it is for other sentences.
_FITTED_AT = 150
_SECONDS_A_LETTER = 0.069
_SECONDS_A_DIGIT = 0.42
_SECONDS_A_COMMA = 0.3
_SECONDS_A_STOP = 0.5
_SECONDS_EACH = 0.15

_COMMA = re.compile(r"[,;:](?=\s)")
_STOP = re.compile(r"[.!?](?=\s)")

_SHORTEST_SHARE = 0.2
_LONGEST_SECONDS_A_CHARACTER = 1.0
_LONGEST_EXTRA = 2.0


def at_pace(voice: Voice, factor: float) -> Voice:
    """The voice at ``factor`` times its speed, within what can be followed."""
    if factor == 1.0:
        return voice
    pace = round(voice.words_per_minute * factor)
    calmest, quickest = min(CALMEST, voice.words_per_minute), max(QUICKEST, voice.words_per_minute)
    return replace(voice, words_per_minute=max(calmest, min(quickest, pace)))


def estimate_seconds(text: str, words_per_minute: int) -> float:
    """About how many seconds ``text`` takes to say, without silence around it."""
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isdigit() for character in text)
    seconds = (
        letters * _SECONDS_A_LETTER
        + digits * _SECONDS_A_DIGIT
        + len(_COMMA.findall(text)) * _SECONDS_A_COMMA
        + len(_STOP.findall(text)) * _SECONDS_A_STOP
        + _SECONDS_EACH
    )
    return seconds * _FITTED_AT / words_per_minute


def is_plausible(seconds: float, text: str, words_per_minute: int) -> bool:
    """Whether ``seconds`` of speech may be ``text``: false for a cut-off or empty rendering.

    The bounds are wide, because any sign may be spelled out ("Chinese letter"), at any length.
    """
    shortest = estimate_seconds(text, words_per_minute) * _SHORTEST_SHARE
    longest = (len(text) * _LONGEST_SECONDS_A_CHARACTER + _LONGEST_EXTRA) * _FITTED_AT / words_per_minute
    return shortest <= seconds <= longest
