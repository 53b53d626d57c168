"""Numbers and lengths of time in words."""

from __future__ import annotations

from voiceskill.dialogue.script import Script

__all__ = ["spoken_length", "spoken_number"]

_MINUTE, _HOUR = 60, 3600


def spoken_number(script: Script, value: int) -> str:
    """A whole number in words, as far as the script has words for it."""
    words = script.number_words
    return words[value] if value < len(words) else str(value)


def spoken_length(script: Script, seconds: int) -> str:
    """``seconds`` in words, exactly: "one hour and ten minutes", "nine minutes and thirty seconds"."""
    words = script.length_words
    counted = (
        (seconds // _HOUR, words.hour),
        (seconds % _HOUR // _MINUTE, words.minute),
        (seconds % _MINUTE, words.second),
    )
    named = [f"{spoken_number(script, count)} {unit[count != 1]}" for count, unit in counted if count]
    return f" {words.joined_by} ".join(named) or f"{spoken_number(script, 0)} {words.second[1]}"
