"""Wordings that once fired with the right level, or rightly stayed silent, keep doing so."""

from __future__ import annotations

from pathlib import Path

import yaml
from red_flag_bank import level_of

from voiceskill.understanding.meaning import Level

_WORDINGS = yaml.safe_load((Path(__file__).parent / "data" / "red_flag_paraphrases.yaml").read_text())


def test_known_wordings_keep_their_level_and_misses_are_listed() -> None:
    misses = {text for level in Level for text in _WORDINGS[level.label] if level_of(text) is not level}
    assert misses == set(_WORDINGS["known_misses"])
