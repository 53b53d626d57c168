"""Devices that come and go: the keeper gets back what it can and says what is missing."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from voiceskill.audio import keeper as keeper_module
from voiceskill.audio import portaudio
from voiceskill.audio.keeper import DeviceKeeper
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import Player
from voiceskill.audio.portaudio import NoAudioDevice

PATIENCE = 20.0


class FakeStream:
    def __init__(self, library: FakeLibrary, kind: str, **settings: Any) -> None:
        if library.broken_opens > 0:
            library.broken_opens -= 1
            raise library.PortAudioError("Device unavailable")
        self.latency = 0.02
        self.active = False
        self.kind = kind
        self.settings = settings
        self.library = library

    def start(self) -> None:
        if self.kind in self.library.unstartable:
            raise self.library.PortAudioError("can't start")
        self.active = True
        self.library.open.append(self)

    def abort(self, ignore_errors: bool = True) -> None:
        self.active = False

    def close(self, ignore_errors: bool = True) -> None:
        if self in self.library.open:
            self.library.open.remove(self)


class FakeLibrary:
    """Behaves as sounddevice does, with faults to order."""

    class PortAudioError(Exception):
        pass

    def __init__(self) -> None:
        self.microphones, self.speakers = 1, 1
        self.open: list[FakeStream] = []
        self.unstartable: set[str] = set()
        self.broken_opens = 0
        self.broken_initializations = 0
        self.initialized = True

    def query_devices(self) -> list[dict[str, Any]]:
        if not self.initialized:
            raise self.PortAudioError("PortAudio not initialized")
        microphones = [{"name": "mic", "max_input_channels": 1, "max_output_channels": 0}] * self.microphones
        speakers = [{"name": "spk", "max_input_channels": 0, "max_output_channels": 2}] * self.speakers
        return [{**device, "default_samplerate": 48_000.0} for device in microphones + speakers]

    def RawInputStream(self, **settings: Any) -> FakeStream:  # noqa: N802
        return FakeStream(self, "input", **settings)

    def RawOutputStream(self, **settings: Any) -> FakeStream:  # noqa: N802
        return FakeStream(self, "output", **settings)

    def _terminate(self) -> None:
        if not self.initialized:
            raise self.PortAudioError("PortAudio not initialized")
        assert not self.open, "terminated with open streams"
        self.initialized = False

    def _initialize(self) -> None:
        if self.broken_initializations > 0:
            self.broken_initializations -= 1
            raise self.PortAudioError("host error")
        self.initialized = True


class Watched:
    """A keeper, its faulty library, and what it reported."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.library = FakeLibrary()
        monkeypatch.setattr(portaudio, "_load", lambda: self.library)
        monkeypatch.setattr(portaudio, "_OWNER", portaudio._Owner())
        for name in ("_FIRST_RETRY_SECONDS", "_LAST_RETRY_SECONDS", "_SEARCH_SECONDS", "_WATCH_SECONDS"):
            monkeypatch.setattr(keeper_module, name, 0.005)
        monkeypatch.setattr(keeper_module, "_HEARTBEAT_SECONDS", 1_000.0)
        self.reports: queue.Queue[tuple[str, bool]] = queue.Queue()
        self.player = Player()
        self.keeper = DeviceKeeper(
            None, None, self.player, lambda sentence, over: self.reports.put((sentence, over))
        )

    def lose_sound(self) -> None:
        """The sound server dies: streams end without an error."""
        for stream in list(self.library.open):
            stream.active = False

    def next(self) -> tuple[str, bool]:
        return self.reports.get(timeout=PATIENCE)


@pytest.fixture(name="watched")
def fixture_watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    watched = Watched(monkeypatch)
    yield watched
    watched.keeper.stop()
    assert watched.library.open == []


def test_both_devices_are_opened_and_closed(watched: Watched) -> None:
    watched.keeper.start()
    assert [stream.kind for stream in watched.library.open] == ["input", "output"]
    assert watched.keeper.stop()
    assert watched.library.open == []


@pytest.mark.parametrize("missing", ["microphones", "speakers"])
def test_a_start_without_one_of_them_is_refused_and_leaves_nothing_open(
    watched: Watched, missing: str
) -> None:
    setattr(watched.library, missing, 0)
    with pytest.raises(NoAudioDevice, match="plug one in"):
        watched.keeper.start()
    assert watched.library.open == []


def test_a_setting_that_a_device_refuses_is_followed_by_another(watched: Watched) -> None:
    watched.library.broken_opens = 2
    watched.keeper.start()
    microphone = watched.library.open[0]
    assert (microphone.settings["samplerate"], microphone.settings["channels"]) == (16_000, 1)


def test_faults_on_the_way_back_are_tried_again_until_sound_is_back(watched: Watched) -> None:
    watched.keeper.start()
    watched.library.broken_initializations = 3
    watched.library.broken_opens = 9
    watched.lose_sound()
    assert "gone away" in watched.next()[0]
    sentence, over = watched.next()
    assert over
    assert "back" in sentence
    assert len(watched.library.open) == 2


def test_without_the_microphone_we_still_speak_and_say_that_we_are_deaf_until_it_is_back(
    watched: Watched,
) -> None:
    watched.keeper.start()
    watched.library.microphones = 0
    watched.lose_sound()
    watched.next()
    assert watched.next() == (keeper_module.MICROPHONE_GONE, False)
    watched.library.microphones = 1
    assert watched.next() == ("Microphone and speaker are both back.", True)
    assert watched.keeper.duplex is not None
    assert watched.keeper.duplex.complete


def test_the_search_for_a_microphone_does_not_interrupt_what_is_being_said(watched: Watched) -> None:
    watched.keeper.start()
    watched.library.microphones = 0
    watched.player.play(Pcm(np.ones(48_000, np.int16), 48_000), 1)
    watched.lose_sound()
    watched.next()
    watched.next()
    speaking = watched.keeper.duplex
    watched.library.microphones = 1
    for _ in range(20):
        watched.keeper._stopping.wait(0.005)
        assert watched.keeper.duplex is speaking
    watched.player.cut()
    watched.player.read(48_000)
    assert watched.next()[1]


def test_without_the_speaker_we_still_hear_and_say_so(watched: Watched) -> None:
    watched.keeper.start()
    watched.library.unstartable = {"output"}
    watched.lose_sound()
    watched.next()
    sentence, over = watched.next()
    assert "you can't hear me" in sentence
    assert not over
    assert watched.keeper.duplex is not None
    assert watched.keeper.duplex.speaker is None


def test_time_away_passes_on_the_players_clock(watched: Watched) -> None:
    watched.keeper.start()
    duplex = watched.keeper.duplex
    assert duplex is not None
    assert duplex.speaker is not None
    times = SimpleNamespace(outputBufferDacTime=0.0, currentTime=0.0)
    duplex.speaker._callback(bytearray(2 * 720), 720, times, None)
    before = watched.player.clock
    watched.library.broken_opens = 18
    watched.lose_sound()
    watched.next()
    assert watched.next()[1]
    assert watched.player.clock > before
