"""Runs the live session on microphone and loudspeaker."""

from __future__ import annotations

from datetime import datetime

from voiceskill.app.conversation import Conversation
from voiceskill.app.hearing import Hearing
from voiceskill.app.live import listen
from voiceskill.app.mouth import Mouth
from voiceskill.app.session import Session
from voiceskill.app.shutdown import Interrupted, interruptible
from voiceskill.app.sound_out import LiveOut
from voiceskill.app.stages import load_conversation, open_recognizer, open_speaker
from voiceskill.app.transcript import Transcript, show_entry
from voiceskill.audio.earcon import listening_earcon
from voiceskill.audio.live import AudioConfig, LiveAudio
from voiceskill.audio.player import PLAYBACK_RATE
from voiceskill.config import Config
from voiceskill.console import show

__all__ = ["run_live"]

_TONE = 0
"""Token of the listening tone; the dialogue counts what it says from 1."""


def run_live(config: Config) -> int:
    """Converse until Ctrl-C or SIGTERM; exit status 0. Raises ``NoAudioDevice`` if there is none."""
    audio = LiveAudio(AudioConfig(microphone=config.microphone, speaker=config.speaker))
    try:
        with interruptible():
            audio.start()
            _converse(config, audio)
    except Interrupted:
        audio.cut()
        show("Good night.")
    finally:
        audio.stop()
    return 0


class _Hours:
    """Keeps the conversation's night and the volume in step with the time of day."""

    def __init__(self, config: Config, audio: LiveAudio, conversation: Conversation) -> None:
        self._config = config
        self._audio = audio
        self._conversation = conversation
        self._volume = 0.0

    def follow(self) -> None:
        time = datetime.now().time()
        self._conversation.set_night(self._config.is_night(time))
        volume = self._config.volume_at(time)
        self._audio.player.change_volume(volume - self._volume)
        self._volume = volume


def _converse(config: Config, audio: LiveAudio) -> None:
    transcript = Transcript(show_entry)
    night = config.is_night(datetime.now().time())
    conversation = load_conversation(config, transcript, night=night, greet=True)
    with open_speaker(config, PLAYBACK_RATE) as speaker:
        hearing = Hearing(open_recognizer(config))
        try:
            mouth = Mouth(speaker, LiveOut(audio), transcript, conversation.echo)
            show(f"Listening ({audio.description}). Ctrl-C ends.")
            if config.listening_tone:
                audio.play(listening_earcon(PLAYBACK_RATE), token=_TONE)
            hours = _Hours(config, audio, conversation)
            session = Session(hearing, conversation, mouth, audio.be_patient)
            listen(audio, session, transcript, hours.follow)
        finally:
            hearing.close()
