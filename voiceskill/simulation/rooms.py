"""The rooms that a scenario may choose: ``rooms.yaml``, checked as it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from voiceskill.simulation.image_source import Box, Point
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["PLACES", "Microphone", "Room", "Speaker", "load_rooms", "rooms"]

PLACES = ("person", "partner", "far", "television")
"""From where somebody may speak; every room has all of them."""

_FILE = Path(__file__).with_name("rooms.yaml")


@dataclass(frozen=True, slots=True)
class Microphone:
    """``at`` in metres; ``voice_dbfs``: level (dBFS) of an ordinary voice from 1 m away."""

    at: Point
    voice_dbfs: float


@dataclass(frozen=True, slots=True)
class Speaker:
    """The loudspeaker: ``at`` in metres; ``voice_db``: our voice against an ordinary one, 1 m away (dB);
    ``delay`` (s) until sound leaves it; ``drive``: its distortion, 0 for none; ``high_pass_hz``: below this
    it gives no sound.
    """

    at: Point
    voice_db: float
    delay: float
    drive: float
    high_pass_hz: float


@dataclass(frozen=True, slots=True)
class Room:
    """A preset; without ``speaker`` our voice is not heard in it. ``places`` has a point for each of
    ``PLACES``.
    """

    name: str
    says: str
    box: Box
    microphone: Microphone
    speaker: Speaker | None
    places: Mapping[str, Point] = field(hash=False)


@cache
def rooms() -> Mapping[str, Room]:
    """The rooms that come with voiceskill, by name."""
    return load_rooms(_FILE)


def load_rooms(path: Path) -> Mapping[str, Room]:
    """Read rooms; raise ``ContentError`` with file, line and key where the file is wrong."""
    return MappingProxyType({name: _room(name, node) for name, node in load_yaml(path).items()})


def _room(name: str, node: Node) -> Room:
    node.only({"says", "size", "absorption", "microphone", "speaker", "places"})
    box = _box(node)
    microphone, speaker, places = node.require("microphone"), node.get("speaker"), node.require("places")
    microphone.only({"at", "voice_dbfs"})
    places.only(PLACES)
    return Room(
        name=name,
        says=node.require("says").text(),
        box=box,
        microphone=Microphone(
            at=_point_in(box, microphone.require("at")),
            voice_dbfs=microphone.require("voice_dbfs").number(-80, -10),
        ),
        speaker=_speaker(box, speaker) if speaker else None,
        places=MappingProxyType({place: _point_in(box, places.require(place)) for place in PLACES}),
    )


def _box(node: Node) -> Box:
    size = node.require("size")
    width, depth, height = _three(size, 1.0, 20.0)
    absorption = node.require("absorption")
    absorption.only({"floor", "ceiling", "walls"})
    floor, ceiling, walls = (
        absorption.require(surface).number(0.02, 1.0) for surface in ("floor", "ceiling", "walls")
    )
    return Box((width, depth, height), floor, ceiling, walls)


def _speaker(box: Box, node: Node) -> Speaker:
    node.only({"at", "voice_db", "delay", "drive", "high_pass_hz"})
    return Speaker(
        at=_point_in(box, node.require("at")),
        voice_db=node.require("voice_db").number(-40, 20),
        delay=node.require("delay").number(0.001, 0.5),
        drive=node.require("drive").number(0, 5),
        high_pass_hz=node.require("high_pass_hz").number(20, 1000),
    )


def _point_in(box: Box, node: Node) -> Point:
    point = _three(node, 0.0, 20.0)
    if any(not 0 < at < length for at, length in zip(point, box.size, strict=True)):
        raise node.error("is not inside the room")
    return point


def _three(node: Node, minimum: float, maximum: float) -> Point:
    elements = node.elements()
    if len(elements) != 3:
        raise node.error("expected three numbers: width, depth and height")
    x, y, z = (element.number(minimum, maximum) for element in elements)
    return x, y, z
