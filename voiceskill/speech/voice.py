"""Who speaks, and how fast."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from voiceskill.errors import VoiceskillError

__all__ = ["FASTEST", "SLOWEST", "InstalledVoice", "Voice", "resolve_voice"]

SLOWEST = 80
"""Slowest pace that eSpeak NG offers, in words a minute."""
FASTEST = 450
"""Fastest pace that eSpeak NG offers, in words a minute."""

_VARIANT_MARK = "+"
_NEAR_NAMES = 5


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice by name, such as ``en-us`` or ``en-gb-x-rp``, if wanted with a variant: ``en-us+f3``.

    Raises ``VoiceskillError`` if ``words_per_minute`` is outside ``SLOWEST`` to ``FASTEST``.
    """

    name: str = "en-us"
    words_per_minute: int = 150

    def __post_init__(self) -> None:
        if not SLOWEST <= self.words_per_minute <= FASTEST:
            raise VoiceskillError(
                f"{self.words_per_minute} words a minute is outside what the voice can do: choose "
                f"{SLOWEST} to {FASTEST}."
            )


@dataclass(frozen=True, slots=True)
class InstalledVoice:
    """A voice that the engine has: its ``id`` (``gmw/en-us``) and full ``name`` (``English (America)``)."""

    id: str
    name: str

    @property
    def short(self) -> str:
        """The last part of the id, by which people know the voice (``en-us``)."""
        return self.id.rpartition("/")[2]

    def answers_to(self, name: str) -> bool:
        """Whether ``name`` means this voice, in any spelling of upper and lower case."""
        return name.casefold() in (self.id.casefold(), self.short.casefold(), self.name.casefold())


def resolve_voice(name: str, installed: Sequence[InstalledVoice], variants: Sequence[str]) -> str:
    """The engine's id of the voice ``name`` (with its variant, if one is asked for).

    Raises ``VoiceskillError`` with near names if there is no such voice or variant.
    """
    base, mark, variant = name.partition(_VARIANT_MARK)
    found = next((voice for voice in installed if voice.answers_to(base.strip())), None)
    if found is None:
        raise VoiceskillError(f"There is no voice '{base}': {_nearest(base, [v.short for v in installed])}.")
    if not mark:
        return found.id
    if variant not in variants:
        raise VoiceskillError(f"Voice '{base}' has no variant '{variant}': {_nearest(variant, variants)}.")
    return f"{found.id}{_VARIANT_MARK}{variant}"


def _nearest(wanted: str, names: Sequence[str]) -> str:
    if not names:
        return "none is installed"
    near = difflib.get_close_matches(wanted.casefold(), names, _NEAR_NAMES, cutoff=0.4)
    return "choose one of " + ", ".join(near or sorted(names)[:_NEAR_NAMES])
