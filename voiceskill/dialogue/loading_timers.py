"""Read the timers that people may set by voice."""

from __future__ import annotations

from collections.abc import Mapping

from voiceskill.dialogue.script import LengthWords, Step, TimerName, TimerRules
from voiceskill.yaml_source import Node

__all__ = ["read_length_words", "read_timers"]


def read_timers(node: Node, common: Mapping[str, Step]) -> TimerRules:
    """The rules and names of timers; the packs that they time are among ``common``."""
    node.only({"most", "shortest", "longest", "rings", "ring_every", "names"})
    shortest = node.require("shortest").integer(1)
    return TimerRules(
        most=node.require("most").integer(1, 10),
        shortest=shortest,
        longest=node.require("longest").integer(shortest),
        rings=node.require("rings").integer(1, 10),
        ring_every=node.require("ring_every").number(5),
        names=tuple(_read_name(name, value, common) for name, value in node.require("names").items()),
    )


def _read_name(name: str, node: Node, common: Mapping[str, Step]) -> TimerName:
    node.only({"heard", "spoken", "packs"})
    packs = node.get("packs")
    steps = {step.name for step in common.values() if step.thermal is not None}
    return TimerName(
        name=name,
        heard=tuple(words.lower() for words in node.require("heard").texts()),
        spoken=node.require("spoken").text(),
        packs=tuple(pack.choice(steps) for pack in packs.elements()) if packs else (),
    )


def read_length_words(node: Node) -> LengthWords:
    """How lengths of time are spoken."""
    node.only({"hour", "minute", "second", "joined_by"})
    return LengthWords(
        _one_and_many(node.require("hour")),
        _one_and_many(node.require("minute")),
        _one_and_many(node.require("second")),
        node.require("joined_by").text(),
    )


def _one_and_many(node: Node) -> tuple[str, str]:
    words = node.texts()
    if len(words) != 2:
        raise node.error("expected two words: for one, and for several")
    return words[0], words[1]
