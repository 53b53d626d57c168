"""What is played starts exactly where it should and is silent exactly when it was cut."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import LATE_SECONDS, Finished, Player

RATE = 8_000
LEVEL = 1_000


def sound(length: int, level: int = LEVEL) -> Pcm:
    return Pcm(np.full(length, level, np.int16), RATE)


def drain(player: Player, count: int, block: int) -> np.ndarray:
    return np.concatenate([player.read(min(block, count - at)) for at in range(0, count, block)])


def test_queued_sounds_follow_each_other_without_a_gap() -> None:
    player = Player(RATE)
    player.play(sound(130, 100), 1)
    player.play(sound(70, 200), 2)
    assert drain(player, 300, 64).tolist() == [100] * 130 + [200] * 70 + [0] * 100
    assert player.finished() == [Finished(1, 130), Finished(2, 200)]
    assert player.finished() == []


@given(
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(1, 400)), min_size=1, max_size=6),
    st.integers(1, 500),
)
@settings(deadline=None)
def test_counts_start_at_their_very_sample_whatever_the_block_size(
    counts: list[tuple[int, int]], block: int
) -> None:
    player = Player(RATE)
    expected = np.zeros(3_000, np.int64)
    for token, (at, length) in enumerate(counts):
        player.play(sound(length), token, at=at)
        expected[at : at + length] += LEVEL
    assert drain(player, 3_000, block).tolist() == expected.tolist()
    ends = {end.token: end.sample for end in player.finished()}
    assert ends == {token: at + length for token, (at, length) in enumerate(counts)}


def test_count_mixes_over_the_queue_and_neither_waits() -> None:
    player = Player(RATE)
    player.play(sound(100, 300), 1)
    player.play(sound(20, 50), 2, at=40)
    played = drain(player, 120, 50)
    assert played.tolist() == [300] * 40 + [350] * 20 + [300] * 40 + [0] * 20


def test_count_that_is_a_little_late_starts_at_once() -> None:
    player = Player(RATE)
    player.read(1_000)
    player.play(sound(10), 1, at=900)
    assert player.read(20).tolist() == [LEVEL] * 10 + [0] * 10


def test_count_that_is_more_than_half_a_second_late_is_dropped_and_reported_as_such() -> None:
    player = Player(RATE)
    player.read(RATE)
    player.play(sound(10), 1, at=int(RATE * (1 - LATE_SECONDS)) - 1)
    assert not player.read(100).any()
    assert player.finished() == [Finished(1, RATE, complete=False)]


def test_time_that_the_device_was_away_drops_counts_and_keeps_the_queue() -> None:
    player = Player(RATE)
    player.play(sound(10), 1)
    player.play(sound(10, 77), 2, at=100)
    player.skip(RATE)
    assert player.read(20).tolist() == [LEVEL] * 10 + [0] * 10
    assert player.finished() == [Finished(2, RATE, complete=False), Finished(1, RATE + 10)]


def test_cut_fades_within_ten_milliseconds_and_forgets_the_rest() -> None:
    player = Player(RATE)
    player.play(sound(RATE), 1)
    player.play(sound(RATE), 2)
    player.play(sound(RATE), 3, at=2_000)
    player.read(400)
    player.cut()
    after = drain(player, 3 * RATE, 333).astype(int)
    fade = RATE // 100
    assert not after[fade:].any()
    assert (np.diff(after[:fade]) <= 0).all()
    assert np.abs(np.diff(after[:fade])).max() <= LEVEL / player.fade_samples + 1
    assert player.finished() == []


def test_sound_played_right_after_a_cut_is_whole() -> None:
    player = Player(RATE)
    player.play(sound(RATE), 1)
    player.read(100)
    player.cut()
    player.play(sound(200, 500), 2)
    played = drain(player, 300, 50)
    assert played[player.fade_samples : 200].tolist() == [500] * (200 - player.fade_samples)
    assert not played[200:].any()
    assert player.finished() == [Finished(2, 300)]


def test_ducking_is_a_ramp_without_a_click_that_ends_at_the_level_asked_for() -> None:
    player = Player(RATE)
    player.play(sound(RATE, 10_000), 1)
    player.read(100)
    player.duck(-20)
    ducked = drain(player, 400, 37).astype(int)
    assert np.abs(np.diff(ducked)).max() <= 10_000 / (0.02 * RATE) + 1
    assert ducked[int(0.02 * RATE) :].tolist() == [1_000] * (400 - int(0.02 * RATE))
    player.duck(0)
    assert drain(player, 400, 37)[-1] == 10_000


@given(st.lists(st.floats(-100, 100), max_size=10))
def test_volume_stays_within_bounds(changes: list[float]) -> None:
    player = Player(RATE)
    for change in changes:
        assert -30 <= player.change_volume(change) <= 12


def test_too_loud_saturates_and_does_not_wrap_around() -> None:
    player = Player(RATE)
    for token in range(4):
        player.play(sound(100, 30_000), token, at=0)
    assert set(player.read(100)) == {32_767}


class AnyUse(RuleBasedStateMachine):
    """Any interleaving of play, count, cut and read: silence after a cut unless something new was played."""

    def __init__(self) -> None:
        super().__init__()
        self.player = Player(RATE)
        self.silent_from: int | None = 0
        self.played = 0
        self.ended: list[Finished] = []
        self.alive: set[int] = set()

    @rule(length=st.integers(0, 600))
    def play(self, length: int) -> None:
        self._add()
        self.player.play(sound(length), self.played)

    @rule(length=st.integers(1, 600), ahead=st.integers(-100, 900))
    def count(self, length: int, ahead: int) -> None:
        self._add()
        self.player.play(sound(length), self.played, at=self.player.clock + ahead)

    def _add(self) -> None:
        self.played += 1
        self.alive.add(self.played)
        self.silent_from = None

    @rule()
    def cut(self) -> None:
        self._note_ends()
        self.player.cut()
        self.alive.clear()
        self.silent_from = self.player.clock + RATE // 100

    @rule(length=st.integers(0, 700))
    def read(self, length: int) -> None:
        start = self.player.clock
        samples = self.player.read(length)
        assert len(samples) == length
        assert self.player.clock == start + length
        if self.silent_from is not None:
            assert not samples[max(0, self.silent_from - start) :].any()

    @rule()
    def _note_ends(self) -> None:
        for end in self.player.finished():
            assert end.token in self.alive
            assert end.sample <= self.player.clock
            self.alive.remove(end.token)
            self.ended.append(end)

    @precondition(lambda self: self.played)
    @invariant()
    def no_token_ends_twice(self) -> None:
        tokens = [end.token for end in self.ended]
        assert len(tokens) == len(set(tokens))

    def teardown(self) -> None:
        self.player.read(20 * RATE)
        self._note_ends()
        assert not self.alive
        assert not self.player.busy


TestAnyUse = AnyUse.TestCase
