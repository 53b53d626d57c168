"""A session on real devices."""

from __future__ import annotations

from voiceskill.app.session import Session
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.audio.live import LiveAudio

__all__ = ["listen"]

_BLOCK_WAIT_SECONDS = 0.04


def listen(audio: LiveAudio, session: Session, transcript: Transcript) -> None:
    """Converse until interrupted; ``audio`` is started. Trouble with devices goes into the transcript."""
    session.start()
    while True:
        block = audio.read_block(timeout=_BLOCK_WAIT_SECONDS)
        if block is not None:
            session.take(block, audio.now())
        session.let_time_pass(audio.now())
        for problem in audio.problems():
            transcript.add(Entry(problem.time, "sound", problem.sentence))
