"""The microphone of a session from a file."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from voiceskill.app.device_view import QUIET_SECONDS, DeviceView, is_at_rest
from voiceskill.audio.pcm import Pcm, Samples

__all__ = ["RecordingEar"]


class RecordingEar:
    """Hears a recording, then silence until the device has finished with it."""

    def __init__(
        self, recording: Pcm, view: Callable[[float], DeviceView], most_silence: float = 900.0
    ) -> None:
        """``most_silence``: seconds after the recording at which the session ends in any case."""
        self._samples = recording.samples
        self._seconds = recording.seconds
        self._view = view
        self._most_silence = most_silence
        self._position = 0

    def hear(self, said: Samples, now: float) -> Samples | None:
        """The recording's next samples, as many as ``said`` has; zeros after its end, None at the end."""
        count = len(said)
        if self._position >= len(self._samples) and self._is_over(now):
            return None
        piece = self._samples[self._position : self._position + count]
        self._position += len(piece)
        return np.concatenate([piece, np.zeros(count - len(piece), np.int16)])

    def _is_over(self, now: float) -> bool:
        since_end = now - self._seconds
        return since_end >= self._most_silence or (since_end >= QUIET_SECONDS and is_at_rest(self._view(now)))
