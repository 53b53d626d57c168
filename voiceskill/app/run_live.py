"""Runs the live session on microphone and loudspeaker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from voiceskill.app.foresight import Foresight
from voiceskill.app.kept_facts import KeptFacts, kept_facts
from voiceskill.app.kept_journal import KeptJournal, kept_journal
from voiceskill.app.kept_state import KeptState, kept_state
from voiceskill.app.live import listen
from voiceskill.app.mouth import Mouth
from voiceskill.app.opened_notices import RoomNotices, opened_notices
from voiceskill.app.opening import Opened, opened
from voiceskill.app.session import Session
from voiceskill.app.settings_in_force import SettingsInForce
from voiceskill.app.shutdown import Interrupted, interruptible
from voiceskill.app.sound_out import LiveOut
from voiceskill.app.stages import begin_conversation, open_speaker
from voiceskill.app.transcript import Transcript, show_entry, show_trouble
from voiceskill.audio.earcon import listening_earcon
from voiceskill.audio.live import AudioConfig, LiveAudio
from voiceskill.audio.player import PLAYBACK_RATE
from voiceskill.config import Config
from voiceskill.console import show
from voiceskill.dialogue.machine import Dialogue
from voiceskill.locations import LANGUAGE
from voiceskill.screen.screen import make_screen, showing
from voiceskill.screen.words import load_screen_words
from voiceskill.service.hangup import hangups
from voiceskill.service.heartbeat import Heartbeat
from voiceskill.service.notify import ServiceManager

__all__ = ["run_live"]

_REMEMBERED = 1000
"""Entries of the transcript that are kept: a device that runs for years must not grow."""
_TONE = 0
"""Token of the listening tone; the dialogue counts what it says from 1."""


def run_live(load: Callable[[], Config], manager: ServiceManager, *, plain: bool = False) -> int:
    """Converse until Ctrl-C or SIGTERM; exit status 0. Raises ``NoAudioDevice`` if there is none.

    ``load`` reads the settings, now and again after each SIGHUP; ``manager`` is told how we are. A terminal
    gets a screen, or lines if ``plain``.
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
            opened(config, audio) as parts,
        ):
            _converse(
                config,
                load,
                hangup_came,
                audio,
                parts,
                manager,
                journal,
                kept,
                facts,
                notices.room(),
                plain=plain,
            )
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
    parts: Opened,
    manager: ServiceManager,
    journal: KeptJournal,
    kept: KeptState,
    facts: KeptFacts,
    notices: RoomNotices,
    *,
    plain: bool,
) -> None:
    screen = make_screen(parts.content.script, load_screen_words(LANGUAGE), plain=plain)
    shown = show_trouble if manager.is_there else show_entry
    transcript = Transcript(shown if screen is None else screen.keeper.write, most=_REMEMBERED)
    night = config.is_night(datetime.now().time())
    with open_speaker(config, PLAYBACK_RATE) as speaker:

        def prepare(text: str) -> None:
            speaker.make_ready(text, pace=mouth.pace)

        script = parts.content.script
        foresight = Foresight(script, Dialogue(script, config.known_profile, night=night), prepare)
        watchers = (*kept.watchers, facts, *journal.watchers(), *notices.watchers, foresight)
        conversation = begin_conversation(
            parts.content,
            config,
            transcript,
            night=night,
            greet=True,
            watchers=watchers if screen is None else (*watchers, screen.keeper),
            cut_off=kept.cut_off,
            diary=journal.diary,
        )
        settings = SettingsInForce(config, facts, audio, speaker, conversation, transcript, manager)

        def upkeep(now: float) -> None:
            settings.keep(now)
            if screen is not None:
                screen.follow(now)
            if hangup_came():
                settings.read_again(load, now)
            for failure in notices.failures():
                mouth.carry_out(conversation.alert_failed(failure, now), now)

        mouth = Mouth(
            speaker,
            LiveOut(audio),
            transcript,
            conversation.echo,
            softly=lambda: conversation.speaks_softly,
        )
        show(f"Listening ({audio.description}). Ctrl-C ends.")
        manager.ready(f"Listening ({audio.description})")
        if config.listening_tone:
            audio.play(listening_earcon(PLAYBACK_RATE), token=_TONE)
        session = Session(
            parts.hearing,
            conversation,
            mouth,
            audio.be_patient,
            audio.unduck,
            None if screen is None else screen.keeper.hear,
        )
        on_block = None if screen is None else screen.measure
        with foresight, showing(screen):
            listen(audio, session, transcript, Heartbeat(manager), upkeep, on_block)
