"""Example sentences of every red flag, for the recognizer's language model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voiceskill.understanding.meaning import Level
from voiceskill.yaml_source import load_yaml

__all__ = ["red_flag_sentences"]

_WEIGHTS = {Level.EMERGENCY: 3.0, Level.URGENT: 2.0, Level.CLINICIAN_SOON: 1.0}
"""An emergency that is not heard costs most, so its sentences count more in the model."""

_LOOKALIKE_WEIGHT = 1.0
"""Look-alikes are in the model too, lest the recognizer hears every such sentence as the alarm."""


def red_flag_sentences(folder: Path) -> list[tuple[str, float]]:
    """Sentences with their weights (how often to count each) from ``intents/<language>/red_flags``.

    Raises ``ContentError`` if a file is wrong.
    """
    return list(_sentences(folder))


def _sentences(folder: Path) -> Iterator[tuple[str, float]]:
    for path in sorted(folder.glob("rows_*.yaml")):
        for row in (node for _, node in load_yaml(path).items()):
            level = Level.from_label(row.require("level").text())
            for sentence in row.require("says").texts():
                yield sentence, _WEIGHTS[level]
            for sentence in row.require("lookalikes").texts():
                yield sentence, _LOOKALIKE_WEIGHT
