"""The sentences that the second opinion on danger is fitted to: example files, phrase bank, ordinary talk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from voiceskill.locations import content_dir
from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags import RedFlagScanner
from voiceskill.understanding.red_flags.likeness import NO_DANGER, read_examples

__all__ = ["Sentence", "danger_sentences"]

_ROOT = Path(__file__).parents[2]
_TESTS = _ROOT / "tests" / "understanding" / "data"
_SETS = _ROOT / "bench" / "understanding" / "sets"
_TALK = content_dir("intents") / "en"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its level and, where known, its row; ``writer`` is the file or set it comes from."""

    writer: str
    text: str
    level: Level
    row: str | None


def danger_sentences(folder: Path, scanner: RedFlagScanner) -> list[Sentence]:
    """All there is to fit to, each sentence once for each writer; ``scanner`` knows the rules alone."""
    levels = {row.flag.id: row.flag.level for row in scanner.rows}
    found: dict[tuple[str, str], Sentence] = {}
    for writer, text, row in (*_of_rows(folder, scanner), *_bank(), *_development(), *_ordinary(scanner)):
        level = Level.NONE if row == NO_DANGER else levels[row]
        found.setdefault((writer, text), Sentence(writer, text, level, None if row == NO_DANGER else row))
    for writer, text, level in _by_level():
        flag = scanner.scan_text(text).red_flag
        own = flag.id if flag is not None and flag.level is level else None
        found.setdefault((writer, text), Sentence(writer, text, level, own))
    return list(found.values())


def _of_rows(folder: Path, scanner: RedFlagScanner) -> Iterator[tuple[str, str, str]]:
    for example in read_examples(folder, {row.flag.id for row in scanner.rows}):
        yield example.file, example.text, example.row
    for row in scanner.rows:
        yield from (("rows", text, row.flag.id) for text in row.says)
        silent = (text for text in row.lookalikes if scanner.scan_text(text).red_flag is None)
        yield from (("rows", text, NO_DANGER) for text in silent)


def _bank() -> Iterator[tuple[str, str, str]]:
    for row, entry in yaml.safe_load((_TESTS / "red_flag_bank.yaml").read_text()).items():
        yield from (("bank", text, row) for text in entry["says"])
        yield from (("bank", text, NO_DANGER) for text in entry.get("asked", []))
        harmless = (alike for alike in entry["lookalikes"] if "at_most" not in alike)
        yield from (("bank", alike["text"], NO_DANGER) for alike in harmless)


def _development() -> Iterator[tuple[str, str, str]]:
    for line in (_SETS / "flags_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        meant = row["level"] != "none" and not row.get("ask")
        yield "flags_dev", row["text"], row["id"] if meant else NO_DANGER


def _ordinary(scanner: RedFlagScanner) -> Iterator[tuple[str, str, str]]:
    """What is said of cramps and to the device; sentences that the rules alarm at are left out."""
    for path in sorted((_TALK / "examples").glob("*.yaml")):
        for said in yaml.safe_load(path.read_text(encoding="utf-8"))["said"].values():
            for text in map(str, said or ()):
                if scanner.scan_text(text).red_flag is None:
                    yield "talk", text, NO_DANGER


def _by_level() -> Iterator[tuple[str, str, Level]]:
    wordings = yaml.safe_load((_TESTS / "red_flag_paraphrases.yaml").read_text())
    for level in Level:
        yield from (("paraphrases", text, level) for text in wordings[level.label])
    for levels in yaml.safe_load((_TESTS / "red_flag_context.yaml").read_text()).values():
        for label, texts in levels.items():
            yield from (("context", text, Level.from_label(label)) for text in texts)
