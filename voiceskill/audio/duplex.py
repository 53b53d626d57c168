"""Microphone and speaker side by side: 20-ms blocks of what is heard, each with what was played meanwhile."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from voiceskill.audio.listener import BLOCK_SAMPLES, LISTENING_RATE
from voiceskill.audio.pcm import Samples
from voiceskill.audio.resample import STREAM_LAG_SECONDS, StreamResampler
from voiceskill.audio.streams import Microphone, Speaker

__all__ = ["Duplex", "Pair"]

_MARGIN_SECONDS = 0.005
"""The reference is taken this much (s) early, so that it is there even if a callback was late."""

_SLACK_SECONDS = 0.01
_REST_TOLERANCE_SECONDS = 0.025
_TOLERANCE_SECONDS = 0.06
"""The reference is put ``_SLACK_SECONDS`` behind that, and may fall behind by the tolerances (s) before it is
moved: in silence, or with sound in it. Each move makes the echo come at another time for the canceller.
"""

_REST_SECONDS = 1.0
"""In a silence this long (s) there is nothing to resample."""


@dataclass(frozen=True, slots=True)
class Pair:
    """``near`` from the microphone and ``far``, played meanwhile, both (320,) at 16 kHz; ``host``: when the
    first sample of ``near`` arrived (host seconds). ``gap``: sound was lost before it; ``stumbled``: a device
    did, so that the echo may come at another time than before.
    """

    near: Samples
    far: Samples
    host: float
    gap: bool = False
    stumbled: bool = False


class Duplex:
    """One opened pair of devices, until one of them fails; either may be missing."""

    def __init__(self, microphone: Microphone | None, speaker: Speaker | None) -> None:
        """Those that are there are open."""
        self.microphone = microphone
        self.speaker = speaker
        self._near = _NearBlocks(microphone) if microphone else None
        self._far = _Reference(speaker) if speaker else None
        self._stumbles = 0

    @property
    def complete(self) -> bool:
        """Whether both microphone and speaker are open."""
        return self.microphone is not None and self.speaker is not None

    def silent_for(self) -> float:
        """Seconds since the last callback of the more silent of the two."""
        return max(stream.silent_for() for stream in self._streams())

    def close(self) -> None:
        """Close what is open; belongs to PortAudio's thread."""
        for stream in self._streams():
            stream.close()

    def _streams(self) -> list[Microphone | Speaker]:
        return [stream for stream in (self.microphone, self.speaker) if stream is not None]

    def next_pair(self, timeout: float, *, in_twos: bool = False) -> Pair | None:
        """The next 20 ms; None if they have not come within ``timeout`` seconds.

        ``in_twos`` waits for 40 ms and gives the second half with the next call: half as many wake-ups.
        """
        if self._near is None:
            time.sleep(timeout)
            return None
        found = self._near.next(timeout, pieces=2 if in_twos else 1)
        if found is None:
            return None
        near, host, gap = found
        far = self._far.until(host + BLOCK_SAMPLES / LISTENING_RATE) if self._far else np.zeros_like(near)
        stumbles = sum(stream.xruns for stream in self._streams()) + (self._far.jumps if self._far else 0)
        stumbled, self._stumbles = stumbles != self._stumbles, stumbles
        return Pair(near, far, host, gap, stumbled)


class _NearBlocks:
    """The microphone's ring, resampled and cut into blocks."""

    def __init__(self, microphone: Microphone) -> None:
        self._microphone = microphone
        self._resampler = StreamResampler(microphone.rate, LISTENING_RATE)
        # The reference comes out of its resampler late: sound that needs none waits as long.
        self._held_back = 0 if self._resampler.lag_seconds else round(STREAM_LAG_SECONDS * LISTENING_RATE)
        self._piece = microphone.rate // 50
        self._ready = np.zeros(0, np.int16)
        self._ready_at = 0.0
        self._expected = 0
        self._gap = False
        self._latest = 0.0

    def next(self, timeout: float, pieces: int = 1) -> tuple[Samples, float, bool] | None:
        """Samples, host seconds of the first, and whether sound was lost before it; ``pieces`` of 20 ms are
        taken from the ring at once.
        """
        while len(self._ready) < BLOCK_SAMPLES + self._held_back:
            found = self._microphone.ring.read(pieces * self._piece, timeout)
            if found is None:
                return None
            start, samples = found
            if start != self._expected:
                self._restart(start)
            self._ready = np.concatenate((self._ready, self._resampler.push(samples)))
            self._expected = start + len(samples)
        block, self._ready = self._ready[:BLOCK_SAMPLES], self._ready[BLOCK_SAMPLES:]
        host = self._microphone.clock.time_of(self._ready_at * self._microphone.rate)
        # What the clock learns from a first callback that came late must not turn time back.
        self._latest = host = max(host, self._latest + 0.5 * BLOCK_SAMPLES / LISTENING_RATE)
        self._ready_at += BLOCK_SAMPLES / LISTENING_RATE
        gap, self._gap = self._gap, False
        return block, host, gap

    def _restart(self, start: int) -> None:
        self._resampler.reset()
        self._ready = np.zeros(0, np.int16)
        self._ready_at = start / self._microphone.rate
        self._gap = True


class _Reference:
    """The speaker's ring, resampled, and kept in step with the microphone across two crystals.

    The two clocks drift apart by up to some 100 ppm: a few ms over a long prompt, which the canceller
    follows. What has gathered is set right in the next silence, where a jump does no harm.
    """

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._resampler = StreamResampler(speaker.clock.rate, LISTENING_RATE)
        self._piece = speaker.clock.rate // 50
        self._ready = np.zeros(0, np.int16)
        self._next = 0
        self._pushed = 0
        self.jumps = 0

    def until(self, host: float) -> Samples:
        """The 20 ms that were handed to the device until ``host`` seconds, shape (320,)."""
        if not self._speaker.clock.started:
            return np.zeros(BLOCK_SAMPLES, np.int16)
        wanted = self._speaker.clock.sample_at(host - _MARGIN_SECONDS) - self._piece
        behind = (wanted - self._next) / self._speaker.clock.rate
        if self._next - self._speaker.loud_until > _REST_SECONDS * self._speaker.clock.rate:
            self._rest(wanted, behind)
            return np.zeros(BLOCK_SAMPLES, np.int16)
        if behind > _TOLERANCE_SECONDS or self._starved():
            self._jump(wanted)
            self.jumps += 1
        while len(self._ready) < BLOCK_SAMPLES:
            samples = self._speaker.ring.at(self._pushed, self._piece)
            self._ready = np.concatenate((self._ready, self._resampler.push(samples)))
            self._pushed += self._piece
        block, self._ready = self._ready[:BLOCK_SAMPLES], self._ready[BLOCK_SAMPLES:]
        self._next += self._piece
        return block

    def _starved(self) -> bool:
        return len(self._ready) < BLOCK_SAMPLES and self._pushed + self._piece > self._speaker.ring.written

    def _rest(self, wanted: int, behind: float) -> None:
        """Count on without resampling, in step with the microphone."""
        self._jump(self._next if 0 <= behind <= _REST_TOLERANCE_SECONDS else wanted)
        self._next = self._pushed = self._next + self._piece

    def _jump(self, wanted: int) -> None:
        """Go on from sample ``wanted`` or, if that is not where we are, a little before it."""
        if self._pushed > self._next:
            self._resampler.reset()
            self._ready = np.zeros(0, np.int16)
        if wanted != self._next:
            wanted -= round(_SLACK_SECONDS * self._speaker.clock.rate)
        self._next = self._pushed = wanted
