"""The few words that interrupt, and what else is as short: ``intents/<language>/interruptions.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voiceskill.yaml_source import Node, load_yaml

__all__ = ["Interruptions", "read_interruptions"]

_FILE = "interruptions.yaml"


@dataclass(frozen=True, slots=True)
class Interruptions:
    """Texts of lower-case words joined by single blanks; ``others`` compete with ``commands``."""

    commands: tuple[str, ...]
    others: tuple[str, ...]


def read_interruptions(folder: Path) -> Interruptions:
    """From the language's folder; raise ``ContentError`` if the file is wrong."""
    root = load_yaml(folder / _FILE)
    root.only(("commands", "others"))
    commands, others = (_spoken(root.require(key)) for key in ("commands", "others"))
    if twice := set(commands) & set(others):
        raise root.require("others").error(f"'{min(twice)}' is a command as well: leave it out")
    return Interruptions(commands, others)


def _spoken(texts: Node) -> tuple[str, ...]:
    for element in texts.elements():
        text = element.text()
        if text != " ".join(text.lower().split()) or not text.replace(" ", "").replace("'", "").isalpha():
            raise element.error("expected words in small letters, with one blank between them")
    return texts.texts()
