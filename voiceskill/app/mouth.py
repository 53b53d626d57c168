"""Carries out what the dialogue wants said: renders it, plays it, knows when each thing begins and ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from voiceskill.app.echo_filter import EchoFilter
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import Player
from voiceskill.dialogue.actions import Action, Say, Silence, Volume

__all__ = ["Mouth", "Renderer"]


class Renderer(Protocol):
    """Text to sound."""

    def render(self, text: str) -> Pcm:
        """``text`` spoken; raises ``VoiceskillError`` if there is no voice."""
        ...


@dataclass(slots=True)
class _Utterance:
    say: Say
    seconds: float
    start: float | None = None


class Mouth:
    """The device's voice on a ``Player``; session time is the player's clock, in seconds."""

    def __init__(self, renderer: Renderer, player: Player, transcript: Transcript, echo: EchoFilter) -> None:
        """What begins to sound is written to ``transcript`` and remembered by ``echo``."""
        self._renderer = renderer
        self._player = player
        self._transcript = transcript
        self._echo = echo
        self._queue: deque[_Utterance] = deque()
        self._counts: list[_Utterance] = []
        self.said: list[tuple[float, str]] = []
        self._ended = 0.0

    @property
    def quiet_since(self) -> float | None:
        """Session time at which the device last fell silent, None while it sounds or is about to."""
        return None if self._queue or self._player.busy else self._ended

    def carry_out(self, actions: Iterable[Action], now: float) -> None:
        """Say, silence and loudness; notes and the episode's end are not the mouth's."""
        for action in actions:
            if isinstance(action, Say):
                self._say(action, now)
            elif isinstance(action, Silence):
                self.silence(now)
            elif isinstance(action, Volume):
                self._player.change_volume(action.decibels)

    def silence(self, now: float) -> None:
        """Cut the sound off and forget what was to come."""
        self._player.cut()
        self._echo.forget_after(now)
        self._queue.clear()
        self._counts.clear()
        self._ended = now

    def poll(self, now: float) -> list[int]:
        """The ids of what has been said to its end since the last call."""
        self._begin_counts(now)
        finished = []
        for end in self._player.finished():
            ended_at = end.sample / self._player.rate
            self._ended = max(self._ended, ended_at)
            finished.append(end.token)
            if self._queue and self._queue[0].say.id == end.token:
                self._queue.popleft()
                if self._queue:
                    self._begin(self._queue[0], ended_at)
        return finished

    def _say(self, say: Say, now: float) -> None:
        pcm = self._renderer.render(say.text)
        utterance = _Utterance(say, pcm.seconds)
        if say.at is not None:
            self._player.play(pcm, token=say.id, at=round(say.at * self._player.rate))
            self._counts.append(utterance)
            self._begin_counts(now)
            return
        self._player.play(pcm, token=say.id)
        self._queue.append(utterance)
        if len(self._queue) == 1:
            self._begin(utterance, now)

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
