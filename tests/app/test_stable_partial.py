from hypothesis import given
from hypothesis import strategies as st

from voiceskill.app.stable_partial import StablePartial


def test_a_word_settles_when_it_has_stood_for_a_while() -> None:
    partial = StablePartial(settle_seconds=0.25)
    partial.update("stop", 1.0)
    assert partial.settled(1.2) is None
    assert partial.settled(1.25) == "stop"


def test_settled_words_are_given_once() -> None:
    partial = StablePartial(settle_seconds=0.25)
    partial.update("stop", 1.0)
    assert partial.settled(1.3) == "stop"
    assert partial.settled(1.6) is None


def test_later_words_do_not_hold_back_earlier_ones() -> None:
    partial = StablePartial(settle_seconds=0.25)
    partial.update("i can't breathe", 1.0)
    partial.update("i can't breathe and", 1.2)
    assert partial.settled(1.3) == "i can't breathe"
    assert partial.settled(1.5) == "i can't breathe and"


def test_a_word_that_is_rewritten_settles_afresh() -> None:
    partial = StablePartial(settle_seconds=0.25)
    partial.update("my cough", 1.0)
    partial.update("my calf", 1.2)
    assert partial.settled(1.3) == "my"
    assert partial.settled(1.45) == "my calf"


def test_nothing_of_an_ended_utterance_is_given() -> None:
    partial = StablePartial()
    partial.update("stop", 1.0)
    partial.clear()
    assert partial.settled(9.0) is None


@given(st.lists(st.lists(st.sampled_from(["my", "calf", "cough", "stop"]), max_size=5), max_size=8))
def test_what_is_settled_always_leads_the_newest_partial(partials: list[list[str]]) -> None:
    watcher = StablePartial(settle_seconds=0.25)
    for i, words in enumerate(partials):
        now = i * 0.1
        watcher.update(" ".join(words), now)
        settled = watcher.settled(now)
        if settled is not None:
            assert words[: len(settled.split())] == settled.split()
