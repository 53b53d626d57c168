"""The order of stretches follows what helped, and never gives up on the others."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from voiceskill.journal.learning import Trial, draw_order
from voiceskill.journal.rules import Learning

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
STEPS = ("towel_stretch", "bed_end", "toes_up")
GREEDY = Learning(timedelta(days=90), 0.0)
EXPLORING = Learning(timedelta(days=90), 0.3)


def _trials(step: str, eased: int, failed: int, ago: float = 1.0) -> list[Trial]:
    at = NOW - timedelta(days=ago)
    return [Trial("calf", step, at, place < eased) for place in range(eased + failed)]


def _firsts(trials: list[Trial], rules: Learning, draws: int = 2000) -> Counter[str]:
    rng = random.Random(11)
    return Counter(draw_order(STEPS, trials, NOW, rules, rng)[0] for _ in range(draws))


@given(
    st.lists(
        st.builds(
            Trial,
            st.just("calf"),
            st.sampled_from((*STEPS, "another")),
            st.datetimes(datetime(2024, 1, 1), NOW.replace(tzinfo=None)).map(lambda t: t.replace(tzinfo=UTC)),
            st.booleans(),
        ),
        max_size=40,
    ),
    st.integers(0, 2**32),
)
def test_an_order_holds_each_step_once_and_the_same_seed_gives_the_same_order(
    trials: list[Trial], seed: int
) -> None:
    order = draw_order(STEPS, trials, NOW, EXPLORING, random.Random(seed))
    assert sorted(order) == sorted(STEPS)
    assert order == draw_order(STEPS, trials, NOW, EXPLORING, random.Random(seed))


def test_before_anything_is_known_each_goes_first_about_as_often() -> None:
    firsts = _firsts([], GREEDY)
    assert all(600 < firsts[step] < 740 for step in STEPS)


def test_what_helped_goes_first_and_the_more_so_the_more_is_known() -> None:
    once = _firsts(_trials("bed_end", 1, 0), GREEDY)["bed_end"]
    often = _firsts(_trials("bed_end", 9, 1) + _trials("towel_stretch", 2, 8), GREEDY)["bed_end"]
    assert 667 < once < often


def test_what_never_helped_is_still_tried_as_often_as_the_share_of_lots_says() -> None:
    known = _trials("bed_end", 60, 2) + _trials("towel_stretch", 0, 60) + _trials("toes_up", 0, 60)
    assert _firsts(known, GREEDY)["towel_stretch"] == 0
    assert 150 < _firsts(known, EXPLORING)["towel_stretch"] < 250


def test_old_nights_count_less() -> None:
    helped_lately = _trials("bed_end", 6, 0, ago=2.0) + _trials("towel_stretch", 6, 0, ago=400.0)
    firsts = _firsts(helped_lately, GREEDY)
    assert firsts["bed_end"] > 1.5 * firsts["towel_stretch"]


def test_trials_of_steps_that_are_not_in_question_count_for_nothing() -> None:
    assert _firsts(_trials("massage", 50, 0), GREEDY) == _firsts([], GREEDY)
