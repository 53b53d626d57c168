"""What happened in a session, moment by moment: for people as text, for programs as JSON lines."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from voiceskill.console import show

__all__ = [
    "Entry",
    "Kind",
    "Transcript",
    "as_text",
    "show_entry",
    "show_trouble",
    "write_jsonl",
    "write_text",
]

Kind: TypeAlias = Literal["heard", "ignored", "said", "silenced", "state", "flag", "note", "ended", "sound"]

_SPEAKER: dict[str, str] = {"heard": "person", "said": "device"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment: session time ``at`` (seconds), until ``until`` where it lasts, and what it was.

    ``heard``: the person's words; ``ignored``: our own voice come back; ``said``: our words as they begin to
    sound; ``silenced``: sound cut off; ``state``: the dialogue's new listening state; ``flag``: a red flag;
    ``note``: something that a journal may keep; ``ended``: the episode is over; ``sound``: trouble with a
    device. ``fields`` hold more, as plain text.
    """

    at: float
    kind: Kind
    text: str
    until: float | None = None
    fields: tuple[tuple[str, str], ...] = ()


class Transcript:
    """Collects entries in order and shows each to a listener at once, where there is one."""

    def __init__(self, listener: Callable[[Entry], None] | None = None, *, most: int | None = None) -> None:
        """``listener`` is called with every entry as it is added; the last ``most`` are kept, None: all."""
        self._entries: deque[Entry] = deque(maxlen=most)
        self._listener = listener

    def add(self, entry: Entry) -> None:
        """Append ``entry``."""
        self._entries.append(entry)
        if self._listener is not None:
            self._listener(entry)

    def __iter__(self) -> Iterator[Entry]:
        """The entries, ordered by time."""
        return iter(sorted(self._entries, key=lambda entry: entry.at))


def as_text(entry: Entry) -> str | None:
    """The entry as a line to read, or None for one that only a program wants."""
    clock = f"{int(entry.at // 60):2d}:{entry.at % 60:04.1f}"
    if entry.kind in _SPEAKER:
        return f"{clock}  {_SPEAKER[entry.kind]:>6}: {entry.text}"
    if entry.kind == "flag":
        return f"{clock}          ! red flag: {entry.text}"
    if entry.kind == "silenced":
        return f"{clock}          (sound cut off)"
    if entry.kind in ("ended", "sound"):
        return f"{clock}          ({entry.text})"
    return None


def show_entry(entry: Entry) -> None:
    """Show the entry on the terminal, if it is one to read."""
    line = as_text(entry)
    if line is not None:
        show(line)


def show_trouble(entry: Entry) -> None:
    """Show the entry if it is about the device itself: a system's log is no place for what was said."""
    if entry.kind == "sound":
        show_entry(entry)


def write_text(transcript: Transcript, path: Path) -> None:
    """Write the lines that a person reads."""
    lines = [line for entry in transcript if (line := as_text(entry)) is not None]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_jsonl(transcript: Transcript, path: Path) -> None:
    """Write one JSON object a line: ``at`` and ``until`` (seconds), ``kind``, ``text`` and the fields."""
    with path.open("w", encoding="utf-8") as file:
        for entry in transcript:
            row = {"at": round(entry.at, 3), "kind": entry.kind, "text": entry.text}
            if entry.until is not None:
                row["until"] = round(entry.until, 3)
            file.write(json.dumps({**row, **dict(entry.fields)}, ensure_ascii=False) + "\n")
