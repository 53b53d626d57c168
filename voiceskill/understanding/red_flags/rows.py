"""The rows of the taxonomy: what a row takes to fire, written as a sum of signs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from voiceskill.understanding.meaning import RedFlag

__all__ = ["Meant", "Row", "Rule", "RuleError", "parse_rule"]

_NAME = re.compile(r"[a-z_]+")
_PART = re.compile(r"\s*([+~-]?)\s*(\([^()]*\)|[a-z_]+)")


class Meant(Enum):
    """Of whom a row must be said to come before another."""

    SPEAKER = "speaker"
    OTHERS = "others"
    ANYBODY = "anybody"


class RuleError(ValueError):
    """A rule breaks its form; the message says how."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Fires when of every set in ``needs`` one sign is meant, and no sign of ``bars`` was said.

    ``near`` holds the places in ``needs`` whose sign must stand close to the one before.
    """

    needs: tuple[frozenset[str], ...]
    near: frozenset[int]
    bars: frozenset[str]

    def signs(self) -> frozenset[str]:
        """All signs that the rule speaks of."""
        return self.bars.union(*self.needs)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the taxonomy; ``order`` is its place in the files and breaks ties.

    ``fires`` alarm, ``fires_in_answers`` do so only in the answer to a question, ``asks`` only lead to one.
    ``outranks``: rows that come after this one if both fire, by whom it is said of. ``speaker_unless``: the
    row is about the speaker, whoever else is named, unless one of these signs was said.
    ``even_when_over``: the danger stays when the sign has gone (a stroke sign that passed);
    ``even_long_ago``: it still counts years later (spasms since a stroke). ``history`` is the fact noted
    when it happened long ago.
    """

    flag: RedFlag
    name: str
    source: str
    order: int
    fires: tuple[Rule, ...]
    fires_in_answers: tuple[Rule, ...]
    asks: tuple[Rule, ...]
    outranks: Mapping[str, Meant]
    speaker_unless: frozenset[str]
    even_when_over: bool
    even_long_ago: bool
    history: str | None
    says: tuple[str, ...]
    lookalikes: tuple[str, ...]


def parse_rule(text: str, groups: Mapping[str, frozenset[str]]) -> Rule:
    """Read ``sign + (this | that) ~ close_by - not_with``; a name in ``groups`` stands for any of its signs.

    Raises ``RuleError`` on a mistake.
    """
    needs: list[frozenset[str]] = []
    near: set[int] = set()
    bars: set[str] = set()
    position = 0
    text = text.strip()
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or (position > 0 and not match.group(1)):
            raise RuleError(f"can't be read from '{text[position:].strip()}' on")
        names = _NAME.findall(match.group(2))
        signs = frozenset().union(*(groups.get(name, frozenset([name])) for name in names))
        if match.group(1) == "-":
            bars |= signs
        else:
            near.update([len(needs)] if match.group(1) == "~" else [])
            needs.append(signs)
        position = match.end()
    if not needs:
        raise RuleError("needs at least one sign that must be said")
    return Rule(tuple(needs), frozenset(near), frozenset(bars))
