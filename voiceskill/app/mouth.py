"""Carries out what the dialogue wants said: renders it, plays it, knows when each thing begins and ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from voiceskill.app.echo_filter import EchoFilter
from voiceskill.app.sound_out import SoundOut
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.audio.pcm import Pcm
from voiceskill.dialogue.actions import Action, Pace, Say, Silence, Volume
from voiceskill.errors import VoiceskillError
from voiceskill.speech.soft_start import swelling

__all__ = ["Mouth", "Renderer"]

_REMEMBERED = 1000
_PAUSE_SECONDS = 0.35
"""Silence after each sentence, so that two of them do not run together."""
_SILENCE_SECONDS = 20.0
"""Whoever lies in bed is startled by a voice that comes after such a silence (seconds)."""


class Renderer(Protocol):
    """Text to sound."""

    def render(self, text: str, *, pace: float) -> Pcm:
        """``text`` at ``pace`` times the usual speed; raises ``VoiceskillError`` if there is no voice."""
        ...


@dataclass(slots=True)
class _Utterance:
    say: Say
    seconds: float
    start: float | None = None


class Mouth:
    """The device's voice; ``now`` is session time in seconds throughout."""

    def __init__(
        self,
        renderer: Renderer,
        out: SoundOut,
        transcript: Transcript,
        echo: EchoFilter,
        softly: Callable[[], bool] | None = None,
    ) -> None:
        """What begins to sound is written to ``transcript`` and remembered by ``echo``. ``softly`` says
        whether a voice that comes out of silence shall swell.
        """
        self._renderer = renderer
        self._out = out
        self._transcript = transcript
        self._echo = echo
        self._softly = softly
        self._queue: deque[_Utterance] = deque()
        self._counts: list[_Utterance] = []
        self._unsaid: list[int] = []
        self.said: deque[tuple[float, str]] = deque(maxlen=_REMEMBERED)
        self._ended = 0.0
        self._pace = 1.0

    @property
    def quiet_since(self) -> float | None:
        """Session time at which the device last fell silent, None while it sounds or is about to."""
        return None if self._queue or self._out.busy else self._ended

    @property
    def pace(self) -> float:
        """How fast the device speaks now, 1.0 being usual."""
        return self._pace

    def carry_out(self, actions: Iterable[Action], now: float) -> None:
        """Say, silence, loudness and pace; notes and the episode's end are not the mouth's."""
        for action in actions:
            if isinstance(action, Say):
                self._say(action, now)
            elif isinstance(action, Silence):
                self.silence(now)
            elif isinstance(action, Volume):
                self._out.change_volume(action.decibels)
            elif isinstance(action, Pace):
                self._pace = action.factor

    def silence(self, now: float) -> None:
        """Cut the sound off and forget what was to come."""
        self._out.cut()
        self._echo.forget_after(now)
        self._queue.clear()
        self._counts.clear()
        self._unsaid.clear()
        self._ended = now

    def poll(self, now: float) -> list[int]:
        """The ids of what has been said to its end since the last call."""
        self._begin_counts(now)
        finished, self._unsaid = self._unsaid, []
        for end in self._out.finished():
            self._ended = max(self._ended, end.time)
            finished.append(end.token)
            if self._queue and self._queue[0].say.id == end.token:
                self._queue.popleft()
                if self._queue:
                    self._begin(self._queue[0], end.time)
        return finished

    def _say(self, say: Say, now: float) -> None:
        try:
            pcm = self._renderer.render(say.text, pace=self._pace)
        except VoiceskillError as error:
            # The conversation goes on: what comes next may be whom to call.
            self._transcript.add(Entry(now, "sound", f"could not say '{say.text}': {error}"))
            self._unsaid.append(say.id)
            return
        utterance = _Utterance(say, pcm.seconds)
        if say.at is not None:
            self._out.play(pcm, say.id, at=say.at)
            self._counts.append(utterance)
            self._begin_counts(now)
            return
        if self._comes_out_of_silence(now):
            pcm = swelling(pcm)
        self._out.play(_with_pause(pcm), say.id)
        self._queue.append(utterance)
        if len(self._queue) == 1:
            self._begin(utterance, now)

    def _comes_out_of_silence(self, now: float) -> bool:
        quiet_since = self.quiet_since
        long_quiet = quiet_since is not None and now - quiet_since >= _SILENCE_SECONDS
        return long_quiet and self._softly is not None and self._softly()

    def _begin(self, utterance: _Utterance, start: float) -> None:
        utterance.start = start
        end = start + utterance.seconds
        self.said.append((start, utterance.say.text))
        self._echo.remember(utterance.say.text, start, end)
        self._transcript.add(
            Entry(start, "said", utterance.say.text, until=end, fields=(("key", utterance.say.key),))
        )

    def _begin_counts(self, now: float) -> None:
        due = [count for count in self._counts if count.say.at is not None and count.say.at <= now]
        for count in due:
            self._begin(count, count.say.at if count.say.at is not None else now)
        self._counts = [count for count in self._counts if count not in due]


def _with_pause(pcm: Pcm) -> Pcm:
    pause = np.zeros(round(_PAUSE_SECONDS * pcm.rate), np.int16)
    return Pcm(np.concatenate([pcm.samples, pause]), pcm.rate)
