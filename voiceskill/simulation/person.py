"""The scripted person: waits for the moment that the scenario names, then speaks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voiceskill.app.device_view import DeviceView
from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.simulation.moment import has_come
from voiceskill.simulation.scenario import Turn

__all__ = ["Person"]


class Person:
    """Speaks the turns of a scenario in order, each at its moment.

    ``moments[i]`` is when the turn began and ``endings[i]`` when its last sample sounded (session seconds);
    ``turn`` is the one that was begun last, None before the first.
    """

    def __init__(self, turns: Sequence[Turn], sounds: Sequence[Pcm]) -> None:
        """``sounds[i]`` is what ``turns[i]`` sounds like; all at one rate."""
        self._turns = list(zip(turns, sounds, strict=True))
        self._speaking: Samples = np.zeros(0, np.int16)
        self._last_words_ended = 0.0
        self.moments: list[float] = []
        self.endings: list[float] = []
        self.turn: Turn | None = None

    @property
    def is_done(self) -> bool:
        """Whether everything has been said."""
        return not self._turns and not len(self._speaking)

    def silent_for(self, now: float) -> float:
        """For how long (s) nothing has been said, at session time ``now``."""
        return now - self._last_words_ended

    def read(self, count: int, view: DeviceView) -> Samples:
        """The next ``count`` samples of the person's voice; zeros where nothing is said."""
        if not len(self._speaking) and self._turns and self._is_due(view):
            self.turn, sound = self._turns.pop(0)
            self._speaking = sound.samples
            self.moments.append(view.now)
        head, self._speaking = self._speaking[:count], self._speaking[count:]
        if len(head):
            self._last_words_ended = view.now
            if not len(self._speaking):
                self.endings.append(view.now)
        return np.concatenate([head, np.zeros(count - len(head), np.int16)])

    def _is_due(self, view: DeviceView) -> bool:
        return has_come(self._turns[0][0].when, view, self._last_words_ended)
