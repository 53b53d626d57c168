"""Rules for what is known from before together with what is said now: signs that are told minutes apart.

``known.yaml`` of the folder of red flags holds them by row. A rule's first term is a fact of the person's
profile, or a fact or sign that was said earlier; the rest must be said now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voiceskill.understanding.red_flags.rows import Row, Rule
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["KnownRule", "load_known_rules", "names_worth_keeping"]


@dataclass(frozen=True, slots=True)
class KnownRule:
    """Where one of ``known`` is known and ``now`` holds, ``row`` fires, or is only asked about (``asks``)."""

    row: Row
    known: frozenset[str]
    now: Rule
    asks: bool


def load_known_rules(
    path: Path, rows: Mapping[str, Row], parse: Callable[[Node], Rule]
) -> tuple[KnownRule, ...]:
    """The rules of the file, none where there is no file; raises ``ContentError`` where it is wrong.

    ``rows`` are those of the folder by their ids; ``parse`` reads one rule.
    """
    if not path.exists():
        return ()
    return tuple(
        rule
        for name, node in load_yaml(path).items()
        for rule in _of_row(_row(name, node, rows), node, parse)
    )


def _row(name: str, node: Node, rows: Mapping[str, Row]) -> Row:
    if name not in rows:
        raise node.error(f"names the row '{name}', which no file defines")
    return rows[name]


def _of_row(row: Row, node: Node, parse: Callable[[Node], Rule]) -> Iterator[KnownRule]:
    node.only({"fires_when", "asks_when"})
    for key in ("fires_when", "asks_when"):
        rules = node.get(key)
        for each in rules.elements() if rules else ():
            rule = parse(each)
            if len(rule.needs) < 2 or 1 in rule.near:
                raise each.error("needs what is known, then '+' and what must be said now")
            near = frozenset(place - 1 for place in rule.near)
            yield KnownRule(row, rule.needs[0], Rule(rule.needs[1:], near, rule.bars), key == "asks_when")


def names_worth_keeping(rules: Collection[KnownRule]) -> frozenset[str]:
    """The facts and signs that may matter to what is said later."""
    return frozenset().union(*(rule.known for rule in rules))
