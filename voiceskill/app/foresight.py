"""Has the first words of what is likely to be said next ready, so that no disk delays an answer.

The dialogue is a pure function: it can be asked beforehand what it would say.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self

from voiceskill.app.watcher import Move
from voiceskill.dialogue.actions import Action, Say
from voiceskill.dialogue.events import Event, Heard, Spoken, Tick
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.script import Script
from voiceskill.dialogue.state import deadline, listening_state
from voiceskill.understanding.meaning import BODY_PARTS, Intent, Level, Meaning, RedFlag

__all__ = ["Foresight"]

_LIKELY: tuple[Intent, ...] = (
    "yes",
    "no",
    "better",
    "not_better",
    "worse",
    "next",
    "repeat",
    "pause",
    "resume",
    "time_left",
    "help",
)


class Foresight:
    """A watcher that looks ahead in a thread of its own until the end of the ``with`` block."""

    def __init__(self, script: Script, dialogue: Dialogue, prepare: Callable[[str], None]) -> None:
        """``prepare`` is given texts that may be said next, from that thread; it must not raise."""
        self._dialogue = dialogue
        self._prepare = prepare
        self._parts = tuple(part for part in BODY_PARTS if part in script.guides)
        self._alarms = [flag.id for flag in script.escalations.values() if flag.level is Level.EMERGENCY][:1]
        self._moves: queue.SimpleQueue[Move | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="foresight", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._moves.put(None)
        self._thread.join()

    def watch(self, move: Move) -> None:
        """See ``Watcher.watch``."""
        before, after = listening_state(move.before), listening_state(move.after)
        if before != after or any(isinstance(action, Say) for action in move.actions):
            self._moves.put(move)

    def look_ahead(self, move: Move) -> Iterator[str]:
        """The first words of each answer to what is likely to happen after ``move``."""
        for event, now in self._next(move):
            _, actions = self._dialogue.advance(move.after, event, now)
            said = _first_words(actions)
            if said is not None:
                yield said

    def _next(self, move: Move) -> Iterator[tuple[Event, float]]:
        for alarm in self._alarms:
            yield _heard("out_of_scope", red_flag=RedFlag(alarm, Level.EMERGENCY)), move.now
        said = [action.id for action in move.actions if isinstance(action, Say)]
        if said:
            yield Spoken(said[-1]), move.now
        due = deadline(move.after)
        if due is not None:
            yield Tick(), due
        if listening_state(move.after) in ("idle", "ask_body_part"):
            yield _heard("report_cramp"), move.now
            yield from ((_heard("report_cramp", body_part=part), move.now) for part in self._parts)
        else:
            yield from ((_heard(intent), move.now) for intent in _LIKELY)

    def _run(self) -> None:
        while (move := self._newest()) is not None:
            for text in self.look_ahead(move):
                self._prepare(text)
                if not self._moves.empty():
                    break

    def _newest(self) -> Move | None:
        move = self._moves.get()
        while move is not None and not self._moves.empty():
            move = self._moves.get()
        return move


def _heard(intent: Intent, **fields: object) -> Heard:
    return Heard(Meaning("", intent, 0.95, **fields))  # type: ignore[arg-type]


def _first_words(actions: Sequence[Action]) -> str | None:
    return next((action.text for action in actions if isinstance(action, Say)), None)
