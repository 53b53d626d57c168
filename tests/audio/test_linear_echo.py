"""What is left of our voice after it was subtracted, and that nobody else's suffers from it."""

from __future__ import annotations

import numpy as np
import pytest

from voiceskill.audio.linear_echo import LinearEcho

RATE = 16_000
BLOCK = 320

Sound = np.ndarray


def voice(seconds: float, seed: int) -> Sound:
    """Noise with the colour of speech that comes and goes like syllables, at -20 dBFS."""
    chance = np.random.default_rng(seed)
    noise = np.convolve(chance.standard_normal(round(seconds * RATE)), 0.9 ** np.arange(60), "same")
    syllables = np.repeat(chance.uniform(0, 1, round(seconds * 5) + 1), RATE // 5)[: len(noise)] ** 2
    sound = noise * syllables
    return sound * 3_277 / np.sqrt((sound**2).mean())


def room(far: Sound, delay: float = 0.05) -> Sound:
    """The echo of ``far`` at -12 dB, with a reverberation of 0.2 s."""
    chance = np.random.default_rng(3)
    count = round(0.2 * RATE)
    response = chance.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    response = np.concatenate([np.zeros(round(delay * RATE)), response / np.sqrt((response**2).sum()) / 4])
    return np.convolve(far, response)[: len(far)]


def subtract(canceller: LinearEcho, near: Sound, far: Sound) -> Sound:
    left = [
        canceller.subtract(
            np.rint(near[at : at + BLOCK]).astype(np.int16), np.rint(far[at : at + BLOCK]).astype(np.int16)
        )
        for at in range(0, len(near) - BLOCK + 1, BLOCK)
    ]
    return np.concatenate(left).astype(float)


def decibels(sound: Sound) -> float:
    return float(10 * np.log10((sound**2).mean() + 1e-9))


@pytest.mark.parametrize("delay", [0.02, 0.06, 0.1])
def test_our_voice_is_mostly_gone_after_some_seconds(delay: float) -> None:
    far = voice(12, seed=1)
    near = room(far, delay)
    left = subtract(LinearEcho(), near, far)
    assert decibels(near[10 * RATE :]) - decibels(left[10 * RATE :]) > 15


def test_somebody_who_speaks_over_us_is_left_as_they_are() -> None:
    far = voice(14, seed=1)
    theirs = np.zeros(len(far))
    theirs[11 * RATE : 12 * RATE] = voice(1, seed=2) / 4
    left = subtract(LinearEcho(), room(far) + theirs, far)
    spoken = slice(11 * RATE, 12 * RATE)
    assert decibels(theirs[spoken]) - decibels(left[spoken] - theirs[spoken]) > 10


def test_where_nothing_was_played_for_long_nothing_is_changed() -> None:
    canceller = LinearEcho()
    near = voice(4, seed=5)
    left = subtract(canceller, near, np.zeros(len(near)))
    assert np.array_equal(left, np.rint(near[: len(left)]))


def test_a_room_that_was_left_is_forgotten() -> None:
    canceller = LinearEcho()
    far = voice(6, seed=1)
    subtract(canceller, room(far), far)
    canceller.reset()
    near = voice(0.5, seed=6)
    assert np.array_equal(subtract(canceller, near, np.zeros(len(near))), np.rint(near))


def test_a_room_is_known_once_most_of_the_echo_is_gone_and_not_before() -> None:
    canceller = LinearEcho()
    far = voice(8, seed=1)
    near = room(far)
    subtract(canceller, near[: RATE // 4], far[: RATE // 4])
    assert not canceller.knows_room
    subtract(canceller, near[RATE // 4 :], far[RATE // 4 :])
    assert canceller.knows_room
    canceller.reset()
    assert not canceller.knows_room
