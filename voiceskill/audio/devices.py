"""Which microphones and speakers there are, and which one to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from voiceskill.audio.portaudio import NoAudioDevice, on_portaudio
from voiceskill.errors import VoiceskillError

__all__ = ["Device", "Direction", "choose", "find_devices", "list_devices"]

Direction = Literal["input", "output"]

_PREFERENCE = ("pipewire", "pulse", "default", "sysdefault")
"""A sound server first: it mixes, resamples, and follows what is plugged in."""

_NAMES = {"input": "microphone", "output": "speaker"}


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device as PortAudio sees it; ``index`` is only good until PortAudio is initialized again.

    ``inputs`` and ``outputs``: numbers of channels; ``rate``: its own sample rate (Hz).
    """

    index: int
    name: str
    inputs: int
    outputs: int
    rate: int

    def channels(self, direction: Direction) -> int:
        """How many channels it has in that direction."""
        return self.inputs if direction == "input" else self.outputs


def list_devices() -> list[Device]:
    """All devices; empty if there is none. Raises ``NoAudioDevice`` if PortAudio is missing."""
    return on_portaudio(find_devices)


def find_devices(sounddevice: Any) -> list[Device]:  # noqa: ANN401
    """As ``list_devices``, for a caller that is in PortAudio's thread."""
    return [
        Device(
            index=number,
            name=str(found["name"]),
            inputs=int(found["max_input_channels"]),
            outputs=int(found["max_output_channels"]),
            rate=int(found["default_samplerate"]),
        )
        for number, found in enumerate(sounddevice.query_devices())
    ]


def choose(devices: Sequence[Device], direction: Direction, wanted: str | int | None = None) -> Device:
    """The device named ``wanted`` (its name, a part of it, or its number), or the best one.

    The order among several that fit is stable: an exact name, then a sound server, then the system's default,
    then PortAudio's own order. Raises ``NoAudioDevice`` if none has that direction, ``VoiceskillError`` if
    none fits the name.
    """
    usable = [device for device in devices if device.channels(direction) > 0]
    if not usable:
        raise NoAudioDevice(f"There is no {_NAMES[direction]}: plug one in, or start the sound server.")
    fitting = [device for device in usable if _fits(device, wanted)]
    if not fitting:
        names = ", ".join(f"'{device.name}'" for device in usable)
        raise VoiceskillError(f"There is no {_NAMES[direction]} called '{wanted}': choose one of {names}.")
    return min(fitting, key=lambda device: (device.name != wanted, _rank(device), device.index))


def _fits(device: Device, wanted: str | int | None) -> bool:
    if wanted is None:
        return True
    if isinstance(wanted, int) or wanted.isdecimal():
        return device.index == int(wanted)
    return wanted.casefold() in device.name.casefold()


def _rank(device: Device) -> int:
    return _PREFERENCE.index(device.name) if device.name in _PREFERENCE else len(_PREFERENCE)
