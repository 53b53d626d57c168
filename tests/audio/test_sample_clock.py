"""Sample numbers and host seconds map onto each other although callbacks come late and crystals drift."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from voiceskill.audio.clock import SampleClock

RATE = 48_000
BLOCK = 480


def run(clock: SampleClock, seconds: float, ppm: float, lateness: float, seed: int) -> tuple[int, float]:
    """Callbacks of a device that started at host second 100; gives the last sample and its true moment."""
    chance = random.Random(seed)
    sample, true = 0, 100.0
    while true < 100 + seconds:
        clock.see(sample, true + chance.random() * lateness)
        sample += BLOCK
        true += BLOCK / (RATE * (1 + ppm * 1e-6))
    return sample, true


@given(st.floats(-150, 150), st.floats(0, 0.01), st.integers(0, 100))
def test_late_callbacks_and_drift_do_not_move_the_clock_by_more_than_a_few_milliseconds(
    ppm: float, lateness: float, seed: int
) -> None:
    clock = SampleClock(RATE)
    sample, true = run(clock, 20.0, ppm, lateness, seed)
    assert abs(clock.time_of(sample) - true) < 0.005


def test_a_burst_at_the_start_does_not_spoil_what_follows() -> None:
    clock = SampleClock(RATE)
    for block in range(5):
        clock.see(block * BLOCK, 100.0)
    for block in range(5, 200):
        clock.see(block * BLOCK, 100.0 + (block - 4) * 0.01)
    assert abs(clock.time_of(200 * BLOCK) - 101.96) < 0.002


def test_both_directions_agree() -> None:
    clock = SampleClock(RATE)
    assert not clock.started
    run(clock, 2.0, 0, 0, 0)
    assert clock.sample_at(clock.time_of(12_345)) == 12_345


def test_after_an_underrun_the_clock_settles_anew() -> None:
    clock = SampleClock(RATE)
    sample, true = run(clock, 5.0, 0, 0, 0)
    clock.resettle()
    for block in range(100):
        clock.see(sample + block * BLOCK, true + 0.03 + block * 0.01)
    assert abs(clock.time_of(sample + 100 * BLOCK) - (true + 1.03)) < 0.001
