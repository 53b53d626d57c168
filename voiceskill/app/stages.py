"""Puts the stages together from settings and content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.conversation import Conversation
from voiceskill.app.hearing import Hearing
from voiceskill.app.mouth import Mouth
from voiceskill.app.session import Session
from voiceskill.app.sound_out import SimulatedOut
from voiceskill.app.transcript import Transcript
from voiceskill.app.watcher import Watcher
from voiceskill.audio.echo import make_canceller
from voiceskill.audio.echo_kind import EchoKind
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.listener import LISTENING_RATE, Listener
from voiceskill.audio.player import Player
from voiceskill.config import Config
from voiceskill.dialogue.diary import Diary
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.resume import CutOff
from voiceskill.recognition.recognizer import Recognizer
from voiceskill.speech.speaker import Speaker

__all__ = [
    "SimulatedSession",
    "begin_conversation",
    "load_conversation",
    "open_ready_recognizer",
    "open_recognizer",
    "open_simulated_session",
    "open_speaker",
]


def load_conversation(
    config: Config,
    transcript: Transcript,
    *,
    night: bool,
    greet: bool = False,
    watchers: Sequence[Watcher] = (),
    cut_off: CutOff | None = None,
    diary: Callable[[], Diary] = Diary,
) -> Conversation:
    """A conversation at its beginning, for the person whom ``config`` describes; see ``Conversation``."""
    return begin_conversation(
        shipped_content(),
        config,
        transcript,
        night=night,
        greet=greet,
        watchers=watchers,
        cut_off=cut_off,
        diary=diary,
    )


def begin_conversation(
    content: Content,
    config: Config,
    transcript: Transcript,
    *,
    night: bool,
    greet: bool = False,
    watchers: Sequence[Watcher] = (),
    cut_off: CutOff | None = None,
    diary: Callable[[], Diary] = Diary,
) -> Conversation:
    """The same with ``content`` that is loaded already."""
    dialogue = Dialogue(content.script, config.known_profile, night=night)
    return Conversation(
        content.understander,
        dialogue,
        transcript,
        greet=greet,
        watchers=watchers,
        cut_off=cut_off,
        diary=diary,
    )


def open_speaker(config: Config, rate: int) -> Speaker:
    """The voice that ``config`` chooses, at ``rate`` Hz."""
    return Speaker(config.spoken_voice, rate)


def open_recognizer(config: Config) -> Recognizer:
    """The recognizer with the model that ``config`` chooses; made first if it is the default one.

    Raises ``VoiceskillError`` if the model is missing or damaged.
    """
    from voiceskill.recognition.store.store import resolve_model
    from voiceskill.recognition.vosk_recognizer import VoskRecognizer

    return VoskRecognizer(resolve_model(config.model, config))


def open_ready_recognizer(config: Config) -> Recognizer | None:
    """The same, or None if its model would have to be made first."""
    from voiceskill.recognition.store.store import ready_model
    from voiceskill.recognition.vosk_recognizer import VoskRecognizer

    folder = ready_model(config)
    return None if folder is None else VoskRecognizer(folder)


@dataclass(frozen=True, slots=True)
class SimulatedSession:
    """A session whose clock is ``player``'s."""

    session: Session
    listener: Listener
    player: Player


@contextmanager
def open_simulated_session(
    config: Config, transcript: Transcript, *, night: bool = True, echo: EchoKind = "off"
) -> Iterator[SimulatedSession]:
    """A session without devices; ``echo`` is what takes our own voice out of what is heard, if it is in it.

    Its parts are closed at the end.
    """
    conversation = load_conversation(config, transcript, night=night)
    player = Player(LISTENING_RATE)
    hearing = Hearing(open_recognizer(config))
    try:
        with open_speaker(config, LISTENING_RATE) as speaker:
            mouth = Mouth(speaker, SimulatedOut(player), transcript, conversation.echo)
            listener = Listener(make_canceller(echo), SpeechGate())

            def go_on() -> None:
                player.duck(0)
                listener.gate.barge_in.false_alarm()

            session = Session(hearing, conversation, mouth, listener.be_patient, go_on)
            yield SimulatedSession(session, listener, player)
    finally:
        hearing.close()
