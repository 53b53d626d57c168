"""The microphone of a simulated room: a scripted person over noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from voiceskill.app.device_view import DeviceView, is_at_rest
from voiceskill.audio.pcm import Samples
from voiceskill.simulation.person import Person

__all__ = ["PersonEar"]


class PersonEar:
    """Hears a scripted person over the noise of a room, until all is said and the device is at rest."""

    def __init__(
        self,
        person: Person,
        view: Callable[[float], DeviceView],
        noise_dbfs: float,
        seed: int,
        at_most: float,
    ) -> None:
        """``noise_dbfs``: RMS level of the noise; ``at_most``: seconds at which the session ends anyway."""
        self._person = person
        self._view = view
        self._noise = 32768 * 10 ** (noise_dbfs / 20)
        self._random = np.random.default_rng(seed)
        self._at_most = at_most
        self.spoken: list[Samples] = []

    def read(self, count: int, now: float) -> Samples | None:
        """The room's next samples, None when the session is over."""
        view = self._view(now)
        if now >= self._at_most or (self._person.is_done and is_at_rest(view)):
            return None
        voice = self._person.read(count, view)
        self.spoken.append(voice)
        noisy = voice + self._random.normal(0.0, self._noise, count)
        return np.clip(noisy, -32768, 32767).astype(np.int16)
