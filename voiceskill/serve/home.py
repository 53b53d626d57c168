"""What all rooms of a home share: content, model, voice, and the settings of the one household."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.conversation import Conversation
from voiceskill.app.kept_journal import KeptJournal, kept_journal
from voiceskill.app.opened_notices import Notices, RoomNotices, opened_notices
from voiceskill.app.stages import begin_conversation, open_speaker
from voiceskill.app.watcher import Watcher
from voiceskill.audio.echo import make_canceller
from voiceskill.audio.pcm import Pcm
from voiceskill.config import Config
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.recognition.store.store import resolve_model
from voiceskill.recognition.vosk_recognizer import VoskRecognizer
from voiceskill.serve.answering import Answering, Reply
from voiceskill.serve.answering_script import answering_script
from voiceskill.serve.ears import HeardLately, Listening
from voiceskill.serve.room import NothingKept, Room
from voiceskill.serve.rooms import Rooms
from voiceskill.speech.speaker import Speaker

__all__ = ["SPEAKING_RATE", "Home", "opened_home"]

SPEAKING_RATE = 22_050
"""Samples a second (Hz) of speech given out as a whole; satellites expect it."""

_WORKERS = 8
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_T = TypeVar("_T")


class Home:
    """Serves any number of rooms; its coroutines never block the loop that they run in."""

    def __init__(
        self,
        config: Config,
        content: Content,
        recognizer: VoskRecognizer,
        speaker: Speaker,
        journal: KeptJournal,
        notices: Notices,
    ) -> None:
        """``recognizer`` is that from which each room gets one of its own; all are closed by their owner."""
        self._config = config
        self._content = content
        self._recognizer = recognizer
        self._speaker = speaker
        self._journal = journal
        self._notices = notices
        self._answering_script = answering_script(content.script)
        self._heard = HeardLately(time.monotonic)
        self._rooms = Rooms(self._begin_answering, time.monotonic)
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="room")

    @property
    def voice(self) -> str:
        """The name of the voice that speaks."""
        return self._config.voice

    async def work(self, task: Callable[[], _T]) -> _T:
        """What ``task`` gives, worked out in another thread."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, task)

    def listen(self) -> Listening:
        """A recognizer for one utterance."""
        return Listening(self._recognizer.sibling())

    def note_heard(self, utterance: Hypothesis) -> None:
        """Remember how sure the words were, for when they come back to be answered."""
        self._heard.remember(utterance)

    def answer(self, text: str, room: str) -> Reply:
        """What to say in ``room`` to ``text``."""
        conversation, now = self._rooms.room(room)
        return conversation.hear(self._heard.as_heard(text), now)

    def leave(self, room: str) -> None:
        """The connection that the room was is over."""
        self._rooms.leave(room)

    def sentences(self, text: str) -> list[str]:
        """``text`` in pieces that are spoken one by one; most of them are prompts that are kept already."""
        return [sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence]

    def speak(self, sentence: str) -> Pcm:
        """``sentence`` as sound at ``SPEAKING_RATE``; it is not kept on disk, as it may be anything.

        Raises ``VoiceskillError`` if there is no voice or nothing to say.
        """
        return self._speaker.render(sentence, keep=False)

    def open_room(self, name: str | None) -> Room:
        """A session with the satellite in the room ``name``."""
        notices = self._notices.room(name)
        conversation: Conversation = begin_conversation(
            self._content,
            self._config,
            NothingKept(),
            night=self._is_night(),
            watchers=self._watchers(notices),
            diary=self._journal.diary,
        )
        return Room(
            self._recognizer.sibling(),
            conversation,
            self._speaker,
            make_canceller(self._config.echo),
            self._content.understander.understand,
            notices.failures,
        )

    def follow_the_hour(self, room: Room) -> None:
        """Let ``room`` be as dark and as quiet as the owner wants it at this time of day."""
        time_of_day = datetime.now().time()
        room.follow(night=self._config.is_night(time_of_day), volume=self._config.volume_at(time_of_day))

    def close(self) -> None:
        """Let the work that is under way end."""
        self._workers.shutdown(cancel_futures=True)

    def _begin_answering(self, _: str) -> Answering:
        notices = self._notices.room(None)
        return Answering(
            self._content.understander,
            self._answering_script,
            self._config.known_profile,
            is_night=self._is_night,
            words_per_minute=self._config.words_per_minute,
            watchers=self._watchers(notices),
            failures=notices.failures,
            diary=self._journal.diary,
        )

    def _watchers(self, notices: RoomNotices) -> tuple[Watcher, ...]:
        return (*self._journal.watchers(), *notices.watchers)

    def _is_night(self) -> bool:
        return self._config.is_night(datetime.now().time())


@contextmanager
def opened_home(config: Config) -> Iterator[Home]:
    """The home that ``config`` describes; its parts are closed at the end.

    Raises ``VoiceskillError`` if the model is missing or damaged.
    """
    content = shipped_content()
    recognizer = VoskRecognizer(resolve_model(config.model, config))
    with (
        contextlib.closing(recognizer),
        open_speaker(config, SPEAKING_RATE) as speaker,
        kept_journal(config) as journal,
        opened_notices(config) as notices,
        contextlib.closing(Home(config, content, recognizer, speaker, journal, notices)) as home,
    ):
        yield home
