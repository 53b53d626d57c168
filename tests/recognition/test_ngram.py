import math
from pathlib import Path

import pocketsphinx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.language_model.arpa import arpa_text
from voiceskill.recognition.language_model.general_english import GeneralEnglish
from voiceskill.recognition.language_model.ngram import END, START, Ngram, WeightedSentence, estimate

SENTENCES: list[WeightedSentence] = [
    (("my", "calf", "hurts"), 4.0),
    (("my", "foot", "hurts"), 1.0),
    (("stop",), 0.25),
]
BACKGROUND = GeneralEnglish({"the": 0.6, "my": 0.3, "weather": 0.1}, {"the": {"weather": 0.7}})
words = st.sampled_from(["my", "calf", "foot", "stop", "it", "hurts"])
sentences = st.lists(
    st.tuples(st.lists(words, min_size=1, max_size=5).map(tuple), st.floats(0.01, 50.0)),
    min_size=1,
    max_size=8,
)


def estimated(given_sentences: list[WeightedSentence] = SENTENCES, order: int = 3) -> Ngram:
    return estimate(given_sentences, BACKGROUND, order=order, discount=0.4, background_share=0.15)


def vocabulary(ngram: Ngram) -> set[str]:
    return {words[0] for words in ngram.log_probabilities if len(words) == 1}


@given(sentences, st.integers(1, 3))
def test_probabilities_add_up_to_one_after_every_history(
    given_sentences: list[WeightedSentence], order: int
) -> None:
    ngram = estimated(given_sentences, order)
    for history in [(), *ngram.log_backoffs, ("never", "heard")]:
        total = sum(math.exp(ngram.log_probability(word, history)) for word in vocabulary(ngram))
        assert total == pytest.approx(1.0, abs=1e-5)


def test_heavier_sentences_are_likelier() -> None:
    ngram = estimated()
    assert ngram.log_probability("calf", (START, "my")) > ngram.log_probability("foot", (START, "my"))


def test_background_words_can_follow_anything() -> None:
    ngram = estimated()
    assert (
        -20
        < ngram.log_probability("weather", ("my", "calf"))
        < ngram.log_probability("hurts", ("my", "calf"))
    )


def test_a_rarely_weighted_sentence_keeps_its_ngrams() -> None:
    ngram = estimated()
    assert ngram.log_probability(END, (START, "stop")) > math.log(0.5)


def test_unknown_words_have_no_probability() -> None:
    assert estimated().log_probability("aardvark", ()) == -math.inf


def test_no_sentences_is_an_error() -> None:
    with pytest.raises(VoiceskillError, match="no sentence"):
        estimate([], BACKGROUND, order=3, discount=0.4, background_share=0.1)


def test_pocketsphinx_reads_the_same_probabilities_from_arpa(tmp_path: Path) -> None:
    ngram = estimated()
    (tmp_path / "small.arpa").write_text(arpa_text(ngram))
    read = pocketsphinx.NGramModel.readfile(str(tmp_path / "small.arpa"))
    for *history, word in [("my", "calf", "hurts"), ("my", "foot"), ("calf", "weather"), ("stop",)]:
        steps = read.prob([word, *reversed(history)])
        assert steps * math.log(1.0001) == pytest.approx(
            ngram.log_probability(word, tuple(history)), abs=0.02
        )


def test_pairs_of_the_background_are_likelier_than_their_words_alone() -> None:
    ngram = estimated()
    assert ngram.log_probability("weather", ("the",)) == pytest.approx(math.log(0.7), abs=0.01)
    assert ngram.log_probability("weather", ("the",)) > ngram.log_probability("weather", ("my",))
