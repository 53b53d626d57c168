"""The scripted person: waits for the moment that the scenario names, then speaks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voiceskill.app.device_view import DeviceView
from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.simulation.scenario import Condition, Turn

__all__ = ["Person"]


class Person:
    """Speaks the turns of a scenario in order, each at its moment."""

    def __init__(self, turns: Sequence[Turn], sounds: Sequence[Pcm]) -> None:
        """``sounds[i]`` is what ``turns[i]`` sounds like; all at one rate."""
        self._turns = list(zip(turns, sounds, strict=True))
        self._speaking: Samples = np.zeros(0, np.int16)
        self._last_words_ended = 0.0

    @property
    def is_done(self) -> bool:
        """Whether everything has been said."""
        return not self._turns and not len(self._speaking)

    @property
    def waiting_for(self) -> str | None:
        """The words that the person has yet to say next."""
        return self._turns[0][0].say if self._turns else None

    def read(self, count: int, view: DeviceView) -> Samples:
        """The next ``count`` samples of the person's voice; zeros where nothing is said."""
        if not len(self._speaking) and self._turns and self._is_due(self._turns[0][0].when, view):
            self._speaking = self._turns.pop(0)[1].samples
        head, self._speaking = self._speaking[:count], self._speaking[count:]
        if len(head):
            self._last_words_ended = view.now
        return np.concatenate([head, np.zeros(count - len(head), np.int16)])

    def _is_due(self, when: Condition, view: DeviceView) -> bool:
        if view.now - self._last_words_ended < when.after:
            return False
        if when.state is not None and view.state != when.state:
            return False
        if when.said is not None and not self._was_said(when.said, view):
            return False
        if when.quiet_for == 0.0:
            return True
        return view.quiet_since is not None and view.now - view.quiet_since >= when.quiet_for

    def _was_said(self, words: str, view: DeviceView) -> bool:
        wanted = words.lower()
        return any(at >= self._last_words_ended and wanted in text.lower() for at, text in view.said)
