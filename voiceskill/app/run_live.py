"""Runs the live session on microphone and loudspeaker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from voiceskill.app.hearing import Hearing
from voiceskill.app.kept_facts import KeptFacts, kept_facts
from voiceskill.app.kept_journal import KeptJournal, kept_journal
from voiceskill.app.kept_state import KeptState, kept_state
from voiceskill.app.live import listen
from voiceskill.app.mouth import Mouth
from voiceskill.app.opened_notices import RoomNotices, opened_notices
from voiceskill.app.session import Session
from voiceskill.app.settings_in_force import SettingsInForce
from voiceskill.app.shutdown import Interrupted, interruptible
from voiceskill.app.sound_out import LiveOut
from voiceskill.app.stages import load_conversation, open_recognizer, open_speaker
from voiceskill.app.transcript import Transcript, show_entry
from voiceskill.audio.earcon import listening_earcon
from voiceskill.audio.live import AudioConfig, LiveAudio
from voiceskill.audio.player import PLAYBACK_RATE
from voiceskill.config import Config
from voiceskill.console import show
from voiceskill.service.hangup import hangups
from voiceskill.service.heartbeat import Heartbeat
from voiceskill.service.notify import ServiceManager

__all__ = ["run_live"]

_TONE = 0
"""Token of the listening tone; the dialogue counts what it says from 1."""


def run_live(load: Callable[[], Config], manager: ServiceManager) -> int:
    """Converse until Ctrl-C or SIGTERM; exit status 0. Raises ``NoAudioDevice`` if there is none.

    ``load`` reads the settings, now and again after each SIGHUP; ``manager`` is told how we are.
    """
    config = load()
    audio = LiveAudio(AudioConfig(config.microphone, config.speaker, config.echo))
    try:
        with (
            kept_state() as kept,
            kept_facts() as facts,
            kept_journal(config) as journal,
            opened_notices(config) as notices,
            interruptible(),
            hangups() as hangup_came,
        ):
            audio.start()
            _converse(config, load, hangup_came, audio, manager, journal, kept, facts, notices.room())
    except Interrupted:
        manager.stopping()
        audio.cut()
        show("Good night.")
    finally:
        audio.stop()
    return 0


def _converse(
    config: Config,
    load: Callable[[], Config],
    hangup_came: Callable[[], bool],
    audio: LiveAudio,
    manager: ServiceManager,
    journal: KeptJournal,
    kept: KeptState,
    facts: KeptFacts,
    notices: RoomNotices,
) -> None:
    transcript = Transcript(show_entry)
    night = config.is_night(datetime.now().time())
    conversation = load_conversation(
        config,
        transcript,
        night=night,
        greet=True,
        watchers=(*kept.watchers, facts, *journal.watchers(), *notices.watchers),
        cut_off=kept.cut_off,
        diary=journal.diary,
    )
    with open_speaker(config, PLAYBACK_RATE) as speaker:
        hearing = Hearing(open_recognizer(config))
        settings = SettingsInForce(config, facts, audio, speaker, conversation, transcript, manager)

        def upkeep(now: float) -> None:
            settings.keep(now)
            if hangup_came():
                settings.read_again(load, now)
            for failure in notices.failures():
                mouth.carry_out(conversation.alert_failed(failure, now), now)

        try:
            mouth = Mouth(speaker, LiveOut(audio), transcript, conversation.echo)
            show(f"Listening ({audio.description}). Ctrl-C ends.")
            manager.ready(f"Listening ({audio.description})")
            if config.listening_tone:
                audio.play(listening_earcon(PLAYBACK_RATE), token=_TONE)
            session = Session(hearing, conversation, mouth, audio.be_patient, audio.unduck)
            listen(audio, session, transcript, Heartbeat(manager), upkeep)
        finally:
            hearing.close()
