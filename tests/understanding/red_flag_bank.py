"""The taxonomy's phrase bank as data: ``data/red_flag_bank.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import inf
from pathlib import Path

import yaml

from voiceskill.locations import content_dir, data_dir
from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags import RedFlagScanner, load_red_flags
from voiceskill.understanding.red_flags.judgement import DANGERS, Judgement, load_judgement
from voiceskill.understanding.red_flags.loading import load_likeness, load_rules
from voiceskill.understanding.red_flags.second_opinion import SecondOpinion

FOLDER = content_dir("intents") / "en" / "red_flags"


@dataclass(frozen=True)
class Phrase:
    row: str
    text: str
    level: Level
    """The level that must fire; for a look-alike the highest that may."""


@cache
def scanner() -> RedFlagScanner:
    return load_red_flags(FOLDER, data_dir() / "understanding")


@cache
def rules() -> RedFlagScanner:
    """The scanner without its second opinion."""
    return load_rules(FOLDER)


@cache
def _bank() -> dict[str, dict]:
    return yaml.safe_load((Path(__file__).parent / "data" / "red_flag_bank.yaml").read_text())


def rows() -> dict[str, Level]:
    return {row: Level.from_label(entry["level"]) for row, entry in _bank().items()}


def said() -> list[Phrase]:
    return [Phrase(row, text, rows()[row]) for row, entry in _bank().items() for text in entry["says"]]


def asked() -> list[Phrase]:
    return [
        Phrase(row, text, Level.NONE) for row, entry in _bank().items() for text in entry.get("asked", [])
    ]


def lookalikes() -> list[Phrase]:
    return [
        Phrase(row, entry["text"], Level.from_label(entry.get("at_most", "none")))
        for row, content in _bank().items()
        for entry in content["lookalikes"]
    ]


def level_of(text: str) -> Level:
    flag = scanner().scan_text(text).red_flag
    return flag.level if flag else Level.NONE


def heard_level(text: str) -> Level:
    """The highest level that is raised or asked about."""
    findings = scanner().scan_text(text)
    return max((flag.level for flag in (findings.red_flag, findings.check) if flag), default=Level.NONE)


def level_in_doubt(text: str) -> Level:
    """The level that is raised even by a second opinion that believes in no danger at all."""
    flag = _doubting().scan_text(text).red_flag
    return flag.level if flag else Level.NONE


@cache
def _doubting() -> RedFlagScanner:
    likeness = load_likeness(FOLDER, rules(), data_dir() / "understanding")
    shipped = load_judgement(FOLDER)
    never = replace(shipped.worth, base=dict.fromkeys(DANGERS, -inf))
    return rules().with_opinion(SecondOpinion(likeness, Judgement(never, shipped.prices)))
