"""Keeps a live session in step with the time of day and, after SIGHUP, with the settings file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from voiceskill.app.conversation import Conversation
from voiceskill.app.kept_facts import KeptFacts
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.audio.live import LiveAudio
from voiceskill.config import Config
from voiceskill.errors import VoiceskillError
from voiceskill.service.notify import ServiceManager
from voiceskill.speech.speaker import Speaker

__all__ = ["SettingsInForce"]

_LOOK_SECONDS = 60.0
_SAMPLE = "Ready."
_AT_START = ("microphone", "speaker", "echo", "model", "journal", "alert", "mqtt")


class SettingsInForce:
    """Country, night, volume and voice follow the settings at once; the profile when no cramp is coached."""

    def __init__(
        self,
        config: Config,
        facts: KeptFacts,
        audio: LiveAudio,
        speaker: Speaker,
        conversation: Conversation,
        transcript: Transcript,
        manager: ServiceManager,
    ) -> None:
        """``config`` is what the session was started with, ``facts`` what it is told to remember."""
        self._config = config
        self._facts = facts
        self._audio = audio
        self._speaker = speaker
        self._conversation = conversation
        self._transcript = transcript
        self._manager = manager
        self._volume = 0.0
        self._looked = float("-inf")

    def keep(self, now: float) -> None:
        """Follow the hour, once a minute; ``now`` in session seconds."""
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            self._follow()

    def read_again(self, load: Callable[[], Config], now: float) -> None:
        """Take over what ``load`` reads; where it raises ``VoiceskillError`` all stays as it is."""
        self._manager.reloading()
        try:
            config = load()
            self._facts.read_again()
            if config.spoken_voice != self._speaker.voice:
                self._speaker.render(_SAMPLE, config.spoken_voice)
        except VoiceskillError as error:
            self._tell(now, f"The settings stay as they were: {error}")
        else:
            self._take(config, now)
        self._manager.ready(f"Listening ({self._audio.description})")

    def _take(self, config: Config, now: float) -> None:
        later = [name for name in _AT_START if getattr(config, name) != getattr(self._config, name)]
        self._config = config
        self._speaker.voice = config.spoken_voice
        self._follow()
        wait = f" Start it again for a new {' and '.join(later)}." if later else ""
        self._tell(now, f"The settings were read anew.{wait}")

    def _follow(self) -> None:
        time = datetime.now().time()
        self._conversation.set_night(self._config.is_night(time))
        self._conversation.set_profile(self._facts.profile(self._config))
        volume = self._config.volume_at(time)
        self._audio.player.change_volume(volume - self._volume)
        self._volume = volume

    def _tell(self, now: float, sentence: str) -> None:
        self._transcript.add(Entry(now, "sound", sentence))
