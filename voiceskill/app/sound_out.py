"""Where the mouth's sound goes: a loudspeaker, or the sample clock of a simulated session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from voiceskill.audio.live import LiveAudio
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import Player

__all__ = ["LiveOut", "SimulatedOut", "SoundEnd", "SoundOut"]


@dataclass(frozen=True, slots=True)
class SoundEnd:
    """The sound ``token`` ended at session time ``time`` (seconds), or came too late to be played."""

    token: int
    time: float
    complete: bool


class SoundOut(Protocol):
    """Plays sounds one after another, or at a session time."""

    def play(self, pcm: Pcm, token: int, at: float | None = None) -> None:
        """Queue ``pcm``, or let it begin at session time ``at`` (seconds)."""
        ...

    def cut(self) -> None:
        """Silence now; forget what was queued."""
        ...

    def change_volume(self, decibels: float) -> None:
        """Make what follows louder (positive) or softer."""
        ...

    def finished(self) -> Sequence[SoundEnd]:
        """What ended since the last call, in order."""
        ...

    @property
    def busy(self) -> bool:
        """Whether something sounds or waits."""
        ...


class SimulatedOut:
    """A player whose clock is session time."""

    def __init__(self, player: Player) -> None:
        """Whoever simulates reads ``player``."""
        self._player = player

    def play(self, pcm: Pcm, token: int, at: float | None = None) -> None:
        """See ``SoundOut.play``."""
        self._player.play(pcm, token, None if at is None else round(at * self._player.rate))

    def cut(self) -> None:
        """See ``SoundOut.cut``."""
        self._player.cut()
        self._player.duck(0)

    def change_volume(self, decibels: float) -> None:
        """See ``SoundOut.change_volume``."""
        self._player.change_volume(decibels)

    def finished(self) -> Sequence[SoundEnd]:
        """See ``SoundOut.finished``."""
        rate = self._player.rate
        return [SoundEnd(end.token, end.sample / rate, end.complete) for end in self._player.finished()]

    @property
    def busy(self) -> bool:
        """See ``SoundOut.busy``."""
        return self._player.busy


class LiveOut:
    """The loudspeaker."""

    def __init__(self, audio: LiveAudio) -> None:
        """``audio`` is started and stopped by its owner."""
        self._audio = audio

    def play(self, pcm: Pcm, token: int, at: float | None = None) -> None:
        """See ``SoundOut.play``."""
        self._audio.play(pcm, token, at)

    def cut(self) -> None:
        """See ``SoundOut.cut``."""
        self._audio.cut()

    def change_volume(self, decibels: float) -> None:
        """See ``SoundOut.change_volume``."""
        self._audio.player.change_volume(decibels)

    def finished(self) -> Sequence[SoundEnd]:
        """See ``SoundOut.finished``."""
        return [SoundEnd(end.token, end.time, end.complete) for end in self._audio.finished()]

    @property
    def busy(self) -> bool:
        """See ``SoundOut.busy``."""
        return self._audio.player.busy
