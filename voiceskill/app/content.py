"""The content that is shipped with voiceskill, loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from voiceskill.console import remark
from voiceskill.dialogue.loading import load_script
from voiceskill.dialogue.script import Script
from voiceskill.locations import LANGUAGE, content_dir, data_dir
from voiceskill.understanding.understander import Understander, load_understander

__all__ = ["Content", "shipped_content", "shipped_script", "shipped_understander"]


@dataclass(frozen=True, slots=True)
class Content:
    """What the device understands and what it may say; loaded once, it serves any number of sessions."""

    understander: Understander
    script: Script


def shipped_understander(validate: bool = False, tell: Callable[[str], None] = remark) -> Understander:
    """The understanding of the shipped intents; raises ``ContentError`` if they are wrong.

    ``validate`` adds the slow checks that only authors of intents need. ``tell`` is called with a line to
    show before what takes many seconds, which it may stop by raising.
    """
    folder, store = content_dir("intents") / LANGUAGE, data_dir() / "understanding"
    return load_understander(folder, validate, store, tell)


@cache
def shipped_script() -> Script:
    """Everything that the device may say, loaded once; raises ``ContentError`` if the guides are wrong."""
    return load_script(LANGUAGE)


def shipped_content(tell: Callable[[str], None] = remark) -> Content:
    """Both, loaded; raises ``ContentError`` if the intents or the guides are wrong. ``tell`` as above."""
    return Content(shipped_understander(tell=tell), shipped_script())
