"""Noticing that someone speaks over us: loudness of what is left after echo cancelling."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BargeIn", "BargeInTrigger"]

_BLOCK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class BargeIn:
    """Settings of the trigger.

    threshold_dbfs: residual level of a voice (dBFS).
    above_noise_db: how far it must stand out of the room (dB).
    loud_seconds: for how long (s).
    hold_off_seconds: no trigger this long (s) after playback starts. Short: "stop" may come at once.
    stumble_seconds: no trigger this long (s) after a device stumbled, which moves the echo.
    settled_seconds: playback that resumes within this time (s) needs no new hold-off (counts a second apart).
    learning_seconds: this much playback (s) teaches the canceller a room it does not know, as after a start;
        learning_db: until then the threshold is this much (dB) higher.
    false_alarm_db: how much (dB) a false alarm raises the threshold, up to most_raised_db, for rooms in which
        the canceller leaves much of us; forgotten at 1 dB in forget_seconds (s) of playback.
    """

    threshold_dbfs: float = -48.0
    above_noise_db: float = 10.0
    loud_seconds: float = 0.06
    hold_off_seconds: float = 0.1
    stumble_seconds: float = 0.7
    settled_seconds: float = 2.0
    learning_seconds: float = 3.0
    learning_db: float = 6.0
    false_alarm_db: float = 4.0
    most_raised_db: float = 12.0
    forget_seconds: float = 30.0


class BargeInTrigger:
    """Driven by 20-ms blocks; its time is the number of blocks."""

    def __init__(self, settings: BargeIn | None = None) -> None:
        """Starts in a room that is not known yet."""
        self.settings = settings or BargeIn()
        self.reset()

    def reset(self) -> None:
        """The devices were reopened."""
        self.loud_blocks = 0
        self._hold_blocks = 0
        self._learning_blocks = _blocks(self.settings.learning_seconds)
        self._raised_db = 0.0
        self._silent_blocks = _blocks(self.settings.settled_seconds) + 1

    def hold_off(self) -> None:
        """The echo may have moved: wait until the canceller has found it again."""
        self._hold_blocks = _blocks(self.settings.stumble_seconds)

    def false_alarm(self) -> None:
        """What fired was no one, or our own voice."""
        self._raised_db = min(self.settings.most_raised_db, self._raised_db + self.settings.false_alarm_db)

    def loud(self, level: float, noise: float) -> bool:
        """Whether a residual of ``level`` dBFS over a room of ``noise`` dBFS can be a voice."""
        threshold = self.settings.threshold_dbfs + self._raised_db
        if self._learning_blocks > 0:
            threshold += self.settings.learning_db
        return level > max(threshold, noise + self.settings.above_noise_db)

    def push(self, level: float, noise: float, *, playing: bool) -> bool:
        """Take residual level and noise floor (dBFS) of the next block; True: someone speaks over us."""
        self._hold(playing=playing)
        self.loud_blocks = self.loud_blocks + 1 if self.loud(level, noise) else 0
        long_enough = self.loud_blocks >= _blocks(self.settings.loud_seconds)
        return playing and long_enough and self._hold_blocks == 0

    def _hold(self, *, playing: bool) -> None:
        self._hold_blocks = max(0, self._hold_blocks - 1)
        if not playing:
            self._silent_blocks += 1
            return
        self._learning_blocks = max(0, self._learning_blocks - 1)
        self._raised_db = max(0.0, self._raised_db - _BLOCK_SECONDS / self.settings.forget_seconds)
        if self._silent_blocks > _blocks(self.settings.settled_seconds):
            self._hold_blocks = max(self._hold_blocks, _blocks(self.settings.hold_off_seconds))
        self._silent_blocks = 0


def _blocks(seconds: float) -> int:
    return round(seconds / _BLOCK_SECONDS)
