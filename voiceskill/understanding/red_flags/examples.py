"""The example sentences to which the likeness to danger is fitted.

``examples/*.yaml`` holds what people say, a file for each writer, by the row that it is about; rows bring
their own sentences, and what is said of cramps and to the device (``../examples``) is no danger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.understanding.red_flags.rows import Row
from voiceskill.yaml_source import load_yaml

__all__ = [
    "NO_DANGER",
    "ROWS",
    "TALK",
    "Around",
    "Sentence",
    "read_around",
    "read_examples",
    "read_row_sentences",
    "read_talk",
]

NO_DANGER = "none"
"""The key of ``examples/*.yaml`` under which look-alikes and ordinary talk stand."""

ROWS = "rows"
"""The writer of the sentences that stand in the rows."""

TALK = "talk"
"""The writer of the sentences for intents."""

_CALLS = ("call_help",)
_LEVELS = {level.label: level for level in Level}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the level that it means and, where that is known, the row.

    ``writer`` is the name of the file it stands in, or ``rows`` or ``talk``.
    """

    writer: str
    text: str
    level: Level
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What people say ``before`` and ``after`` anything, and what tells nothing of it."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    def wrapped(self, sentence: Sentence, place: int) -> Sentence:
        """The sentence with something said before and after it, another thing for each ``place``."""
        before = self.before[place % len(self.before)]
        after = self.after[place % len(self.after)]
        return replace(sentence, text=f"{before} {sentence.text} {after}")


def read_around(folder: Path) -> Around | None:
    """Read ``around.yaml``; None where there is none. Raises ``ContentError`` if it breaks its form."""
    path = folder / "around.yaml"
    if not path.exists():
        return None
    root = load_yaml(path)
    root.only(Around.__dataclass_fields__)
    return Around(root.require("before").texts(), root.require("after").texts())


def read_examples(folder: Path, flags: Mapping[str, RedFlag]) -> Iterator[Sentence]:
    """The sentences of ``examples/*.yaml``, which are listed under a row, a level, or ``none``.

    Raises ``ContentError`` for an unknown key or a broken form.
    """
    for path in sorted((folder / "examples").glob("*.yaml")):
        for key, said in load_yaml(path).items():
            flag = flags.get(key)
            level = flag.level if flag else _LEVELS.get(key)
            if level is None:
                raise said.error(f"'{key}' is no row of the taxonomy, no level, nor '{NO_DANGER}'")
            for text in said.texts():
                yield Sentence(path.stem, text, level, flag.id if flag else None)


def read_row_sentences(rows: tuple[Row, ...]) -> Iterator[Sentence]:
    """What people say for each row, and its look-alikes as no danger: some are another row's."""
    for row in rows:
        for text in row.says:
            yield Sentence(ROWS, text, row.flag.level, row.flag.id)
        for text in row.lookalikes:
            yield Sentence(ROWS, text, Level.NONE)


def read_talk(folder: Path) -> Iterator[Sentence]:
    """The sentences of the intents that lie beside the folder, but calls for help, which are no proof of harm
    nor of its absence.
    """
    for path in sorted((folder.parent / "examples").glob("*.yaml")):
        root = load_yaml(path)
        if root.require("intent").text() in _CALLS:
            continue
        for said in (node for _, node in root.require("said").items() if not node.is_null()):
            yield from (Sentence(TALK, text, Level.NONE) for text in said.texts())
