"""A session on a simulated clock: sound is handed in block by block, as fast as the machine allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from voiceskill.app.session import Session
from voiceskill.audio.listener import BLOCK_SAMPLES, Listener
from voiceskill.audio.pcm import Samples
from voiceskill.audio.player import Player

__all__ = ["Ear", "Passed", "converse"]


class Ear(Protocol):
    """What the microphone hears in a simulated session."""

    def read(self, count: int, now: float) -> Samples | None:
        """The next ``count`` samples at 16 kHz from session time ``now``; None ends the session."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Passed:
    """What the microphone heard and what sounded in 20 ms; both at 16 kHz."""

    heard: Samples
    said: Samples


def converse(ear: Ear, listener: Listener, session: Session, player: Player) -> Iterator[Passed]:
    """Run a session to its end, giving each block of sound as it passes.

    ``player`` runs at 16 kHz; its clock is session time.
    """
    session.start()
    now = 0.0
    while (heard := ear.read(BLOCK_SAMPLES, now)) is not None:
        said = player.read(BLOCK_SAMPLES)
        block = listener.take(heard, said, now)
        now = player.clock / player.rate
        session.take(block, now)
        session.let_time_pass(now)
        yield Passed(heard, said)
    session.finish(now)
