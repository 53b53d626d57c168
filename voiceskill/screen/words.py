"""The words of the screen, from ``guides/<language>/screen.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from voiceskill.dialogue.state import Phase
from voiceskill.locations import content_dir
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["ScreenWords", "StateWords", "load_screen_words"]

_PHASES: tuple[Phase, ...] = get_args(Phase)


@dataclass(frozen=True, slots=True)
class StateWords:
    """What a state of the dialogue is called, and what can be said in it."""

    name: str
    say: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScreenWords:
    """All words of the screen; ``timer`` has the slots ``{title}`` and ``{left}``."""

    heard: str
    say: str
    microphone: str
    ready: str
    timer: str
    plain_timer: str
    states: Mapping[Phase, StateWords]


def load_screen_words(language: str, path: Path | None = None) -> ScreenWords:
    """The words of ``language``, or in the file ``path``; raises ``ContentError`` if one is missing or
    unknown.
    """
    root = load_yaml(path or content_dir("guides") / language / "screen.yaml")
    root.only(("labels", "states"))
    labels, states = root.require("labels"), root.require("states")
    names = ("heard", "say", "microphone", "ready", "timer", "plain_timer")
    labels.only(names)
    states.only(_PHASES)
    words = {name: labels.require(name).text() for name in names}
    found: dict[Phase, StateWords] = {phase: _state(states.require(phase)) for phase in _PHASES}
    return ScreenWords(**words, states=MappingProxyType(found))


def _state(node: Node) -> StateWords:
    node.only(("name", "say"))
    return StateWords(node.require("name").text(), node.require("say").texts())
