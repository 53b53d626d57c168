"""What of each sound in a simulated room reaches its microphone."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from voiceskill.audio.listener import BLOCK_SAMPLES, LISTENING_RATE
from voiceskill.audio.pcm import Samples
from voiceskill.simulation.filtering import StreamConvolver, around, energy_db, high_passed
from voiceskill.simulation.image_source import Floats, Point, impulse_response, sabine_seconds
from voiceskill.simulation.loudspeaker import Loudspeaker
from voiceskill.simulation.rooms import Room, Speaker
from voiceskill.speech.shaping import SPEECH_DBFS

__all__ = ["Acoustics", "place_response"]

_RUMBLE_HZ = 100.0
_LONGEST_SECONDS = 0.8
"""The tail of a response is cut here (s): the barest room is 60 dB down by then."""


class Acoustics:
    """The paths of one session: our voice through the loudspeaker, and people's from where they are.

    All sound is handed over in blocks of 20 ms at 16 kHz, in order; speech at ``SPEECH_DBFS`` is as loud as
    an ordinary voice.
    """

    def __init__(self, room: Room, drift_ppm: float) -> None:
        """``drift_ppm``: by how much the loudspeaker's clock is slower than the microphone's."""
        self._room = room
        self._loudspeaker: Loudspeaker | None = None
        self._voices: dict[str, StreamConvolver] = {}
        if (speaker := room.speaker) is not None:
            self._loudspeaker = Loudspeaker(LISTENING_RATE, speaker.delay, drift_ppm, speaker.drive)
            self._echo = StreamConvolver(_speaker_response(room, speaker), BLOCK_SAMPLES)

    def echo(self, said: Samples) -> Floats:
        """Our own voice at the microphone (±32768) while ``said`` is played, shape (320,)."""
        if self._loudspeaker is None:
            return np.zeros(len(said))
        return self._echo.push(self._loudspeaker.play(said))

    def voice(self, place: str, spoken: Floats) -> Floats:
        """What somebody speaks at ``place`` (one of ``PLACES``) as it is at the microphone, and what still
        rings of all that was spoken from other places. Both of shape (320,), ±32768.
        """
        if place not in self._voices:
            self._voices[place] = StreamConvolver(place_response(self._room, place), BLOCK_SAMPLES)
        nothing = np.zeros(len(spoken))
        heard = [path.push(spoken if name == place else nothing) for name, path in self._voices.items()]
        return np.asarray(sum(heard))

    def from_place(self, place: str, sound: Floats) -> Floats:
        """A whole ``sound``, shape (n,), that is repeated without end at ``place``, as it is at the
        microphone.
        """
        return around(sound, place_response(self._room, place))

    def voice_dbfs(self, place: str) -> float:
        """Level (dBFS) of an ordinary voice from ``place`` at the microphone, with what the room adds."""
        return SPEECH_DBFS + energy_db(place_response(self._room, place))


@lru_cache(maxsize=32)
def place_response(room: Room, place: str) -> Floats:
    """From a mouth at ``place`` to the samples of ``room``'s microphone."""
    return _response(room, room.places[place], 0.0, _RUMBLE_HZ)


@lru_cache(maxsize=8)
def _speaker_response(room: Room, speaker: Speaker) -> Floats:
    return _response(room, speaker.at, speaker.voice_db, speaker.high_pass_hz)


def _response(room: Room, source: Point, louder_db: float, corner: float) -> Floats:
    seconds = min(1.2 * sabine_seconds(room.box), _LONGEST_SECONDS)
    response = impulse_response(room.box, source, room.microphone.at, LISTENING_RATE, seconds)
    level = room.microphone.voice_dbfs - SPEECH_DBFS + louder_db
    return high_passed(response, corner, LISTENING_RATE) * 10 ** (level / 20)
