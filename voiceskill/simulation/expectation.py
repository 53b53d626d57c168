"""What a scenario's author expects to come back from the device, and how it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from voiceskill.understanding.meaning import LISTENING_STATES, Level
from voiceskill.yaml_source import Node

__all__ = ["NO_REPLY", "Expectation", "Guidance", "Reply", "read_expectation", "read_reply"]

Guidance: TypeAlias = Literal["coaching", "touching"]
"""``touching`` is whatever stretches, rubs, warms or cools; ``coaching`` is that and all other steps."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What must follow one turn, up to the person's next one; times in seconds since the turn.

    ``first`` is in the first thing said, which begins within ``within``; ``said`` are in that or later things
    in this order; ``never`` is in none. Nothing is said for ``quiet_for``. From the turn to the very end
    ``never_again`` is not said and no step of the kind ``no_more`` is led through.
    """

    first: str | None = None
    said: tuple[str, ...] = ()
    within: float | None = None
    never: tuple[str, ...] = ()
    quiet_for: float = 0.0
    never_again: tuple[str, ...] = ()
    no_more: Guidance | None = None


NO_REPLY = Reply()
"""Whatever follows is well."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be true of the finished conversation: ``flag`` was raised, ``level`` was the highest of all
    flags, ``state`` is the last listening state.
    """

    said: tuple[str, ...] = ()
    never_said: tuple[str, ...] = ()
    flag: str | None = None
    level: Level | None = None
    state: str | None = None


def read_expectation(node: Node) -> Expectation:
    """The mapping ``expect``; raises ``ContentError`` where it is wrong."""
    node.only({"said", "never_said", "flag", "level", "state"})
    flag, level, state = node.get("flag"), node.get("level"), node.get("state")
    return Expectation(
        said=_texts(node, "said"),
        never_said=_texts(node, "never_said"),
        flag=flag.text() if flag else None,
        level=Level.from_label(level.choice([each.label for each in Level])) if level else None,
        state=state.choice(LISTENING_STATES) if state else None,
    )


def read_reply(node: Node) -> Reply:
    """A turn's mapping ``then``; raises ``ContentError`` where it is wrong."""
    node.only({"first", "said", "within", "never", "quiet_for", "never_again", "no_more"})
    first, within = node.get("first"), node.get("within")
    quiet_for, no_more = node.get("quiet_for"), node.get("no_more")
    return Reply(
        first=first.text() if first else None,
        said=_texts(node, "said"),
        within=within.number(0) if within else None,
        never=_texts(node, "never"),
        quiet_for=quiet_for.number(0) if quiet_for else 0.0,
        never_again=_texts(node, "never_again"),
        no_more=cast("Guidance", no_more.choice(("coaching", "touching"))) if no_more else None,
    )


def _texts(node: Node, name: str) -> tuple[str, ...]:
    found = node.get(name)
    return found.texts() if found else ()
