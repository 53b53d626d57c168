"""Wordings that the author of the signs wrote fire at their level, or stay silent, all but a few."""

from __future__ import annotations

import pytest
from red_flag_bank import FOLDER, level_of, scanner

from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags.examples import read_examples

_WORDINGS = [
    sentence
    for sentence in read_examples(FOLDER, {row.flag.id: row.flag for row in scanner().rows})
    if sentence.writer == "wordings"
]
_MOST_MISSED = 0.01


@pytest.mark.parametrize("level", Level)
def test_known_wordings_are_heard_at_their_level(level: Level) -> None:
    texts = [sentence.text for sentence in _WORDINGS if sentence.level is level]
    heard_less = [text for text in texts if level_of(text) < level]
    assert len(texts) > 100
    assert len(heard_less) <= _MOST_MISSED * len(texts), heard_less


def test_known_harmless_wordings_raise_no_emergency() -> None:
    texts = [sentence.text for sentence in _WORDINGS if sentence.level is Level.NONE]
    alarmed = [text for text in texts if level_of(text) is Level.EMERGENCY]
    assert len(alarmed) <= _MOST_MISSED * len(texts), alarmed
