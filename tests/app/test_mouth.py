from __future__ import annotations

import numpy as np
import pytest

from voiceskill.app.echo_filter import EchoFilter
from voiceskill.app.mouth import Mouth
from voiceskill.app.sound_out import SimulatedOut
from voiceskill.app.transcript import Transcript
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import Player
from voiceskill.dialogue.actions import Pace, Say, Silence
from voiceskill.errors import VoiceskillError

RATE = 16_000


class OneSecondAWord:
    """Says each word in one second, and can't say "unsayable"."""

    def render(self, text: str, *, pace: float = 1.0) -> Pcm:
        if text == "unsayable":
            raise VoiceskillError("The voice is hoarse: rest it.")
        return Pcm(np.full(round(RATE * len(text.split()) / pace), 1000, np.int16), RATE)


class Device:
    def __init__(self, *, softly: bool = False) -> None:
        self.player = Player(RATE)
        self.sound: list[int] = []
        self.transcript = Transcript()
        self.mouth = Mouth(
            OneSecondAWord(), SimulatedOut(self.player), self.transcript, EchoFilter(), lambda: softly
        )

    def pass_time(self, seconds: float) -> list[int]:
        finished = []
        for _ in range(round(seconds * 50)):
            self.sound.append(int(np.abs(self.player.read(320)).max()))
            finished += self.mouth.poll(self.now)
        return finished

    @property
    def now(self) -> float:
        return self.player.clock / RATE

    def said(self) -> list[tuple[float, str]]:
        return [(round(entry.at, 2), entry.text) for entry in self.transcript if entry.kind == "said"]


@pytest.fixture
def device() -> Device:
    return Device()


def test_sentences_follow_one_another_with_a_pause(device: Device) -> None:
    device.mouth.carry_out([Say(1, "sit up", "a"), Say(2, "breathe", "b")], device.now)
    assert device.pass_time(4) == [1, 2]
    assert device.said() == [(0.0, "sit up"), (2.35, "breathe")]


def test_a_count_falls_on_its_time_whatever_is_queued(device: Device) -> None:
    device.mouth.carry_out([Say(1, "hold it there now", "a"), Say(2, "one", "b", at=1.5)], device.now)
    device.pass_time(5)
    assert (1.5, "one") in device.said()


def test_what_was_silenced_is_never_reported_as_said(device: Device) -> None:
    device.mouth.carry_out([Say(1, "sit up", "a"), Say(2, "breathe", "b")], device.now)
    device.pass_time(1)
    device.mouth.carry_out([Silence()], device.now)
    assert device.pass_time(4) == []
    assert device.said() == [(0.0, "sit up")]


def test_quiet_is_known_since_the_last_sound(device: Device) -> None:
    assert device.mouth.quiet_since == 0.0
    device.mouth.carry_out([Say(1, "breathe", "a")], device.now)
    device.pass_time(0.5)
    assert device.mouth.quiet_since is None
    device.pass_time(1)
    assert device.mouth.quiet_since == pytest.approx(1.35)


def test_a_sentence_that_cannot_be_said_does_not_hold_up_the_next(device: Device) -> None:
    device.mouth.carry_out([Say(1, "unsayable", "a"), Say(2, "call for help", "b")], device.now)
    assert device.pass_time(4) == [1, 2]
    assert device.said() == [(0.0, "call for help")]
    assert any("hoarse" in entry.text for entry in device.transcript if entry.kind == "sound")


def test_what_follows_a_change_of_pace_is_spoken_at_it(device: Device) -> None:
    device.mouth.carry_out([Say(1, "sit up", "a"), Pace(0.5), Say(2, "breathe", "b")], device.now)
    device.pass_time(6)
    spoken = [(entry.at, entry.until) for entry in device.transcript if entry.kind == "said"]
    assert [round((until or 0.0) - at, 2) for at, until in spoken] == [2.0, 2.0]


def test_at_night_a_voice_out_of_a_long_silence_swells() -> None:
    device = Device(softly=True)
    device.pass_time(30)
    device.mouth.carry_out([Say(1, "take it off", "a")], device.now)
    device.pass_time(3)
    heard = device.sound[1500:]
    assert 150 <= heard[1] <= 200
    assert heard[:70] == sorted(heard[:70])
    assert heard[80] == 1000


def test_an_answer_in_a_conversation_is_not_softened() -> None:
    device = Device(softly=True)
    device.mouth.carry_out([Say(1, "breathe", "a")], device.now)
    device.pass_time(3)
    device.mouth.carry_out([Say(2, "breathe", "a")], device.now)
    device.pass_time(1)
    assert max(device.sound[150:152]) == 1000


def test_by_day_no_voice_swells(device: Device) -> None:
    device.pass_time(30)
    device.mouth.carry_out([Say(1, "breathe", "a")], device.now)
    device.pass_time(0.1)
    assert device.sound[-1] == 1000
