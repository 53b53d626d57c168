"""A session on a simulated clock: sound is handed in block by block, as fast as the machine allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from voiceskill.app.conversation import Conversation
from voiceskill.app.mouth import Mouth
from voiceskill.audio.pcm import Samples
from voiceskill.audio.player import Player
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.recognition.recognizer import SAMPLE_RATE, Recognizer

__all__ = ["BLOCK_SAMPLES", "Block", "Ear", "converse"]

BLOCK_SAMPLES = SAMPLE_RATE // 50
"""Samples handed over at a time: 20 ms at ``SAMPLE_RATE``."""


class Ear(Protocol):
    """What the microphone hears in a simulated session."""

    def read(self, count: int, now: float) -> Samples | None:
        """The next ``count`` samples at ``SAMPLE_RATE`` from session time ``now``; None ends the session."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What was heard and what sounded in one block of time; both at ``SAMPLE_RATE``."""

    heard: Samples
    said: Samples


def converse(
    ear: Ear,
    recognizer: Recognizer,
    conversation: Conversation,
    mouth: Mouth,
    player: Player,
    on_partial: Callable[[Hypothesis], None] | None = None,
) -> Iterator[Block]:
    """Run a session to its end, giving each block of sound as it passes; ``player`` runs at SAMPLE_RATE."""
    mouth.carry_out(conversation.start(), 0.0)
    now = 0.0
    while (heard := ear.read(BLOCK_SAMPLES, now)) is not None:
        said = player.read(BLOCK_SAMPLES)
        now = player.clock / player.rate
        for hypothesis in recognizer.accept(heard.tobytes()):
            if on_partial is not None and not hypothesis.final:
                on_partial(hypothesis)
            mouth.carry_out(conversation.hear(hypothesis, now), now)
        for say_id in mouth.poll(now):
            mouth.carry_out(conversation.spoken(say_id, now), now)
        mouth.carry_out(conversation.tick(now), now)
        recognizer.expect(conversation.listening_state)
        yield Block(heard, said)
    for hypothesis in recognizer.flush():
        mouth.carry_out(conversation.hear(hypothesis, now), now)
