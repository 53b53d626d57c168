"""A mistake in the red-flag files is one clear error that names file, line and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from red_flag_bank import FOLDER

from voiceskill.errors import ContentError
from voiceskill.understanding.red_flags import load_red_flags, red_flag_sentences
from voiceskill.understanding.red_flags.loading import load_rules

_WORDS = """\
folding:
  joined: {can: cant, is: isnt, do: dont}
  determiners: [my, the]
  dropped: [is, really]
  kept: {}
  same: {feel: feels feeling}
stoppers: (and | but | leg)
joiners: [and]
lists:
  pain: (pain* | hurt*)
"""
_SIGNS = """\
chest_pain:
  - chest .. <pain>
numb:
  - can't feel
"""
_FACTS = "pregnant:\n  - pregnan*\n"
_CONTEXT = """\
cues:
  denial: [no, isnt, dont]
bystander: [husband]
harmless:
  gym:
    check: e_heart
    say: [chest stretch]
"""
_ROWS = """\
e_heart:
  level: emergency
  name: Heart
  source: NHS
  fires_when:
    - chest_pain
    - numb + pregnant
  says: [my chest hurts]
  lookalikes: [chest stretch]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    language = tmp_path / "en"
    folder = language / "red_flags"
    folder.mkdir(parents=True)
    shutil.copy(FOLDER.parent / "normalise.yaml", language)
    for name, text in {
        "words": _WORDS,
        "signs_all": _SIGNS,
        "facts": _FACTS,
        "context": _CONTEXT,
        "rows_all": _ROWS,
    }.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def test_a_small_folder_loads_and_fires(folder: Path) -> None:
    scanner = load_red_flags(folder)
    assert scanner.scan_text("my chest really hurts").red_flag is not None
    assert scanner.scan_text("is it the chest stretch").red_flag is None
    assert scanner.scan_text("i can't feel it i'm pregnant").red_flag is not None


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "problem"),
    [
        ("signs_all", "<pain>", "<paint>", 2, "names the word list <paint>"),
        ("signs_all", "chest .. <pain>", "(chest | <pain>", 2, "without its ')'"),
        ("signs_all", "chest .. <pain>", "chest pain)", 2, "too many"),
        ("signs_all", "chest .. <pain>", "chest & pain", 2, "can't be read from '& pain' on"),
        ("signs_all", "can't feel", "'[really]'", 4, "matched by no word"),
        ("signs_all", "can't feel", "(is | feel)", 4, "always left out"),
        ("signs_all", "can't feel", "can't feel\n  - cant my feel", 5, "can never be needed"),
        ("signs_all", "numb:", "spare: [spare]\nnumb:", 3, "no row uses this sign"),
        ("rows_all", "- chest_pain", "- chest_pane", 6, "names the sign 'chest_pane'"),
        ("rows_all", "numb + pregnant", "numb pregnant", 7, "can't be read from 'pregnant' on"),
        ("rows_all", "  lookalikes: [chest stretch]\n", "", 2, "the key 'lookalikes' is missing"),
        ("rows_all", "lookalikes: [chest stretch]", "lookalikes: []", 9, "must not fire"),
        ("rows_all", "emergency", "panic", 2, "'panic' is not one of"),
        ("context", "check: e_heart", "check: e_hart", 6, "'e_hart' is not one of"),
        ("context", "denial:", "denied:", 2, "unknown key 'denied'"),
        ("words", "(and | but | leg)", "(and | but leg)", 7, "single words only"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    folder: Path, file: str, old: str, new: str, line: int, problem: str
) -> None:
    path = folder / f"{file}.yaml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ContentError) as caught:
        load_red_flags(folder)
    assert caught.value.path == path
    assert caught.value.line == line
    assert problem in caught.value.problem


def test_sentences_for_the_recognizer_hold_every_rows_examples() -> None:
    sentences = dict(red_flag_sentences(FOLDER))
    assert len(sentences) > 300
    for row in load_rules(FOLDER).rows:
        assert set(row.says) | set(row.lookalikes) <= sentences.keys()
        assert all(sentences[sentence] > 0 for sentence in row.says)
