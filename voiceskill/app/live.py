"""A session on real devices."""

from __future__ import annotations

from collections.abc import Callable

from voiceskill.app.session import Session
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.audio.listener import Block
from voiceskill.audio.live import LiveAudio
from voiceskill.service.heartbeat import Heartbeat

__all__ = ["listen"]

_BLOCK_WAIT_SECONDS = 0.04


def listen(
    audio: LiveAudio,
    session: Session,
    transcript: Transcript,
    heartbeat: Heartbeat,
    upkeep: Callable[[float], None],
    on_block: Callable[[Block], None] | None = None,
) -> None:
    """Converse until interrupted; ``audio`` is started. Trouble with devices goes into the transcript,
    and its end is said.

    ``upkeep`` is called every 40 ms or so with the session time (s), for what does not depend on sound;
    ``on_block`` with each block that was heard.
    """
    session.start()
    away = False
    while True:
        block = audio.read_block(timeout=_BLOCK_WAIT_SECONDS)
        now = audio.now()
        if block is not None:
            session.take(block, now)
            heartbeat.took(block.start, audio.now())
            if on_block is not None:
                on_block(block)
        session.let_time_pass(now)
        for problem in audio.problems():
            transcript.add(Entry(problem.time, "sound", problem.sentence))
            if away and problem.over:
                session.sound_returned(now)
            away = not problem.over
        upkeep(now)
