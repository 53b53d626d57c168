"""The script for a place where the device can only answer, and never speaks up by itself.

No pack is put on there that nobody would tell to take off, and nothing is promised that can't be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from voiceskill.dialogue.script import Line, Routine, Script, Step
from voiceskill.locations import LANGUAGE, content_dir
from voiceskill.yaml_source import load_yaml

__all__ = ["AnsweringScript", "answering_script"]

_KEYS = ("count", "wait", "pack", "timer")
_SOURCE = "content map 1 and 5: a pack is timed, and taken off on time"


@dataclass(frozen=True, slots=True)
class AnsweringScript:
    """``script`` without what needs a voice of the device's own accord.

    ``count`` is said where the person must count, ``wait`` where they must tell when something is done,
    ``timer`` where a timer was asked for.
    """

    script: Script
    count: str
    wait: str
    timer: str


def answering_script(script: Script, language: str = LANGUAGE, path: Path | None = None) -> AnsweringScript:
    """``script`` cut for answers only; the words come from ``guides/<language>/answers_only.yaml``, or
    ``path``. Raises ``ContentError`` if that file is wrong.
    """
    words = _read(path or content_dir("guides") / language / "answers_only.yaml")
    guides = {name: replace(guide, warmth=False) for name, guide in script.guides.items()}
    routines = {name: _without_packs(routine, words["pack"]) for name, routine in script.routines.items()}
    cut = replace(script, guides=MappingProxyType(guides), routines=MappingProxyType(routines))
    return AnsweringScript(cut, words["count"].text, words["wait"].text, words["timer"].text)


def _read(path: Path) -> Mapping[str, Line]:
    root = load_yaml(path)
    root.only(_KEYS)
    return {key: Line(f"answers_only.{key}", root.require(key).text()) for key in _KEYS}


def _without_packs(routine: Routine, words: Line) -> Routine:
    if all(step.thermal is None for step in routine.steps):
        return routine
    declined = Step("declined", "close", "", (words,), _SOURCE)
    return replace(routine, steps=(declined,))
