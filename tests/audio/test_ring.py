"""The ring loses nothing that fits, drops the oldest of what does not, and counts it."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.audio.ring import Ring


@given(st.integers(1, 50), st.lists(st.tuples(st.booleans(), st.integers(0, 70)), max_size=40))
def test_every_sample_is_read_once_under_its_number_or_counted_as_dropped(
    capacity: int, steps: list[tuple[bool, int]]
) -> None:
    ring = Ring(capacity)
    written = read = next_start = 0
    for is_write, count in steps:
        if is_write:
            ring.write(np.arange(written, written + count).astype(np.int16))
            written += count
            continue
        found = ring.read(count)
        if found is None:
            assert written - read - ring.dropped < count
            continue
        start, samples = found
        assert start >= next_start
        assert samples.tolist() == list(range(start, start + count))
        next_start = start + count
        read += count
    assert ring.written == written
    assert written - read - ring.dropped <= capacity


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_any_stretch_can_be_looked_up_with_silence_where_nothing_is_kept(
    written: int, start: int, count: int
) -> None:
    ring = Ring(32)
    for sample in range(written):
        ring.write(np.array([sample + 1], np.int16))
    expected = [n + 1 if max(0, written - 32) <= n < written else 0 for n in range(start, start + count)]
    assert ring.at(start, count).tolist() == expected


def test_a_waiting_reader_is_woken_by_the_writer() -> None:
    ring = Ring(100)
    writer = threading.Thread(target=lambda: ring.write(np.arange(10, dtype=np.int16)))
    writer.start()
    found = ring.read(10, timeout=10)
    writer.join()
    assert found is not None
    assert found[1].tolist() == list(range(10))


def test_falling_behind_is_counted() -> None:
    ring = Ring(10)
    for _ in range(3):
        ring.write(np.zeros(8, np.int16))
    assert (ring.dropped, ring.overruns) == (14, 2)
