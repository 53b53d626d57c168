"""The measurement sets: JSON lines written by people who had not read the rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FlagRow", "IntentRow", "read_flags", "read_intents"]

_FOLDER = Path(__file__).parent / "sets"


@dataclass(frozen=True, slots=True)
class IntentRow:
    """One utterance with the intent, body part and side that its writer meant."""

    text: str
    state: str
    intent: str
    body_part: str | None
    side: str | None


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One utterance with the red-flag level that its writer meant (``none`` for a look-alike)."""

    text: str
    state: str
    level: str


def _rows(name: str) -> list[dict[str, str | None]]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def read_intents(part: str) -> list[IntentRow]:
    """The rows of ``intents_{part}.jsonl``; ``part`` is ``dev`` or ``held_back``."""
    return [
        IntentRow(
            text=str(row["text"]),
            state=str(row.get("state") or "idle"),
            intent=str(row["intent"]),
            body_part=row.get("body_part"),
            side=row.get("side"),
        )
        for row in _rows(f"intents_{part}.jsonl")
    ]


def read_flags(part: str) -> list[FlagRow]:
    """The rows of ``flags_{part}.jsonl``; ``part`` is ``dev`` or ``held_back``."""
    return [
        FlagRow(str(row["text"]), str(row.get("state") or "idle"), str(row.get("level") or "none"))
        for row in _rows(f"flags_{part}.jsonl")
    ]
