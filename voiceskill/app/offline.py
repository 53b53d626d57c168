"""A session on a simulated clock: sound is handed in block by block, as fast as the machine allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from voiceskill.app.session import Session
from voiceskill.audio.listener import BLOCK_SAMPLES, Listener
from voiceskill.audio.live import AudioConfig
from voiceskill.audio.pcm import Samples
from voiceskill.audio.player import Player

__all__ = ["Ear", "Passed", "converse"]

_DUCK_DB = AudioConfig().duck_db


class Ear(Protocol):
    """What the microphone hears in a simulated session."""

    def hear(self, said: Samples, now: float) -> Samples | None:
        """The sound of the room from session time ``now``, while ``said`` is played; None ends the session.

        Both are at 16 kHz and of the same length.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Passed:
    """What the microphone heard and what sounded in 20 ms; both at 16 kHz."""

    heard: Samples
    said: Samples


def converse(ear: Ear, listener: Listener, session: Session, player: Player) -> Iterator[Passed]:
    """Run a session to its end, giving each block of sound as it passes.

    ``player`` runs at 16 kHz; its clock is session time. As live, our voice is ducked while someone speaks
    over it.
    """
    session.start()
    now = 0.0
    said = player.read(BLOCK_SAMPLES)
    while (heard := ear.hear(said, now)) is not None:
        block = listener.take(heard, said, now)
        if block.over_us:
            player.duck(_DUCK_DB)
        if block.closed:
            player.duck(0)
        now = player.clock / player.rate
        session.take(block, now)
        session.let_time_pass(now)
        yield Passed(heard, said)
        said = player.read(BLOCK_SAMPLES)
    session.finish(now)
