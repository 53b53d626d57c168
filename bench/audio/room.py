"""A simulated bedroom: what the microphone hears of a person and of the loudspeaker. Seeded, 16 kHz.

The response is exponentially decaying noise behind a direct sound (Polack's model of late reverberation,
H. Kuttruff, "Room Acoustics"). The loudspeaker saturates softly; its crystal may drift against the
microphone's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float64]

RATE = 16_000
FULL_SCALE = 32_768.0


def convolve(sound: Sound, response: Sound) -> Sound:
    """``sound`` through ``response``, cut to the length of ``sound``."""
    size = 1 << (len(sound) + len(response)).bit_length()
    product = np.fft.rfft(sound, size) * np.fft.rfft(response, size)
    return np.fft.irfft(product, size)[: len(sound)]


@dataclass(frozen=True)
class Room:
    """How a room sounds.

    echo_db: level of our voice at the microphone against what we play (dB); delay: how much later (s).
    noise_dbfs: the room itself; rt60: its reverberation time (s); direct_db: the direct sound of the
        loudspeaker, which stands beside the microphone, against its reverberation (dB).
    drift_ppm: loudspeaker against microphone; drive: distortion of the loudspeaker (0: none).
    """

    echo_db: float = -12.0
    delay: float = 0.05
    noise_dbfs: float = -65.0
    rt60: float = 0.3
    direct_db: float = 0.0
    drift_ppm: float = 0.0
    drive: float = 0.0
    seed: int = 0

    def hear(self, played: Sound, person: Sound) -> Sound:
        """The microphone's sound; both inputs of the same length, samples in ±32768."""
        chance = np.random.default_rng(self.seed)
        echo = convolve(self._speaker(played), self._response(chance))
        noise = chance.standard_normal(len(played)) * 10 ** (self.noise_dbfs / 20) * FULL_SCALE
        return np.clip(echo + person + noise, -32_768, 32_767)

    def _speaker(self, played: Sound) -> Sound:
        if self.drift_ppm:
            places = np.arange(len(played))
            played = np.interp(places * (1 + self.drift_ppm * 1e-6), places, played)
        if not self.drive:
            return played
        return np.tanh(played / FULL_SCALE * self.drive) / self.drive * FULL_SCALE

    def _response(self, chance: np.random.Generator) -> Sound:
        count = round(self.rt60 * RATE)
        response = chance.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
        response[0] = np.sqrt((response[1:] ** 2).sum() * 10 ** (self.direct_db / 10))
        response *= 10 ** (self.echo_db / 20) / np.sqrt((response**2).sum())
        return np.concatenate((np.zeros(round(self.delay * RATE)), response))
