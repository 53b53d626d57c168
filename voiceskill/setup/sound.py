"""Trying microphone and speaker out while the questions about them are asked."""

from __future__ import annotations

import time
from typing import Protocol

from voiceskill.audio.devices import Direction
from voiceskill.config import Config
from voiceskill.errors import VoiceskillError
from voiceskill.speech.engine import EngineDescription

__all__ = ["LiveSound", "Sound"]

_LISTENING_SECONDS = 5.0
_LONGEST_SAMPLE_SECONDS = 15.0
_POLL_SECONDS = 0.05


class Sound(Protocol):
    """What the questions need of this machine's sound. Methods raise ``VoiceskillError`` where it fails."""

    def devices(self, direction: Direction) -> list[str]:
        """Names of what can hear or speak; empty without any."""
        ...

    def engine(self) -> EngineDescription | None:
        """The speech engine, or None where it does not work."""
        ...

    def listen(self, config: Config) -> str:
        """How loud the microphone of ``config`` hears the next seconds, drawn while it listens."""
        ...

    def say(self, text: str, config: Config) -> None:
        """Speak ``text`` as ``config`` says, to its end."""
        ...


class LiveSound:
    """The machine's own."""

    def devices(self, direction: Direction) -> list[str]:
        """See ``Sound.devices``."""
        from voiceskill.audio.devices import list_devices

        try:
            return [device.name for device in list_devices() if device.channels(direction) > 0]
        except VoiceskillError:
            return []

    def engine(self) -> EngineDescription | None:
        """See ``Sound.engine``."""
        from voiceskill.speech.engine import SpeechProcess

        process = SpeechProcess()
        try:
            return process.describe()
        except VoiceskillError:
            return None
        finally:
            process.close()

    def listen(self, config: Config) -> str:
        """See ``Sound.listen``."""
        from voiceskill.level_meter import drawn, judge, listen

        return judge(list(drawn(listen(config, _LISTENING_SECONDS))))

    def say(self, text: str, config: Config) -> None:
        """See ``Sound.say``."""
        from voiceskill.audio.devices import choose, list_devices
        from voiceskill.audio.player import PLAYBACK_RATE, Player
        from voiceskill.audio.portaudio import on_portaudio
        from voiceskill.audio.streams import Speaker
        from voiceskill.speech import speaker as speech

        with speech.Speaker(config.spoken_voice, PLAYBACK_RATE) as voice:
            pcm = voice.render(text)
        player = Player()
        player.change_volume(config.volume)
        speaker = Speaker(choose(list_devices(), "output", config.speaker), player)
        on_portaudio(speaker.open)
        try:
            player.play(pcm, token=1)
            ends = time.monotonic() + _LONGEST_SAMPLE_SECONDS
            while player.busy and time.monotonic() < ends:
                time.sleep(_POLL_SECONDS)
            if player.busy:
                raise VoiceskillError(f"'{speaker.device.name}' plays nothing: choose another speaker.")
            time.sleep(speaker.latency)
        finally:
            on_portaudio(lambda _: speaker.close())
