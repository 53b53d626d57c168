"""From microphone and playback to what is worth decoding: echo cancelling, then the gate.

Pure and driven by blocks, so that the live path and the simulation of a session in a file are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceskill.audio.echo import Aec3, EchoCanceller
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.level import dbfs
from voiceskill.audio.linear_echo import LinearEcho
from voiceskill.audio.pcm import Samples

__all__ = ["BLOCK_SAMPLES", "BLOCK_SECONDS", "LISTENING_RATE", "Block", "Listener"]

LISTENING_RATE = 16_000
"""Samples a second (Hz) of everything that is listened to."""

BLOCK_SAMPLES = 320
BLOCK_SECONDS = BLOCK_SAMPLES / LISTENING_RATE

_TAIL_SECONDS = 0.3
_AUDIBLE_DBFS = -70.0


@dataclass(frozen=True, slots=True)
class Block:
    """20 ms of the room, and what of it a recognizer should be fed.

    samples: the room without our own voice, shape (320,); start: session time of its first sample (s).
    playing: our own sound is in the room (or was a moment ago).
    speech: for the recognizer, shape (n,): nothing while no one speaks; at the opening of the gate this block
        and what came just before it, as one piece; speech_start: session time of its first sample (s).
    opened, closed: someone starts to speak; has stopped (flush the recognizer after feeding ``speech``).
    over_us: on the opening block, that it happened while we spoke.
    quiet_seconds: silence (s) since a voice was last heard, while someone's turn has not ended.
    """

    samples: Samples
    start: float
    playing: bool
    speech: Samples
    speech_start: float
    opened: bool = False
    closed: bool = False
    over_us: bool = False
    quiet_seconds: float = 0.0


class Listener:
    """One thread at a time."""

    def __init__(self, canceller: EchoCanceller, gate: SpeechGate) -> None:
        """``gate`` sees what ``canceller`` leaves; where that masks, the recognizer is fed what a linear
        canceller leaves.
        """
        self.canceller = canceller
        self.gate = gate
        self._linear = LinearEcho() if isinstance(canceller, Aec3) else None
        self._tail_blocks = 0

    def take(self, near: Samples, far: Samples, start: float) -> Block:
        """The next 20 ms: ``near`` from the microphone, ``far`` what we played then, both (320,) at 16 kHz;
        ``start``: session time of their first sample (s).
        """
        if dbfs(far) > _AUDIBLE_DBFS:
            self._tail_blocks = round(_TAIL_SECONDS / BLOCK_SECONDS)
        playing = self._tail_blocks > 0
        self._tail_blocks = max(0, self._tail_blocks - 1)
        residual = self.canceller.process(near, far)
        passed = self.gate.push(residual, playing=playing, speech=self._for_recognizer(residual, near, far))
        before = max(0, len(passed.samples) - len(residual))
        return Block(
            samples=residual,
            start=start,
            playing=playing,
            speech=passed.samples,
            speech_start=start - before / LISTENING_RATE,
            opened=passed.opened,
            closed=passed.closed,
            over_us=passed.over_us,
            quiet_seconds=passed.quiet_seconds,
        )

    @property
    def is_idle(self) -> bool:
        """Nobody speaks, nothing is played, and nothing stands out of the room."""
        return self._tail_blocks == 0 and self.gate.is_idle

    def _for_recognizer(self, residual: Samples, near: Samples, far: Samples) -> Samples:
        if self._linear is None:
            return residual
        left = self._linear.subtract(near, far)
        return left if self._linear.knows_room else residual

    def be_patient(self, seconds: float) -> None:
        """From now on, a silence of ``seconds`` (s) is the end of what someone says (``Block.closed``)."""
        self.gate.patience = seconds

    def reset(self) -> None:
        """The devices were reopened."""
        self._tail_blocks = 0
        self.canceller.reset()
        if self._linear is not None:
            self._linear.reset()
        self.gate.reset()
