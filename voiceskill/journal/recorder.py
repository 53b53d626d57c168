"""What of a conversation is worth writing down: moves go in, entries come out.

No word that was said is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from voiceskill.app.watcher import Move
from voiceskill.dialogue.actions import End, Note
from voiceskill.journal.entries import (
    Advised,
    Answer,
    Answered,
    Begun,
    Ended,
    Entry,
    FlagRaised,
    FlagWithdrawn,
    ForgetTonight,
    Resumed,
    StepBegun,
)

__all__ = ["Recorder"]

_ANSWERS: Mapping[str, Answer] = MappingProxyType({"better": "better", "same": "same", "worse": "worse"})
_NOT_DONE_BY_THE_PERSON = frozenset(("screen", "offer", "close"))
"""Kinds of steps that only ask or say something."""


@dataclass(frozen=True, slots=True)
class _Episode:
    """The episode under way; ``began`` is its start in session time (seconds)."""

    began: float
    part: str
    side: str
    relieved: bool = False


class Recorder:
    """Follows one conversation and remembers of it only whether an episode is under way."""

    def __init__(self) -> None:
        """Nothing is under way yet."""
        self._episode: _Episode | None = None

    def take(self, move: Move, at: datetime) -> tuple[Entry, ...]:
        """What to write down about ``move``, made at the time ``at`` (with time zone)."""
        return tuple(self._entries(move, at))

    def _entries(self, move: Move, at: datetime) -> Iterator[Entry]:
        if move.event is None and move.after.phase != "idle":
            yield from self._resume(move, at)
        for action in move.actions:
            if isinstance(action, Note) and action.kind in _NOTES:
                yield from _NOTES[action.kind](self, dict(action.fields), move.now, at)
            elif isinstance(action, End):
                yield from self._end(action.reason, move.now, at)

    def _resume(self, move: Move, at: datetime) -> Iterator[Entry]:
        part = move.after.part or ""
        self._episode = _Episode(move.now, part, move.after.side or "", move.after.relieved)
        yield Resumed(at, part)

    def _cramp(self, fields: dict[str, str], now: float, at: datetime) -> Iterator[Entry]:
        part, side = fields["part"], fields["side"]
        episode = self._episode
        if episode is not None:
            if (episode.part, episode.side, episode.relieved) == (part, side, False):
                return
            yield from self._end("changed", now, at)
        self._episode = _Episode(now, part, side)
        yield Begun(at, part, side)

    def _step(self, fields: dict[str, str], now: float, _: datetime) -> Iterator[Entry]:
        if self._episode is not None and fields["kind"] not in _NOT_DONE_BY_THE_PERSON:
            yield StepBegun(fields["name"], fields["kind"], now - self._episode.began)

    def _outcome(self, fields: dict[str, str], now: float, _: datetime) -> Iterator[Entry]:
        answer = _ANSWERS.get(fields["result"])
        if self._episode is not None and answer is not None:
            self._episode = replace(self._episode, relieved=answer == "better")
            yield Answered(answer, now - self._episode.began)

    def _flag(self, fields: dict[str, str], now: float, at: datetime) -> Iterator[Entry]:
        if self._episode is None:
            self._episode = _Episode(now, "", "")
            yield Begun(at, "", "")
        yield FlagRaised(fields["id"], fields["level"], now - self._episode.began)

    def _false_alarm(self, fields: dict[str, str], _: float, __: datetime) -> Iterator[Entry]:
        if self._episode is not None:
            yield FlagWithdrawn(fields["id"])

    def _advice(self, fields: dict[str, str], _: float, at: datetime) -> Iterator[Entry]:
        if self._episode is not None:
            yield Advised(fields["id"], at)

    def _forget(self, _: dict[str, str], __: float, at: datetime) -> Iterator[Entry]:
        self._episode = None
        yield ForgetTonight(at)

    def _end(self, reason: str, now: float, at: datetime) -> Iterator[Entry]:
        episode, self._episode = self._episode, None
        if episode is not None:
            yield Ended(at, reason, now - episode.began)


_Taker: TypeAlias = Callable[[Recorder, dict[str, str], float, datetime], Iterator[Entry]]
_NOTES: Mapping[str, _Taker] = MappingProxyType(
    {
        "cramp": Recorder._cramp,
        "step": Recorder._step,
        "outcome": Recorder._outcome,
        "flag": Recorder._flag,
        "false_alarm": Recorder._false_alarm,
        "advice": Recorder._advice,
        "forget": Recorder._forget,
    }
)
