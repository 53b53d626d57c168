"""When a scripted person speaks: whether the moment that a scenario names has come."""

from __future__ import annotations

from voiceskill.app.device_view import DeviceView
from voiceskill.simulation.scenario import Condition

__all__ = ["has_come"]

_REACTION_SECONDS = 0.25
"""Nobody speaks sooner than this after the device began to say something."""


def has_come(when: Condition, view: DeviceView, last_words_ended: float) -> bool:
    """Whether all of ``when`` holds; ``last_words_ended`` is when the person last spoke (session seconds)."""
    if view.now - last_words_ended < when.after:
        return False
    if view.said and view.now - view.said[-1][0] < _REACTION_SECONDS:
        return False
    if when.state is not None and view.state != when.state:
        return False
    if when.said is not None and not _was_said(when.said, view, last_words_ended):
        return False
    if when.quiet_for == 0.0:
        return True
    return view.quiet_since is not None and view.now - view.quiet_since >= when.quiet_for


def _was_said(words: str, view: DeviceView, since: float) -> bool:
    wanted = words.lower()
    return any(at >= since and wanted in text.lower() for at, text in view.said)
