from __future__ import annotations

from pathlib import Path

import pytest

from voiceskill.errors import ContentError
from voiceskill.locations import content_dir
from voiceskill.understanding.lexicon import load_lexicon
from voiceskill.understanding.meaning import BODY_PARTS
from voiceskill.understanding.normalise import load_normaliser

ENGLISH = content_dir("intents") / "en"
NORMALISER = load_normaliser(ENGLISH)
LEXICON = load_lexicon(ENGLISH, NORMALISER)


def named(text: str) -> set[str]:
    return {span.concept for span in LEXICON.spans(NORMALISER.words(text))}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("charley horse in the back of my lower leg", "calf"),
        ("my gastroc", "calf"),
        ("the back of my thigh", "hamstring"),
        ("the arch", "foot"),
        ("love handles", "abdomen"),
        ("a side stitch", "abdomen"),
        ("inner thigh", "groin"),
        ("my bum", "glute"),
        ("hip flexor", "hip_flexor"),
        ("between my shoulder blades", "upper_back"),
        ("the small of my back", "lower_back"),
        ("big toe", "toes"),
    ],
)
def test_everyday_names_name_their_muscle(text: str, part: str) -> None:
    assert part in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "foot the bill",
        "give me a hand",
        "a pain in the neck",
        "leg of lamb",
        "cold feet",
        "on the other hand",
    ],
)
def test_idioms_name_no_muscle(text: str) -> None:
    assert named(text).isdisjoint(BODY_PARTS)


def small(tmp_path: Path, phrases: str) -> Path:
    (tmp_path / "lexicon").mkdir()
    parts = "".join(f"{part}: [{part}]\n" for part in BODY_PARTS)
    (tmp_path / "lexicon" / "body_parts.yaml").write_text(parts)
    (tmp_path / "lexicon" / "more.yaml").write_text(phrases)
    return tmp_path


@pytest.mark.parametrize(
    ("phrases", "message"),
    [
        ("hurt:\n  - '{pain} again'\n", r"more\.yaml:2.*no concept 'pain'"),
        ("hurt:\n  - '{ache} bad'\nache:\n  - '{hurt} so'\n", "contains itself"),
        ("calf:\n  - cow\n", r"more\.yaml:2.*in another file too"),
        ("hurt:\n  - it ... hurts\n", "can't hold a gap"),
        ("hurt:\n  - bloody sore\n", "'bloody' is a filler"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, phrases: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        load_lexicon(small(tmp_path, phrases), NORMALISER)


def test_a_missing_body_part_is_named(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "body_parts.yaml").write_text("calf: [calf]\n")
    with pytest.raises(ContentError, match="the key 'shin' is missing"):
        load_lexicon(tmp_path, NORMALISER)
