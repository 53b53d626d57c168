"""What was fitted is kept, made anew when what it was made of changes, and done without where need be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from red_flag_bank import FOLDER

from voiceskill.understanding.red_flags.loading import is_learned, load_red_flags

_EXAMPLES = """\
e_heart:
  - there's a van parked on my ribs
  - someone is sitting on my ribs
  - my ribs are in a vice
none:
  - there's a van parked outside
  - someone is at the door
  - the wood is in a vice
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The rules of English with six example sentences."""
    language = tmp_path / "en"
    folder = language / "red_flags"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("examples", "around.yaml"))
    shutil.copy(FOLDER.parent / "normalise.yaml", language)
    (folder / "examples").mkdir()
    (folder / "examples" / "few.yaml").write_text(_EXAMPLES)
    return folder


def _told(folder: Path, store: Path | None) -> list[str]:
    told: list[str] = []
    load_red_flags(folder, store, told.append)
    return told


def test_it_is_learned_once_and_says_so(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert not is_learned(folder, store)
    assert len(_told(folder, store)) == 1
    assert is_learned(folder, store)
    assert _told(folder, store) == []


def test_what_is_kept_judges_as_what_was_fitted(folder: Path, tmp_path: Path) -> None:
    fresh, kept = load_red_flags(folder), load_red_flags(folder, tmp_path)
    for text in ("a van is parked on my ribs", "a van outside", "ring the door"):
        assert fresh.scan_text(text) == kept.scan_text(text)


def test_a_changed_example_is_learned_at_once(folder: Path, tmp_path: Path) -> None:
    load_red_flags(folder, tmp_path)
    (folder / "examples" / "more.yaml").write_text("none: [all is well]\n")
    assert not is_learned(folder, tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no numbers at all"])
def test_a_broken_file_is_made_anew(folder: Path, tmp_path: Path, content: bytes) -> None:
    store = tmp_path / "store"
    load_red_flags(folder, store)
    (kept,) = store.iterdir()
    kept.write_bytes(content)
    assert len(_told(folder, store)) == 1
    assert is_learned(folder, store)


def test_where_it_can_not_be_kept_that_is_told_and_it_works_all_the_same(
    folder: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    told: list[str] = []
    scanner = load_red_flags(folder, blocked / "store", told.append)
    assert len(told) == 2
    assert str(blocked) in told[1]
    kept = load_red_flags(folder, tmp_path / "store")
    for said in ("there's a van parked on my ribs", "someone is at the door", "my chest hurts"):
        assert scanner.evidence(said) == kept.evidence(said)
        assert scanner.scan_text(said) == kept.scan_text(said)
    assert scanner.scan_text("my chest hurts").red_flag
