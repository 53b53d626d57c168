"""A conversation by question and answer, as a home's voice pipeline has it: text in, text out, no more.

The dialogue moves on by itself only as far as its reply can say. What it would say later, with nobody to hear
it, it does not say, and so it waits where the person last heard it: a "yes" is never taken for the answer to
a question that did not reach them. Silence of a quarter of an hour ends what was going on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from voiceskill.app.danger_in_doubt import with_danger_in_doubt
from voiceskill.app.in_context import InContext
from voiceskill.app.watcher import Move, Watcher
from voiceskill.dialogue.actions import Action, Say, Silence
from voiceskill.dialogue.diary import Diary
from voiceskill.dialogue.events import AlertFailed, Event, Heard, Spoken, Tick
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.state import Phase, deadline
from voiceskill.profile import Profile
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.serve.answering_script import AnsweringScript
from voiceskill.speech.pacing import estimate_seconds
from voiceskill.understanding.meaning import Intent, Meaning
from voiceskill.understanding.understander import Understander

__all__ = ["Answering", "Reply"]

FORGOTTEN_AFTER = 900.0
"""After this long without a word (s) all that was going on is over."""

_RUNS_ON: frozenset[Phase] = frozenset({"telling", "waiting"})
_QUESTIONS: frozenset[Phase] = frozenset({"screening", "splitting", "confirming"})
_MOST_WAIT = 5.0
_NEEDS_A_BELL: frozenset[Intent] = frozenset({"set_timer"})
_MOST_EVENTS = 1000


@dataclass(frozen=True, slots=True)
class Reply:
    """``text`` to say, empty for silence; ``taken`` is false where it was not said to the device at all."""

    text: str
    taken: bool


@dataclass(frozen=True, slots=True)
class _Next:
    event: Event
    at: float


class Answering:
    """One room's conversation; ``now`` is in seconds of any steady clock, from 0 at the beginning."""

    def __init__(
        self,
        understander: Understander,
        script: AnsweringScript,
        profile: Profile,
        *,
        is_night: Callable[[], bool],
        words_per_minute: int,
        watchers: Sequence[Watcher] = (),
        failures: Callable[[], Sequence[AlertFailed]] = tuple,
        diary: Callable[[], Diary] = Diary,
    ) -> None:
        """``failures`` gives the alerts that could not be passed on since it was last asked; ``is_night``
        and ``diary``, which knows of earlier nights, are asked before each episode.
        """
        self._script = script
        self._is_night = is_night
        self._dialogue = Dialogue(script.script, profile, night=is_night())
        self._context = InContext(understander, self._dialogue.facts_in)
        self._words_per_minute = words_per_minute
        self._watchers = tuple(watchers)
        self._failures = failures
        self._diary = diary
        self._state, actions = self._dialogue.start(0.0)
        self._clock = 0.0
        self._last_heard = 0.0
        self._sounding: deque[_Next] = deque()
        self._question: list[str] = []
        self._tell(Move(None, self._state, self._state, tuple(actions), 0.0))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is going on."""
        return self._state.phase == "idle"

    def hear(self, heard: Hypothesis, now: float) -> Reply:
        """What to say to what was ``heard``."""
        self._clock = max(now, self._clock)
        forgotten = self._clock - self._last_heard >= FORGOTTEN_AFTER
        self._last_heard = self._clock
        self._catch_up(self._clock, aloud=not forgotten)
        if self.is_idle:
            self._state = replace(self._state, night=self._is_night(), diary=self._diary())
        said = [line for failure in self._failures() for line in self._advance(failure, self._clock)]
        meaning = with_danger_in_doubt(self._understand(heard.text), heard, self._understand)
        self._context.note(meaning, self._clock)
        if _wants_a_bell(meaning):
            return Reply(self._script.timer, taken=True)
        was_idle = self.is_idle
        said += self._advance(Heard(meaning, hearing=heard.confidence), self._clock)
        said += self._run_on()
        taken = bool(said) or not (was_idle and self.is_idle)
        if not said and self._state.phase in _QUESTIONS:
            said = self._question
        return Reply(" ".join([*said, *self._what_to_do()]), taken)

    def _understand(self, text: str) -> Meaning:
        return self._context.understand(text, self._state, self._clock)

    def _run_on(self) -> Iterator[str]:
        """What the dialogue goes on to say of itself before it waits for the person or for a count."""
        for _ in range(_MOST_EVENTS):
            upcoming = self._upcoming()
            ends = self._sounding[-1].at if self._sounding else self._clock
            if upcoming is None or self._state.phase not in _RUNS_ON or upcoming.at > ends + _MOST_WAIT:
                return
            yield from self._take(upcoming)

    def _catch_up(self, now: float, *, aloud: bool) -> None:
        """Let time pass up to ``now``, if ``aloud`` only as far as nothing new would have been said."""
        for _ in range(_MOST_EVENTS):
            upcoming = self._upcoming()
            if upcoming is None or upcoming.at > now:
                break
            if aloud and self._state.phase != "holding" and self._would_speak(upcoming):
                break
            list(self._take(upcoming))
        self._sounding = deque(end for end in self._sounding if end.at > now)

    def _upcoming(self) -> _Next | None:
        """The end of something said, or the dialogue's own deadline, whichever comes first."""
        due = deadline(self._state)
        ends = self._sounding[0] if self._sounding else None
        if ends is not None and (due is None or ends.at <= due):
            return ends
        return None if due is None else _Next(Tick(), due)

    def _would_speak(self, upcoming: _Next) -> bool:
        _, actions = self._dialogue.advance(self._state, upcoming.event, upcoming.at)
        return any(isinstance(action, Say) for action in actions)

    def _take(self, upcoming: _Next) -> list[str]:
        if self._sounding and self._sounding[0] is upcoming:
            self._sounding.popleft()
        self._clock = max(self._clock, upcoming.at)
        return self._advance(upcoming.event, upcoming.at)

    def _advance(self, event: Event, at: float) -> list[str]:
        """Move on, and give the lines to say."""
        before = self._state
        self._state, actions = self._dialogue.advance(before, event, at)
        self._tell(Move(event, before, self._state, tuple(actions), at))
        lines = self._lines(actions, at)
        if lines and self._state.phase in _QUESTIONS:
            self._question = lines
        return lines

    def _lines(self, actions: Sequence[Action], at: float) -> list[str]:
        lines: list[str] = []
        for action in actions:
            if isinstance(action, Silence):
                self._sounding.clear()
                lines.clear()
            elif isinstance(action, Say) and action.at is None:
                begins = self._sounding[-1].at if self._sounding else at
                ends = begins + estimate_seconds(action.text, self._words_per_minute)
                self._sounding.append(_Next(Spoken(action.id), ends))
                lines.append(action.text)
        return lines

    def _what_to_do(self) -> tuple[str, ...]:
        """What the person must do that the device would do where it can speak up."""
        if self._state.phase == "holding":
            return (self._script.count,)
        return (self._script.wait,) if self._state.phase == "waiting" else ()

    def _tell(self, move: Move) -> None:
        for watcher in self._watchers:
            watcher.watch(move)


def _wants_a_bell(meaning: Meaning) -> bool:
    return meaning.intent in _NEEDS_A_BELL and meaning.red_flag is None and meaning.check is None
