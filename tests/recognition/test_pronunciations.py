from __future__ import annotations

from pathlib import Path

import pytest

from voiceskill.errors import ContentError, VoiceskillError
from voiceskill.locations import content_dir
from voiceskill.recognition.language_model.corpus import read_corpus, spoken_words
from voiceskill.recognition.pronunciations import PHONES, find_pronunciations

ENGLISH = content_dir("intents") / "en"


def additions(folder: Path, text: str) -> Path:
    path = folder / "pronunciations.yaml"
    path.write_text(text)
    return path


def test_additions_come_beside_the_dictionary(tmp_path: Path) -> None:
    path = additions(tmp_path, 'cramp: ["K R AA M P"]\nflexor: ["F L EH K S ER"]\n')
    found = find_pronunciations({"cramp", "flexor"}, (), path)
    assert found["cramp"] == (("K", "R", "AE", "M", "P"), ("K", "R", "AA", "M", "P"))
    assert found["flexor"] == (("F", "L", "EH", "K", "S", "ER"),)


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("chest's", ("T", "S")),
        ("jaw's", ("AO", "Z")),
        ("face's", ("S", "AH", "Z")),
        ("flexor's", ("ER", "Z")),
    ],
)
def test_a_word_with_s_is_said_as_the_word_and_an_s(tmp_path: Path, word: str, end: tuple[str, ...]) -> None:
    path = additions(tmp_path, 'flexor: ["F L EH K S ER"]\n')
    found = find_pronunciations({word}, (), path)
    assert found.keys() == {word}
    assert found[word][0][-len(end) :] == end


def test_an_unpronounceable_word_of_a_red_flag_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = additions(tmp_path, 'flexor: ["F L EH K S ER"]\n')
    with pytest.raises(VoiceskillError, match="grblx"):
        find_pronunciations({"chest", "grblx"}, {"grblx"}, path)


def test_other_unpronounceable_words_are_left_out(tmp_path: Path) -> None:
    path = additions(tmp_path, 'flexor: ["F L EH K S ER"]\n')
    assert find_pronunciations({"chest", "grblx"}, {"chest"}, path).keys() == {"chest"}


def test_an_unknown_phone_is_an_error_with_its_place(tmp_path: Path) -> None:
    path = additions(tmp_path, 'flexor:\n  - "F L EH1 K S ER"\n')
    with pytest.raises(ContentError, match=r"pronunciations.yaml:2: flexor\[0\]: 'EH1' is no phone"):
        find_pronunciations({"flexor"}, (), path)


def test_words_are_spelled_as_in_the_dictionary() -> None:
    assert spoken_words("I can’t feel my Hip-Flexor, help!") == (
        "i",
        "can't",
        "feel",
        "my",
        "hip",
        "flexor",
        "help",
    )


def test_every_word_of_the_shipped_red_flags_can_be_heard() -> None:
    corpus = read_corpus(ENGLISH, most_sentences=2_000, danger_share=0.3)
    assert corpus.danger_words
    found = find_pronunciations(corpus.words, corpus.danger_words, ENGLISH / "pronunciations.yaml")
    assert corpus.danger_words <= found.keys()
    assert {phone for variants in found.values() for way in variants for phone in way} <= PHONES


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_red_flags_get_their_share_of_the_weight(share: float) -> None:
    corpus = read_corpus(ENGLISH, most_sentences=2_000, danger_share=share)
    total = sum(weight for _, weight in corpus.sentences)
    assert total == pytest.approx(len(corpus.sentences), rel=0.01)
