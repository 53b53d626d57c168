"""A session at the keyboard: the same dialogue in real time, lines of text for microphone and speaker."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol, TextIO

from voiceskill.app.conversation import Conversation
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.dialogue.actions import Action, Pace, Say, Silence
from voiceskill.dialogue.events import AlertFailed
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.speech.pacing import estimate_seconds

__all__ = ["KeyboardLines", "Lines", "TypedSession"]

_LONGEST_WAIT = 0.25


class Lines(Protocol):
    """Where typed lines come from, and the time at which they come."""

    def now(self) -> float:
        """Session time in seconds."""
        ...

    def wait(self, seconds: float) -> str | None:
        """The next line, without its end; None if none comes within ``seconds``.

        Raises ``EOFError`` when there will be no more.
        """
        ...


class KeyboardLines:
    """Lines of a text stream as they are typed; session time is real time since the start."""

    def __init__(self, stream: TextIO) -> None:
        """Reading starts at once, in a thread that dies with the process."""
        self._stream = stream
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._started = time.monotonic()
        threading.Thread(target=self._read, name="keyboard", daemon=True).start()

    def now(self) -> float:
        """Seconds since the session began."""
        return time.monotonic() - self._started

    def wait(self, seconds: float) -> str | None:
        """The next line typed within ``seconds``; raises ``EOFError`` after the last."""
        try:
            line = self._lines.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
        if line is None:
            raise EOFError
        return line

    def _read(self) -> None:
        for line in self._stream:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)


class _TextMouth:
    """Shows what is said as it would begin to sound, and takes as long over it as saying it would."""

    def __init__(self, words_per_minute: int, transcript: Transcript) -> None:
        self._words_per_minute = words_per_minute
        self._pace = 1.0
        self._transcript = transcript
        self._queue: deque[Say] = deque()
        self._current: tuple[float, Say] | None = None
        self._counts: list[tuple[float, Say]] = []

    @property
    def deadline(self) -> float | None:
        """When ``poll`` has something to do next."""
        times = [at for at, _ in self._counts]
        if self._current is not None:
            times.append(self._current[0])
        return min(times, default=None)

    def carry_out(self, actions: Iterable[Action], now: float) -> None:
        for action in actions:
            if isinstance(action, Silence):
                self._queue.clear()
                self._counts.clear()
                self._current = None
            elif isinstance(action, Say) and action.at is not None:
                self._counts.append((action.at, action))
            elif isinstance(action, Say):
                self._queue.append(action)
            elif isinstance(action, Pace):
                self._pace = action.factor
        self._begin_next(now)

    def poll(self, now: float) -> list[int]:
        """The ids of what has been said to its end."""
        finished = []
        while self._current is not None and self._current[0] <= now:
            end, say = self._current
            finished.append(say.id)
            self._current = None
            self._begin_next(end)
        for at, count in [due for due in self._counts if due[0] <= now]:
            self._counts.remove((at, count))
            self._show(count, at)
            finished.append(count.id)
        return finished

    def _begin_next(self, start: float) -> None:
        if self._current is None and self._queue:
            say = self._queue.popleft()
            self._current = (self._show(say, start), say)

    def _show(self, say: Say, start: float) -> float:
        end = start + estimate_seconds(say.text, round(self._words_per_minute * self._pace))
        self._transcript.add(Entry(start, "said", say.text, until=end, fields=(("key", say.key),)))
        return end


class TypedSession:
    """Runs until the lines end."""

    def __init__(
        self,
        conversation: Conversation,
        lines: Lines,
        transcript: Transcript,
        words_per_minute: int,
        failures: Callable[[], Iterable[AlertFailed]] = tuple,
    ) -> None:
        """``words_per_minute``: how fast the voice would speak. ``failures`` gives the alerts that could not
        be passed on since it was last asked.
        """
        self._conversation = conversation
        self._lines = lines
        self._failures = failures
        self._mouth = _TextMouth(words_per_minute, transcript)

    def run(self, on_turn: Callable[[], None] | None = None) -> None:
        """Converse until there are no more lines; ``on_turn`` is called whenever something was handled."""
        self._mouth.carry_out(self._conversation.start(), 0.0)
        while True:
            try:
                line = self._lines.wait(self._patience())
            except EOFError:
                return
            now = self._lines.now()
            if line is not None and line.strip():
                self._hear(line.strip(), now)
            self._let_time_pass(now)
            if on_turn is not None:
                on_turn()

    def _hear(self, line: str, now: float) -> None:
        hypothesis = Hypothesis(line, now, now, confidence=1.0, final=True)
        self._mouth.carry_out(self._conversation.hear(hypothesis, now), now)

    def _let_time_pass(self, now: float) -> None:
        for say_id in self._mouth.poll(now):
            self._mouth.carry_out(self._conversation.spoken(say_id, now), now)
        for failure in self._failures():
            self._mouth.carry_out(self._conversation.alert_failed(failure, now), now)
        self._mouth.carry_out(self._conversation.tick(now), now)

    def _patience(self) -> float:
        due = [time for time in (self._mouth.deadline, self._conversation.deadline) if time is not None]
        return min(max(0.0, min(due) - self._lines.now()), _LONGEST_WAIT) if due else _LONGEST_WAIT
