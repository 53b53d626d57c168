"""Taking our own voice out of what the microphone hears."""

from __future__ import annotations

import importlib
from collections import deque
from typing import Protocol

import numpy as np

from voiceskill.audio.echo_kind import EchoKind
from voiceskill.audio.level import dbfs
from voiceskill.audio.pcm import Samples
from voiceskill.errors import VoiceskillError

__all__ = ["Aec3", "EchoCanceller", "HalfDuplex", "NoCanceller", "make_canceller"]

_RATE = 16_000
_LOUD_POWER = 10 ** (-35 / 10)
_NO_ECHO_RATIO = 10 ** (-35 / 10)
_ENOUGH_BLOCKS = 25
_REMEMBERED_BLOCKS = 200


class EchoCanceller(Protocol):
    """Turns the microphone's sound into what it would be without ours; 16 kHz mono, one thread at a time."""

    description: str
    """What is in force, for the start message and for ``doctor``."""

    def process(self, near: Samples, far: Samples) -> Samples:
        """``near``: from the microphone; ``far``: what we played meanwhile, same length; both shape (n,)."""
        ...

    def reset(self) -> None:
        """Forget the room: the streams were reopened, so the delay between them has changed."""
        ...


class _EchoMeter:
    """Whether the room gives our sound back at all, judged by levels while we are loud."""

    def __init__(self) -> None:
        self._near: deque[float] = deque(maxlen=8)
        self._far: deque[float] = deque(maxlen=8)
        self._without_echo: deque[bool] = deque(maxlen=_REMEMBERED_BLOCKS)

    def push(self, near: Samples, far: Samples) -> None:
        self._near.append(10 ** (dbfs(near) / 10))
        self._far.append(10 ** (dbfs(far) / 10))
        played = sum(self._far) / len(self._far)
        if played > _LOUD_POWER:
            self._without_echo.append(sum(self._near) / len(self._near) < played * _NO_ECHO_RATIO)

    @property
    def no_echo(self) -> bool:
        """At least half of the last 4 s of loud playback came back more than 35 dB softer, or not at all."""
        measured = len(self._without_echo)
        return measured >= _ENOUGH_BLOCKS and 2 * sum(self._without_echo) >= measured


class Aec3:
    """WebRTC's acoustic echo canceller AEC3: a delay estimator, a linear filter and a residual mask.

    Where there is no echo (headphones, a softly set speaker) AEC3 takes the person for it during the first
    ten seconds of playback; so what it makes of such a room is not used.
    """

    description = "echo cancelling (WebRTC AEC3), so you can talk over me"

    def __init__(self, rest_seconds: float = 2.0) -> None:
        """Start with no knowledge of the room; it is learned within the first second of playback.

        After ``rest_seconds`` (s) without playback it rests, which keeps what was learned and costs nothing.
        Raises ``ImportError`` on a platform that pywebrtc-audio does not support.
        """
        self._rest_samples = int(rest_seconds * _RATE)
        self._silent_samples = 0
        self.reset()

    def process(self, near: Samples, far: Samples) -> Samples:
        """See ``EchoCanceller.process``."""
        self._silent_samples = 0 if far.any() else self._silent_samples + len(far)
        if self._silent_samples > self._rest_samples:
            return near
        cleaned: Samples = self._canceller.process(near, far)
        self._meter.push(near, far)
        return near if self._meter.no_echo else cleaned

    def reset(self) -> None:
        """See ``EchoCanceller.reset``."""
        self._canceller = importlib.import_module("pywebrtc_audio").EchoCanceller(sample_rate=_RATE)
        self._silent_samples = 0
        self._meter = _EchoMeter()


class HalfDuplex:
    """The fallback: deaf while we speak and for the room's reverberation after it."""

    description = "half duplex: I can't hear you while I speak"

    def __init__(self, tail_seconds: float = 0.4, quiet_dbfs: float = -70.0) -> None:
        """Deafness ends ``tail_seconds`` (s) after our sound last was above ``quiet_dbfs`` (dBFS)."""
        self._tail_samples = int(tail_seconds * _RATE)
        self._quiet_dbfs = quiet_dbfs
        self._deaf_for = 0

    def process(self, near: Samples, far: Samples) -> Samples:
        """See ``EchoCanceller.process``."""
        if dbfs(far) > self._quiet_dbfs:
            self._deaf_for = self._tail_samples
        elif self._deaf_for > 0:
            self._deaf_for -= len(far)
        else:
            return near
        return np.zeros_like(near)

    def reset(self) -> None:
        """See ``EchoCanceller.reset``."""
        self._deaf_for = 0


class NoCanceller:
    """Passes the microphone through, for headphones or a sound server that cancels the echo itself."""

    description = "no echo cancelling of our own (the sound server's, or headphones)"

    def process(self, near: Samples, far: Samples) -> Samples:  # noqa: ARG002
        """See ``EchoCanceller.process``."""
        return near

    def reset(self) -> None:
        """See ``EchoCanceller.reset``."""


def make_canceller(kind: EchoKind) -> EchoCanceller:
    """The canceller that the settings name; its description says which one it is.

    Raises ``VoiceskillError`` where ``webrtc`` is asked for and does not run.
    """
    if kind == "off":
        return NoCanceller()
    if kind == "half-duplex":
        return HalfDuplex()
    try:
        return Aec3()
    except ImportError:
        if kind == "webrtc":
            raise VoiceskillError(
                "WebRTC's echo canceller does not run here: choose 'echo: auto' in the settings, or run "
                "'pip install pywebrtc-audio'."
            ) from None
        return HalfDuplex()
