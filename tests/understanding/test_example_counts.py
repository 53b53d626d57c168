from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voiceskill.errors import ContentError
from voiceskill.locations import content_dir
from voiceskill.understanding.lexicon import load_lexicon
from voiceskill.understanding.likeness import Likeness, load_likeness
from voiceskill.understanding.normalise import load_normaliser
from voiceskill.understanding.utterance import analyse, load_grammar_words

ENGLISH = content_dir("intents") / "en"
NORMALISER = load_normaliser(ENGLISH)
LEXICON = load_lexicon(ENGLISH, NORMALISER)
GRAMMAR = load_grammar_words(ENGLISH)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A language with two example sentences."""
    folder = tmp_path / "en"
    (folder / "examples").mkdir(parents=True)
    shutil.copy(ENGLISH / "likeness.yaml", folder)
    said(folder, "stop", "enough of this")
    said(folder, "next", "onwards then")
    return folder


def said(folder: Path, intent: str, sentence: str) -> None:
    text = f"intent: {intent}\nsaid:\n  step:\n    - {sentence}\n"
    (folder / "examples" / f"{intent}.yaml").write_text(text)


def likeness(folder: Path, cache: Path | None) -> Likeness:
    return load_likeness(folder, NORMALISER, LEXICON, GRAMMAR, cache)


def probable(known: Likeness, text: str) -> str:
    """The likelier of the two intents that have a sentence."""
    odds = known.probabilities(analyse(NORMALISER.tokens(text), LEXICON, GRAMMAR), "step")
    return "stop" if odds["stop"] > odds["next"] else "next"


def test_kept_counts_say_the_same_as_fresh_ones(folder: Path, tmp_path: Path) -> None:
    utterance = analyse(NORMALISER.tokens("enough now"), LEXICON, GRAMMAR)
    cache = tmp_path / "cache"
    fresh = likeness(folder, None).probabilities(utterance, "step")
    assert likeness(folder, cache).probabilities(utterance, "step") == pytest.approx(fresh)
    assert list(cache.iterdir())
    assert likeness(folder, cache).probabilities(utterance, "step") == pytest.approx(fresh)


def test_a_changed_sentence_counts_at_once(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert probable(likeness(folder, cache), "onwards") == "next"
    said(folder, "next", "forth then")
    said(folder, "stop", "onwards no longer")
    assert probable(likeness(folder, cache), "onwards") == "stop"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a cache at all"])
def test_a_broken_cache_is_made_anew(folder: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "cache"
    likeness(folder, cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(content)
    assert probable(likeness(folder, cache), "enough") == "stop"
    assert kept.read_bytes() != content


def test_a_cache_that_can_not_be_written_is_done_without(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert probable(likeness(folder, blocked / "cache"), "enough") == "stop"


def test_a_mistake_in_the_sentences_is_named_in_spite_of_a_cache(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    likeness(folder, cache)
    (folder / "examples" / "stop.yaml").write_text("intent: stop\nsaid:\n  stage: [enough]\n")
    with pytest.raises(ContentError, match=r"stop\.yaml:3.*unknown key 'stage'"):
        likeness(folder, cache)
