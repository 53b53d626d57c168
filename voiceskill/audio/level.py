"""How loud sound is, and how loud the room is when no one speaks."""

from __future__ import annotations

import math

import numpy as np

from voiceskill.audio.pcm import Samples

__all__ = ["SILENCE_DBFS", "NoiseFloor", "dbfs"]

SILENCE_DBFS = -100.0
"""Level given for digital silence (dBFS): lower than 16 bits can hold."""

_RISE_DB_PER_BLOCK = 0.02
_FALL_SHARE = 0.2
_QUIETEST_ROOM_DBFS = -78.0
"""No microphone in a room is quieter than its own noise; what is came from a mute switch, and after it the
floor would take long to rise.
"""


def dbfs(samples: Samples) -> float:
    """RMS level of ``samples`` in dB relative to a full-scale square wave; never below ``SILENCE_DBFS``."""
    if len(samples) == 0:
        return SILENCE_DBFS
    sound = samples.astype(np.float32)
    power = float(np.dot(sound, sound)) / len(samples) / 32_768.0**2
    return max(SILENCE_DBFS, 10 * math.log10(power)) if power > 0 else SILENCE_DBFS


class NoiseFloor:
    """Level of the room (dBFS): sinks to quiet moments within a few blocks, rises 1 dB a second at most."""

    def __init__(self, start: float = -60.0) -> None:
        """``start``: the level assumed before anything was heard (dBFS)."""
        self.level = start

    def update(self, level: float) -> float:
        """Take the level of the next 20-ms block; give the floor (dBFS)."""
        level = max(level, _QUIETEST_ROOM_DBFS)
        if level < self.level:
            self.level += _FALL_SHARE * (level - self.level)
        else:
            self.level += min(_RISE_DB_PER_BLOCK, level - self.level)
        return self.level
