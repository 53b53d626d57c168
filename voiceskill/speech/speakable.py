"""Text as the speech engine may have it: no control characters, no symbols read out by name."""

from __future__ import annotations

import unicodedata

from voiceskill.errors import VoiceskillError

__all__ = ["MAX_CHARACTERS", "speakable"]

MAX_CHARACTERS = 2_000
"""Longest text of one prompt."""

_NEVER_SPOKEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Sk", "So"))
_SHOWN = 40


def speakable(text: str) -> str:
    """``text`` on one line, without control characters, surrogates, emoji and other pictures.

    A control character would be a command to eSpeak NG and an emoji would be read out by its name. Raises
    ``VoiceskillError`` if nothing is left to say or the text is longer than ``MAX_CHARACTERS``.
    """
    clean = " ".join("".join(_spoken(character) for character in text).split())
    if not any(character.isalnum() for character in clean):
        raise VoiceskillError(f"There is nothing to say in {_excerpt(text)}: give a text with words in it.")
    if len(clean) > MAX_CHARACTERS:
        raise VoiceskillError(
            f"The prompt {_excerpt(clean)} has {len(clean)} characters and at most {MAX_CHARACTERS} can be "
            "spoken at once: split it."
        )
    return clean


def _spoken(character: str) -> str:
    return " " if unicodedata.category(character) in _NEVER_SPOKEN else character


def _excerpt(text: str) -> str:
    shown = ascii(text[:_SHOWN])
    return shown if len(text) <= _SHOWN else f"{shown}..."
