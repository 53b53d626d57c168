"""Episodes in words, for the terminal and the report."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from voiceskill.journal.episodes import Episode, FlagSeen

__all__ = ["flag_in_words", "how_it_ended", "name_in_words", "part_in_words", "part_name", "seconds_in_words"]

_MINUTE = 60
_ENDINGS: Mapping[str | None, str] = MappingProxyType(
    {
        "settled": "settled",
        "stopped": "stopped",
        "fell_silent": "no more answer",
        "drifted_off": "no more answer",
        "changed": "another cramp reported",
        "emergency": "alarm",
        "not_meant": "not meant",
        None: "broke off or still running",
    }
)


def name_in_words(name: str) -> str:
    """The name of a step, a part or a flag without underscores."""
    return name.replace("_", " ")


def part_name(part: str) -> str:
    """The part of the body without its side."""
    return "unnamed muscle" if part == "general" else name_in_words(part)


def part_in_words(episode: Episode) -> str:
    """The part with its side; "alarm" where no cramp was coached."""
    if episode.part is None:
        return "alarm"
    part = part_name(episode.part)
    return f"{episode.side} {part}" if episode.side else part


def how_it_ended(episode: Episode) -> str:
    """The ending in words."""
    return _ENDINGS.get(episode.ending) or name_in_words(episode.ending or "")


def seconds_in_words(seconds: float | None) -> str:
    """Minutes and seconds, such as ``1:05``; empty for None."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), _MINUTE)
    return f"{minutes}:{rest:02d}"


def flag_in_words(flag: FlagSeen) -> str:
    """The flag with its level, and whether it was withdrawn."""
    withdrawn = ", withdrawn" if flag.withdrawn else ""
    return f"{flag.name} ({name_in_words(flag.level)}{withdrawn})"
