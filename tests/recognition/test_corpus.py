"""What the language model is made of: templates, red flags, and example sentences."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voiceskill.locations import content_dir
from voiceskill.recognition.language_model.corpus import Corpus, read_corpus, spoken_words

ENGLISH = content_dir("intents") / "en"
CRY = "zeppelins are landing upon my chest"
LOOKALIKE = "zeppelins are landing upon my toast"
REQUEST = "zeppelins are landing upon my calf"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The shipped intents with one more example of each kind."""
    folder = tmp_path_factory.mktemp("intents") / "en"
    shutil.copytree(ENGLISH, folder)
    (folder / "red_flags/examples/zz.yaml").write_text(f"e_heart: ['{CRY}']\nnone: ['{LOOKALIKE}']\n")
    (folder / "examples/zz.yaml").write_text(f"intent: report_cramp\nsaid:\n  idle: ['{REQUEST}']\n")
    return read_corpus(folder, most_sentences=2_000, danger_share=0.3)


def weight(corpus: Corpus, text: str) -> float:
    return sum(weight for words, weight in corpus.sentences if words == spoken_words(text))


def test_examples_of_danger_and_of_intents_are_expected(corpus: Corpus) -> None:
    assert weight(corpus, CRY) > 0
    assert weight(corpus, REQUEST) > 0


def test_what_only_looks_like_danger_weighs_less_than_what_is_asked_of_us(corpus: Corpus) -> None:
    assert 0 < weight(corpus, LOOKALIKE) < weight(corpus, REQUEST)


def test_only_words_of_the_written_red_flags_must_have_a_pronunciation(corpus: Corpus) -> None:
    assert "chest" in corpus.danger_words
    assert "zeppelins" in corpus.words - corpus.danger_words


def test_shipped_examples_of_danger_are_in_the_corpus() -> None:
    shipped = read_corpus(ENGLISH, most_sentences=2_000, danger_share=0.3)
    assert weight(shipped, "band round my chest") > 0


def test_a_folder_without_examples_gives_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    shutil.copytree(ENGLISH, folder)
    shutil.rmtree(folder / "examples")
    shutil.rmtree(folder / "red_flags/examples")
    bare = read_corpus(folder, most_sentences=2_000, danger_share=0.3)
    assert sum(weight for _, weight in bare.sentences) == pytest.approx(len(bare.sentences), rel=0.01)
    assert weight(bare, "band round my chest") == 0
