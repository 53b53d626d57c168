"""The slots that a text of the script may hold, and filling them."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from voiceskill.yaml_source import Node

__all__ = ["SLOTS", "check_slots", "fill", "slots_of"]

SLOTS = frozenset(
    (
        "whose",
        "number",
        "urgent",
        "crisis",
        "count",
        "title",
        "fact",
        "length",
        "timer",
        "shortest",
        "longest",
        "cramps",
        "when",
    )
)


def slots_of(text: str) -> frozenset[str]:
    """The names of the slots in ``text``; raises ``ValueError`` where its braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def check_slots(node: Node) -> str:
    """The text at ``node``; raises ``ContentError`` if it holds an unknown slot."""
    text = node.text().strip()
    try:
        unknown = slots_of(text) - SLOTS
    except ValueError:
        raise node.error("has a brace without its partner") from None
    if unknown:
        raise node.error(f"unknown slot {{{min(unknown)}}}; allowed: {', '.join(sorted(SLOTS))}")
    return text


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its slots filled, beginning with a capital."""
    filled = text.format_map(values) if "{" in text else text
    return filled[:1].upper() + filled[1:]
