"""Lengths of time in plain words: "ten minutes", "half an hour", "a minute and a half"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voiceskill.yaml_source import Node, load_yaml

__all__ = ["Durations", "load_durations"]


@dataclass(frozen=True, slots=True)
class Durations:
    """The words of a language for lengths of time; ``durations.yaml`` of its folder.

    ``units`` gives the seconds of each unit, ``numbers`` the value of each number word, ``parts`` that of
    words such as "half". A unit after one of ``articles`` is one ("an hour"); ``linking`` words may stand
    between ("half OF an hour", "a minute AND a half").
    """

    units: Mapping[str, int]
    numbers: Mapping[str, int]
    parts: Mapping[str, float]
    articles: frozenset[str]
    linking: frozenset[str]

    def seconds(self, words: Sequence[str]) -> int | None:
        """The first length of time that ``words`` name, in whole seconds; None if they name none."""
        for start in range(len(words)):
            found, end = self._one(words, start)
            if found is not None:
                return round(found + self._rest(words, end))
        return None

    def _one(self, words: Sequence[str], start: int) -> tuple[float | None, int]:
        """An amount with its unit at ``start``, and where it ends."""
        amount, place = self._amount(words, start)
        if not amount or place >= len(words) or words[place] not in self.units:
            return None, start
        unit, place = self.units[words[place]], place + 1
        half, end = self._part_after(words, place)
        return (amount + half) * unit, end

    def _amount(self, words: Sequence[str], start: int) -> tuple[float, int]:
        """How many units ("a", "twenty five", "half of an", "two and a half"), and where that ends."""
        first = self._past(self.articles, words, start)
        number, place = 0, first
        while place < len(words) and words[place] in self.numbers:
            number, place = number + self.numbers[words[place]], place + 1
        if place < len(words) and words[place] in self.parts:
            return max(1, number) * self.parts[words[place]], self._past_joining(words, place + 1)
        if number:
            half, place = self._part_after(words, place)
            return number + half, self._past(self.linking, words, place)
        return float(first > start), first

    def _part_after(self, words: Sequence[str], place: int) -> tuple[float, int]:
        """The "and a half" at ``place``, and where it ends; nothing if there is none."""
        after = self._past_joining(words, place)
        if after > place and after < len(words) and words[after] in self.parts:
            return self.parts[words[after]], after + 1
        return 0.0, place

    def _past_joining(self, words: Sequence[str], place: int) -> int:
        return self._past(self.articles | self.linking, words, place)

    def _past(self, passed: frozenset[str], words: Sequence[str], place: int) -> int:
        while place < len(words) and words[place] in passed:
            place += 1
        return place

    def _rest(self, words: Sequence[str], end: int) -> float:
        """The smaller unit that follows at once ("and thirty seconds")."""
        following, _ = self._one(words, self._past_joining(words, end))
        if following is None:
            following, _ = self._one(words, end)
        return following or 0.0


def load_durations(folder: Path) -> Durations:
    """Read ``durations.yaml``; raises ``ContentError`` for what is wrong in it."""
    root = load_yaml(folder / "durations.yaml")
    root.only({"units", "numbers", "parts", "articles", "linking"})
    return Durations(
        units=_whole(root.require("units")),
        numbers=_whole(root.require("numbers")),
        parts={word: node.number(0, 1) for word, node in root.require("parts").items()},
        articles=frozenset(root.require("articles").texts()),
        linking=frozenset(root.require("linking").texts()),
    )


def _whole(node: Node) -> dict[str, int]:
    return {word: value.integer(0) for word, value in node.items()}
