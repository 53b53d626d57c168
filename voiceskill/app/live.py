"""A session on real devices."""

from __future__ import annotations

from collections.abc import Callable

from voiceskill.app.session import Session
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.audio.live import LiveAudio

__all__ = ["listen"]

_BLOCK_WAIT_SECONDS = 0.04
_HOUR_CHECK_SECONDS = 60.0


def listen(
    audio: LiveAudio, session: Session, transcript: Transcript, follow_the_hour: Callable[[], None]
) -> None:
    """Converse until interrupted; ``audio`` is started. Trouble with devices goes into the transcript.

    ``follow_the_hour`` is called at the start and every minute, for what depends on the time of day.
    """
    session.start()
    hour_checked = float("-inf")
    while True:
        block = audio.read_block(timeout=_BLOCK_WAIT_SECONDS)
        now = audio.now()
        if block is not None:
            session.take(block, now)
        session.let_time_pass(now)
        for problem in audio.problems():
            transcript.add(Entry(problem.time, "sound", problem.sentence))
        if now - hour_checked >= _HOUR_CHECK_SECONDS:
            hour_checked = now
            follow_the_hour()
