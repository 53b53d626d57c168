"""Which room is spoken in, how many there may be, and what was heard a moment ago."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.serve.address import Address, SatelliteAddress, parse_address, parse_satellite
from voiceskill.serve.ears import HeardLately, Listening, typed
from voiceskill.serve.rooms import Rooms, room_name


class Talk:
    """As much of a conversation as its room needs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_idle = False


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("context", "name"),
    [
        ({"conversation_id": "a", "device_id": "b", "satellite_id": "c"}, "satellite_id:c"),
        ({"conversation_id": "a", "device_id": "b"}, "device_id:b"),
        ({"conversation_id": "a"}, "conversation_id:a"),
        ({"satellite_id": "", "device_id": 5, "conversation_id": "a"}, "conversation_id:a"),
        ({"satellite_id": "x" * 500}, f"satellite_id:{'x' * 80}"),
        ({}, None),
        (None, None),
    ],
)
def test_the_most_lasting_name_is_the_rooms(context: dict[str, object] | None, name: str | None) -> None:
    assert room_name(context) == name


def test_a_room_keeps_its_conversation_and_its_clock() -> None:
    clock = Clock()
    rooms = Rooms(Talk, clock)  # type: ignore[arg-type]
    first, began = rooms.room("bedroom")
    clock.now += 7.0
    assert rooms.room("bedroom") == (first, 7.0)
    assert began == 0.0


def test_an_idle_room_makes_way_before_a_busy_one() -> None:
    rooms = Rooms(Talk, Clock(), most=2)  # type: ignore[arg-type]
    busy, _ = rooms.room("busy")
    idle, _ = rooms.room("idle")
    idle.is_idle = True  # type: ignore[misc]
    rooms.room("new")
    assert rooms.room("busy")[0] is busy
    assert len(rooms) == 2


def test_where_all_are_busy_the_one_that_was_silent_longest_makes_way() -> None:
    rooms = Rooms(Talk, Clock(), most=2)  # type: ignore[arg-type]
    old, _ = rooms.room("old")
    rooms.room("older")
    rooms.room("old")
    rooms.room("new")
    assert rooms.room("old")[0] is old


def test_words_heard_here_are_as_sure_as_they_were_heard() -> None:
    clock = Clock()
    heard = HeardLately(clock)
    whisper = replace(typed("my chest hurts"), confidence=0.3)
    heard.remember(whisper)
    assert heard.as_heard(" my chest hurts ") == whisper
    assert heard.as_heard("my calf hurts") == typed("my calf hurts")
    clock.now += 61.0
    assert heard.as_heard("my chest hurts").confidence == 1.0


class Recognizer:
    """Gives utterances as if they had been spoken one after another."""

    def __init__(self, *finals: Hypothesis) -> None:
        self._finals = finals

    def accept(self, _: bytes) -> tuple[Hypothesis, ...]:
        return ()

    def flush(self) -> tuple[Hypothesis, ...]:
        return self._finals

    def expect(self, _: str) -> None: ...

    def close(self) -> None: ...


def test_what_was_said_in_two_breaths_is_one_utterance_as_sure_as_its_worse_half() -> None:
    first = Hypothesis("my calf", 0.1, 0.9, 0.9, final=True, readings=(("my calf", 0.7), ("my cough", 0.3)))
    second = Hypothesis("is cramping", 1.4, 2.0, 0.6, final=True)
    said = Listening(Recognizer(first, typed(""), second)).finish()
    assert (said.text, said.start, said.end, said.confidence) == ("my calf is cramping", 0.1, 2.0, 0.6)
    assert said.readings == (("my calf is cramping", 0.7), ("my cough is cramping", 0.3))


def test_nothing_said_is_an_empty_utterance() -> None:
    assert Listening(Recognizer()).finish().text == ""


@pytest.mark.parametrize(
    ("text", "address", "private"),
    [
        ("tcp://127.0.0.1:10700", Address("127.0.0.1", 10700), True),
        ("tcp://localhost:1", Address("localhost", 1), True),
        ("tcp://[::1]:10700", Address("::1", 10700), True),
        ("tcp://0.0.0.0:10700", Address("0.0.0.0", 10700), False),
        ("tcp://bedroom.local:10700", Address("bedroom.local", 10700), False),
        ("unix:///run/voiceskill.socket", Address(path="/run/voiceskill.socket"), True),
    ],
)
def test_an_address_is_read_and_written_alike(text: str, address: Address, private: bool) -> None:
    assert parse_address(text) == address
    assert str(address) == text
    assert address.is_private == private


@pytest.mark.parametrize(
    "text",
    ["", "10700", "tcp://127.0.0.1", "tcp://a:99999", "http://a:1", "unix://a", "tcp://a:1/b", "tcp://[:1"],
)
def test_what_is_no_address_is_one_sentence(text: str) -> None:
    with pytest.raises(VoiceskillError, match="is no address"):
        parse_address(text)


def test_a_satellite_is_named_by_its_room_or_its_host() -> None:
    address = Address("10.0.0.7", 10700)
    assert parse_satellite("bedroom=tcp://10.0.0.7:10700") == SatelliteAddress("bedroom", address)
    assert parse_satellite("tcp://10.0.0.7:10700") == SatelliteAddress("10.0.0.7", address)
