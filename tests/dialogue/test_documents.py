"""The coverage table and the hazard log name only what exists, and leave out no row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conversation import shipped_script

from voiceskill.dialogue.prompts import all_lines

ROOT = Path(__file__).resolve().parents[2]
ROWS = {
    f"S{seed}-{row:02}"
    for seed, rows in {0: 24, 1: 15, 2: 12, 3: 10, 4: 26}.items()
    for row in range(1, rows + 1)
}
pytestmark = pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the documents are not installed")


def _table(name: str) -> list[list[str]]:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_every_row_of_the_ledger_is_covered_or_declined() -> None:
    assert {row[0] for row in _table("coverage.md")} == ROWS


def test_the_coverage_table_names_only_what_is_in_the_script() -> None:
    known = {line.key for line in all_lines(shipped_script())}
    named = {key for row in _table("coverage.md") for key in re.findall(r"`(\w+\.\w+)`", row[2])}
    missing = [key for key in sorted(named) if not any(k == key or k.startswith(f"{key}.") for k in known)]
    assert missing == []


def test_the_hazard_log_names_only_tests_that_exist() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = {name for row in _table("hazards.md") for name in re.findall(r"`(test_\w+)`", row[-1])}
    assert named
    assert [name for name in sorted(named) if f"def {name}(" not in tests] == []
