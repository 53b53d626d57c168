"""The content that is shipped with voiceskill, loaded."""

from __future__ import annotations

from voiceskill.dialogue.loading import load_script
from voiceskill.dialogue.script import Script
from voiceskill.locations import content_dir
from voiceskill.understanding.understander import Understander, load_understander

__all__ = ["LANGUAGE", "shipped_script", "shipped_understander"]

LANGUAGE = "en"


def shipped_understander() -> Understander:
    """The understanding of the shipped intents; raises ``ContentError`` if they are wrong."""
    return load_understander(content_dir("intents") / LANGUAGE)


def shipped_script() -> Script:
    """Everything that the device may say; raises ``ContentError`` if the guides are wrong."""
    return load_script(LANGUAGE)
