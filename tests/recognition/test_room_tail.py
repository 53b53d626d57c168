"""How long a room rings is guessed from speech alone, well enough to tell dry speech from a bare room."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.room_tail import RoomTail
from voiceskill.simulation.image_source import Box, impulse_response

BINS = 161
NOTHING = np.full(BINS, 1e-3)


def powers(samples: np.ndarray) -> np.ndarray:
    frames = np.lib.stride_tricks.sliding_window_view(samples, 320)[::160]
    return np.abs(np.fft.rfft(frames * np.hanning(320))) ** 2


def judged(samples: np.ndarray) -> float:
    tail = RoomTail(BINS)
    for power in powers(samples):
        tail.watch(power, NOTHING)
    return tail.seconds


def in_room(samples: np.ndarray, absorbed: float) -> np.ndarray:
    box = Box((4.0, 3.4, 2.6), absorbed, absorbed, absorbed)
    response = impulse_response(box, (1.6, 1.2, 0.8), (0.6, 0.9, 0.6), 16_000, 0.8)
    size = len(samples) + len(response)
    ringing = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)
    return 0.3 * ringing[: len(samples)]


@pytest.mark.parametrize("voice", ["slt", "rms", "awb"])
def test_rooms_come_out_in_their_order(speak: Callable[..., Pcm], voice: str) -> None:
    spoken = speak("i have a cramp in my thigh and it hurts", voice).samples.astype(float)
    dry, furnished, bare = judged(spoken), judged(in_room(spoken, 0.3)), judged(in_room(spoken, 0.12))
    assert dry < 0.22 < furnished < bare


def test_an_unknown_room_has_no_tail() -> None:
    tail = RoomTail(BINS)
    assert not tail.known
    assert np.array_equal(tail.after(np.full(BINS, 1e6)), np.zeros(BINS))


@settings(max_examples=10, deadline=None)
@given(arrays.arrays(float, (24, BINS), elements=st.floats(0.0, 1e12)))
def test_the_tail_is_never_louder_than_what_came_before(power: np.ndarray) -> None:
    tail = RoomTail(BINS)
    for frame in power:
        tail.watch(frame, NOTHING)
    loudest = power.max(axis=0)
    for frame in power:
        assert np.all(tail.after(frame) <= loudest)
