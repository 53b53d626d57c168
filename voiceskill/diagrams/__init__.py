"""Drawings of the guides, the routines and the session, made from the loaded script and the reducer."""

from __future__ import annotations

from collections.abc import Iterator

from voiceskill.diagrams.plan_drawing import draw_guide, draw_routine
from voiceskill.diagrams.session_drawing import draw_session
from voiceskill.dialogue.script import Script

__all__ = ["drawings"]


def drawings(script: Script) -> Iterator[tuple[str, str]]:
    """Each drawing's file name and SVG text."""
    yield "session.svg", draw_session(script)
    for part in _drawn_once(script):
        yield f"relief-{part}.svg", draw_guide(script, part)
    for name in script.routines:
        yield f"routine-{name}.svg", draw_routine(script, name)


def _drawn_once(script: Script) -> Iterator[str]:
    """The parts that have a guide of their own, and not that of another one under its name."""
    seen: set[int] = set()
    for part, guide in script.guides.items():
        if id(guide.position) not in seen:
            seen.add(id(guide.position))
            yield part
