"""How the steps of a guide are spoken of."""

from __future__ import annotations

from voiceskill.dialogue.script import Script

__all__ = ["step_title"]


def step_title(script: Script, part: str, step: str) -> str | None:
    """The title of ``step`` in the guide of ``part``; None if the script knows none."""
    guide = script.guides.get(part)
    own = (guide.position, *guide.stretches, *guide.slack, *guide.massage) if guide is not None else ()
    steps = (*own, *script.common.values())
    return next((known.title for known in steps if known.name == step and known.title), None)
