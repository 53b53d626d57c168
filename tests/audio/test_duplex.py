"""Microphone and speaker on different crystals, late callbacks and lost sound: pairs stay in step."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from voiceskill.audio import streams
from voiceskill.audio.devices import Device
from voiceskill.audio.duplex import Duplex, Pair
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import Player
from voiceskill.audio.streams import Microphone, Speaker

NOW = SimpleNamespace(outputBufferDacTime=0.03, currentTime=0.0)


class Bench:
    """A microphone and a speaker whose callbacks are called by hand, on a clock that is moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, rates: tuple[int, int], ppm: float = 0.0) -> None:
        self.now = 1_000.0
        monkeypatch.setattr(streams, "time", SimpleNamespace(monotonic=lambda: self.now))
        self.player = Player(48_000)
        device = Device(0, "bench", 1, 1, 48_000)
        self.microphone, self.speaker = Microphone(device), Speaker(device, self.player)
        for stream, rate in zip((self.microphone, self.speaker), rates, strict=True):
            stream.rate, stream.channels = rate, 1
            stream._prepare(0.03)
        self.duplex = Duplex(self.microphone, self.speaker)
        self._ppm = ppm
        self._done = {"microphone": 0, "speaker": 0}

    def run(self, seconds: float, step: float = 0.005) -> list[Pair]:
        """Let time pass; gives the pairs that came of it."""
        pairs = []
        for _ in range(round(seconds / step)):
            self.now += step
            self._speaker_due()
            self._microphone_due()
            while (pair := self.duplex.next_pair(0)) is not None:
                pairs.append(pair)
        return pairs

    def _speaker_due(self) -> None:
        block = round(0.015 * self.speaker.rate)
        due = (self.now - 1_000) * self.speaker.rate * (1 + self._ppm * 1e-6)
        while self._done["speaker"] + block <= due:
            data = bytearray(2 * block)
            self.speaker._callback(data, block, NOW, None)
            self._done["speaker"] += block

    def _microphone_due(self) -> None:
        block = round(0.02 * self.microphone.rate)
        due = (self.now - 1_000) * self.microphone.rate
        while self._done["microphone"] + block <= due:
            data = np.full(block, 50, np.int16)
            self.microphone._callback(data.tobytes(), block, NOW, None)
            self._done["microphone"] += block


def pulses(seconds: float, every: float) -> Pcm:
    samples = np.zeros(round(48_000 * seconds), np.int16)
    for at in range(0, len(samples) - 960, round(every * 48_000)):
        samples[at : at + 960] = 8_000
    return Pcm(samples, 48_000)


@pytest.mark.parametrize("rates", [(48_000, 48_000), (44_100, 48_000), (48_000, 44_100), (16_000, 48_000)])
@pytest.mark.parametrize("ppm", [100.0, -100.0])
def test_the_reference_stays_within_milliseconds_of_the_microphone_for_minutes(
    monkeypatch: pytest.MonkeyPatch, rates: tuple[int, int], ppm: float
) -> None:
    bench = Bench(monkeypatch, rates, ppm)
    bench.run(1.0)
    lags = []
    for token in range(4):
        handed_over = 1_000 + bench.player.clock / (48_000 * (1 + ppm * 1e-6))
        bench.player.play(pulses(2.0, 0.5), token)
        pairs = bench.run(7.0)
        far = np.concatenate([pair.far for pair in pairs])
        first = np.flatnonzero(np.abs(far.astype(int)) > 4_000)[0]
        at = pairs[first // 320].host + (first % 320) / 16_000
        lags.append(at - handed_over)
    assert max(lags) - min(lags) < 0.008
    assert min(lags) > 0
    assert max(lags) < 0.045


def test_block_times_follow_the_clock_without_gaps_or_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, (44_100, 48_000))
    pairs = bench.run(5.0)
    assert len(pairs) >= 247
    steps = np.diff([pair.host for pair in pairs])
    assert np.abs(steps - 0.02).max() < 0.006
    assert all(len(pair.near) == len(pair.far) == 320 for pair in pairs)
    assert not any(pair.gap for pair in pairs)


def test_sound_lost_while_no_one_read_is_a_gap_and_time_is_right_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench(monkeypatch, (48_000, 48_000))
    bench.run(1.0)
    for _ in range(3_000):
        bench.now += 0.005
        bench._speaker_due()
        bench._microphone_due()
    after = bench.run(0.5)
    assert bench.microphone.ring.overruns > 0
    assert sum(pair.gap for pair in after) == 1
    assert abs(after[-1].host + 0.02 - bench.now) < 0.04


def test_samples_missed_while_the_speaker_was_away_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, (48_000, 48_000))
    bench.run(1.0)
    bench.now += 2.0
    assert abs(bench.speaker.take_samples_missed() - 2 * 48_000) < 1_500
    assert bench.speaker.take_samples_missed() == 0


def test_stereo_microphones_are_mixed_and_speakers_get_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, (48_000, 48_000))
    bench.microphone.channels = bench.speaker.channels = 2
    bench.microphone._callback(np.tile(np.array([100, 300], np.int16), 960).tobytes(), 960, NOW, None)
    found = bench.microphone.ring.read(960)
    assert found is not None
    assert set(found[1]) == {200}
    bench.player.play(Pcm(np.arange(1, 481, dtype=np.int16), 48_000), 1)
    data = bytearray(4 * 480)
    bench.speaker._callback(data, 480, NOW, None)
    frames = np.frombuffer(bytes(data), np.int16).reshape(-1, 2)
    assert np.array_equal(frames[:, 0], frames[:, 1])
    assert frames[:, 0].tolist() == list(range(1, 481))


def test_time_never_turns_back_when_the_first_callback_came_late(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, (16_000, 16_000))
    hosts = []
    for blocks in (2, 3, *[1] * 20):
        bench.now += 0.08 if not hosts else 0.0 if blocks == 3 else 0.02
        for _ in range(blocks):
            bench.microphone._callback(np.full(320, 50, np.int16).tobytes(), 320, NOW, None)
        while (pair := bench.duplex.next_pair(0)) is not None:
            hosts.append(pair.host)
    assert len(hosts) >= 20
    assert all(later > earlier for earlier, later in pairwise(hosts))


def test_in_rest_two_blocks_come_at_once_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, (48_000, 48_000))
    came = []
    for _ in range(50):
        bench.now += 0.02
        bench._microphone_due()
        pairs = 0
        while bench.duplex.next_pair(0, in_twos=True) is not None:
            pairs += 1
        came.append(pairs)
    assert set(came[4:]) == {0, 2}
    assert sum(came) >= 47
