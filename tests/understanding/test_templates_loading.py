from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voiceskill.errors import ContentError
from voiceskill.locations import content_dir
from voiceskill.understanding.meaning import BODY_PARTS, INTENTS
from voiceskill.understanding.template_loader import load_templates

ENGLISH = content_dir("intents") / "en"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small language of its own."""
    shutil.copy(ENGLISH / "normalise.yaml", tmp_path)
    (tmp_path / "lexicon").mkdir()
    parts = "".join(f"{part}: [{part.replace('_', ' ')}]\n" for part in BODY_PARTS)
    (tmp_path / "lexicon" / "body_parts.yaml").write_text(parts)
    (tmp_path / "intents").mkdir()
    (tmp_path / "intents" / "stop.yaml").write_text("intent: stop\ntemplates:\n  - stop [it]\n")
    return tmp_path


def add(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)


def test_a_small_language_loads(folder: Path) -> None:
    templates = load_templates(folder)
    assert {s.words for s in templates.sentences()} == {("stop",), ("stop", "it")}
    assert {"stop", "it", "calf"} <= templates.vocabulary()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("intent: pause\ntemplates:\n  - wait\n  - hold {leash}\n", r"pause\.yaml:4.*no concept 'leash'"),
        ("intent: pause\ntemplates:\n  - (wait\n", r"pause\.yaml:3.*never closed"),
        (
            "intent: pause\ntemplates:\n  - stop\n",
            r"stop\.yaml:3.*'stop' means stop here but pause in pause\.yaml:3",
        ),
        ("intent: paws\ntemplates:\n  - wait\n", r"pause\.yaml:1.*'paws' is not one of"),
        ("intent: pause\ntemplates:\n  - wait\n  - wait\n", r"pause\.yaml:4.*never be reached"),
        (
            "intent: pause\ntemplates:\n  - say: [wait]\n    states: [step]\n    not_states: [step]\n",
            r"pause\.yaml:3.*never be reached",
        ),
        (
            "intent: pause\ntemplates:\n  - say: [wait]\n    states: [stage]\n",
            r"pause\.yaml:4.*'stage' is not one",
        ),
        ("intent: pause\ncombinations:\n  - every: [leash]\n", r"pause\.yaml:3.*no concept 'leash'"),
    ],
)
def test_mistakes_are_named_with_file_and_line(folder: Path, text: str, message: str) -> None:
    add(folder, "intents/pause.yaml", text)
    with pytest.raises(ContentError, match=message):
        load_templates(folder, validate=True)


def test_what_would_break_the_device_is_refused_without_the_authors_checks(folder: Path) -> None:
    add(folder, "intents/pause.yaml", "intent: pause\ntemplates:\n  - wait\n  - hold {leash}\n")
    with pytest.raises(ContentError, match=r"pause\.yaml:4.*no concept 'leash'"):
        load_templates(folder)


def test_no_two_shipped_intents_claim_one_sentence() -> None:
    assert len(load_templates(ENGLISH, validate=True).templates) > 500


def test_one_sentence_may_mean_two_things_in_two_states(folder: Path) -> None:
    short = "- say: [back]\n  means: {default: back, paused: resume}\n"
    add(folder, "intents/short_answers.yaml", short)
    meanings = {t.intent: t.states for t in load_templates(folder).templates if t.intent != "stop"}
    assert meanings["resume"] == {"paused"}
    assert "paused" not in meanings["back"]


def test_sampling_is_bounded_and_repeatable() -> None:
    templates = load_templates(ENGLISH)
    sentences = templates.sentences(most=4_000)
    assert sentences == templates.sentences(most=4_000)
    assert 500 < len(sentences) <= 4_000
    assert {s.intent for s in sentences} >= set(INTENTS) - {"out_of_scope"}
    assert all(word and word[0] not in "{[(." for s in sentences for word in s.words)
