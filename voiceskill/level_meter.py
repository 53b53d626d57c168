"""How loud the microphone hears the room, for whoever sets the device up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Never

from tqdm import tqdm

from voiceskill.audio.devices import choose, list_devices
from voiceskill.audio.level import dbfs
from voiceskill.audio.portaudio import NoAudioDevice, on_portaudio
from voiceskill.audio.streams import Microphone
from voiceskill.config import Config
from voiceskill.errors import VoiceskillError

__all__ = ["drawn", "judge", "listen"]

BLOCK_SECONDS = 0.1
"""Each level is measured over this long (s)."""

_STUCK_SECONDS = 2.0
_DEAF_DBFS = -85.0
_OVERDRIVEN_DBFS = -3.0
_SCALE_DB = 70
_BAR = "{desc} |{bar}|"


def listen(config: Config, seconds: float) -> Iterator[float]:
    """The level (dBFS) of each tenth of a second that the chosen microphone hears, for ``seconds``.

    Raises ``VoiceskillError`` if there is no microphone, it can't be opened, or no sound comes from it.
    """
    microphone = Microphone(choose(list_devices(), "input", config.microphone))
    on_portaudio(microphone.open)
    try:
        for _ in range(round(seconds / BLOCK_SECONDS)):
            block = microphone.ring.read(round(microphone.rate * BLOCK_SECONDS), _STUCK_SECONDS)
            if block is None:
                raise NoAudioDevice(
                    f"No sound comes from '{microphone.device.name}': replug it, or choose another one."
                )
            yield dbfs(block[1])
    finally:
        on_portaudio(lambda _: microphone.close())


def drawn(levels: Iterable[float]) -> Iterator[float]:
    """The same levels, drawn on a terminal as a bar while they come."""
    bar: tqdm[Never]
    with tqdm(total=_SCALE_DB, desc="Say something", bar_format=_BAR, disable=None) as bar:
        for level in levels:
            bar.n = max(0, min(_SCALE_DB, round(_SCALE_DB + level)))
            bar.set_description_str(f"Say something: {level:4.0f} dBFS")
            yield level


def judge(levels: Sequence[float]) -> str:
    """What the levels (dBFS) of some seconds say about the microphone.

    Raises ``VoiceskillError`` with what to do if it hears nothing at all or is driven into clipping.
    """
    loudest, quietest = max(levels), min(levels)
    if loudest < _DEAF_DBFS:
        raise VoiceskillError("The microphone hears nothing at all: unmute it, or choose another one.")
    if loudest > _OVERDRIVEN_DBFS:
        raise VoiceskillError(f"The microphone is driven too hard ({loudest:.0f} dBFS): turn its gain down.")
    return f"from {quietest:.0f} dBFS in the quietest moment to {loudest:.0f} dBFS in the loudest"
