"""A conversation on a simulated clock, for tests: speech takes its estimated time, nothing ever sleeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from voiceskill.dialogue.actions import Action, End, Note, Say, Silence
from voiceskill.dialogue.events import Event, Heard, Spoken, Tick
from voiceskill.dialogue.loading import load_script
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.script import Script
from voiceskill.dialogue.state import State, deadline
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import Intent, Level, Meaning, RedFlag


@cache
def shipped_script() -> Script:
    return load_script("en")


def meaning(intent: Intent, **fields: Any) -> Meaning:
    return Meaning(fields.pop("text", ""), intent, fields.pop("confidence", 0.95), **fields)


def emergency(flag: str = "e_heart") -> RedFlag:
    return RedFlag(flag, Level.EMERGENCY)


@dataclass
class Conversation:
    """Drive the reducer as a session would; ``timeline`` holds (time, action)."""

    profile: Profile = field(default_factory=Profile)
    night: bool = True
    speech_is_reported: bool = True
    script: Script = field(default_factory=shipped_script)
    now: float = 0.0
    timeline: list[tuple[float, Action]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dialogue = Dialogue(self.script, self.profile, night=self.night)
        self.state: State
        self.state, actions = self.dialogue.start(self.now)
        self._record(actions)

    def hear(
        self, intent: Intent = "out_of_scope", *, final: bool = True, hearing: float = 1.0, **fields: Any
    ) -> list[Action]:
        """The person says something now; what the device does at once."""
        return self.send(Heard(meaning(intent, **fields), final, hearing))

    def send(self, event: Event) -> list[Action]:
        self.state, actions = self.dialogue.advance(self.state, event, self.now)
        self._record(actions)
        return list(actions)

    def wait(self, seconds: float) -> list[Action]:
        """Let time pass; everything that the device does meanwhile."""
        seen = len(self.timeline)
        until = self.now + seconds
        while (nearest := self._next()) is not None and nearest[0] <= until:
            self.now = max(self.now, nearest[0])
            self.send(nearest[1])
        self.now = until
        return [action for _, action in self.timeline[seen:]]

    def until_quiet(self, limit: float = 3600.0) -> list[Action]:
        """Let time pass until nothing is due; fails if that takes longer than ``limit`` seconds."""
        actions = self.wait(limit)
        assert self._next() is None, f"still busy after {limit} s in {self.state.phase}"
        return actions

    def until_phase(self, phase: str, limit: float = 900.0) -> list[Action]:
        """Let time pass until the conversation is in ``phase`` and has said its part."""
        seen, end = len(self.timeline), self.now + limit
        while not (self.state.phase == phase and self.state.voice is None):
            nearest = self._next()
            assert nearest is not None, f"nothing more happens in {self.state.phase}"
            assert nearest[0] <= end, f"not in {phase} after {limit} s but in {self.state.phase}"
            self.now = max(self.now, nearest[0])
            self.send(nearest[1])
        return [action for _, action in self.timeline[seen:]]

    def _next(self) -> tuple[float, Spoken | Tick] | None:
        voice, due = self.state.voice, deadline(self.state)
        candidates: list[tuple[float, Spoken | Tick]] = [(due, Tick())] if due is not None else []
        if voice is not None and self.speech_is_reported:
            candidates.append((voice.ends, Spoken(voice.id)))
        return min(candidates, key=lambda pair: pair[0], default=None)

    def _record(self, actions: tuple[Action, ...]) -> None:
        self.timeline.extend((self.now, action) for action in actions)


def spoken(actions: list[Action]) -> str:
    """All that was said, in order."""
    return " ".join(action.text for action in actions if isinstance(action, Say))


def keys(actions: list[Action]) -> list[str]:
    return [action.key for action in actions if isinstance(action, Say)]


def silenced_first(actions: list[Action]) -> bool:
    """Whether nothing sounds before the silence; notes make no sound."""
    heard = [action for action in actions if not isinstance(action, Note)]
    return bool(heard) and isinstance(heard[0], Silence)


def ended(actions: list[Action]) -> bool:
    return any(isinstance(action, End) for action in actions)
