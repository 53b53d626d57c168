"""What there is to show at one moment, and how it is drawn from what happens.

Times are session seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voiceskill.app.transcript import Entry
from voiceskill.app.watcher import Move
from voiceskill.audio.level import SILENCE_DBFS
from voiceskill.dialogue.actions import Say
from voiceskill.dialogue.counts import count_length
from voiceskill.dialogue.events import Heard
from voiceskill.dialogue.plan import Plans
from voiceskill.dialogue.script import Script, Step
from voiceskill.dialogue.state import Phase, State
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import Level

__all__ = ["Beside", "Count", "Scene", "SceneKeeper"]

_FALL_DB = 0.5
_MOST_SAID = 3


@dataclass(frozen=True, slots=True)
class Count:
    """A hold or paced breath of ``length`` seconds that ends at ``ends``; ``left`` is set while paused."""

    length: float
    ends: float
    left: float | None = None

    def seconds_left(self, now: float) -> float:
        """What is still to come, never negative."""
        return max(0.0, self.ends - now) if self.left is None else self.left


@dataclass(frozen=True, slots=True)
class Beside:
    """A pack or timer that runs beside the rest: what for (empty: nothing in particular), and its end."""

    title: str
    ends: float


@dataclass(frozen=True, slots=True)
class Scene:
    """``said`` are the device's last sentences, oldest first; ``heard`` the person's words, which may still
    change unless ``heard_all``.

    ``title`` names the step and ``part`` the place it is for. ``level`` is the microphone's (dBFS), None
    where there is none.
    ``alarm`` says whom to call while an emergency stands; ``trouble`` is the newest remark about the device.
    """

    phase: Phase = "idle"
    alarm: str = ""
    said: tuple[str, ...] = ()
    heard: str = ""
    heard_all: bool = True
    title: str = ""
    part: str = ""
    count: Count | None = None
    beside: tuple[Beside, ...] = ()
    level: float | None = None
    trouble: str = ""


class SceneKeeper:
    """Keeps the scene up to date; each change makes a new one, so that another thread may draw the last."""

    def __init__(self, script: Script) -> None:
        """``script`` knows the titles and lengths of steps."""
        self._script = script
        self._plans = Plans(script)
        self.scene = Scene()

    def watch(self, move: Move) -> None:
        """See ``Watcher.watch``."""
        state = move.after
        step = self._step(state)
        self.scene = replace(
            self.scene,
            phase=state.phase,
            said=() if _answers(move) else self.scene.said,
            title=step.title if step is not None else "",
            part=self._part(state),
            alarm=self._alarm(move),
            count=_count(state, step),
            beside=self._beside(state),
        )

    def write(self, entry: Entry) -> None:
        """Take an entry of the transcript as it is written."""
        if entry.kind == "said" and not _is_count(entry):
            self.scene = replace(self.scene, said=(*self.scene.said, entry.text)[-_MOST_SAID:])
        elif entry.kind == "heard":
            self.scene = replace(self.scene, heard=entry.text, heard_all=True)
        elif entry.kind in ("silenced", "ended"):
            self.scene = replace(self.scene, said=())
        elif entry.kind == "sound":
            self.scene = replace(self.scene, trouble=entry.text)

    def hear(self, hypothesis: Hypothesis) -> None:
        """Take what the recognizer believes, before anything was made of it."""
        if not hypothesis.final and hypothesis.text:
            self.scene = replace(self.scene, heard=hypothesis.text, heard_all=False)

    def measure(self, level: float) -> None:
        """Take the microphone's level (dBFS); it falls slowly, so that the eye can follow."""
        before = SILENCE_DBFS if self.scene.level is None else self.scene.level
        self.scene = replace(self.scene, level=max(level, before - _FALL_DB))

    def remark(self, line: str) -> None:
        """Take a line that is about the device and not the conversation."""
        self.scene = replace(self.scene, trouble=line)

    def _step(self, state: State) -> Step | None:
        if not state.plan:
            return None
        plan = self._plans.get(state.plan, state.facts, state.diary.order_of(state.plan))
        return next((step for step in plan.steps if step.name == state.step), None)

    def _part(self, state: State) -> str:
        if not state.plan or state.part is None or state.part not in self._script.guides:
            return ""
        side = self._script.sides.get(state.side or "", "")
        return f"{side} {state.part.replace('_', ' ')}".strip()

    def _alarm(self, move: Move) -> str:
        """The first words of an alarm, which say whom to call, for as long as it stands."""
        if move.after.level < Level.EMERGENCY:
            return ""
        says = (action.text for action in move.actions if isinstance(action, Say))
        begins = move.after.phase == "emergency" and move.before.phase != "emergency"
        return next(says, self.scene.alarm) if begins else self.scene.alarm

    def _beside(self, state: State) -> tuple[Beside, ...]:
        packs = tuple(Beside(self._title(pack.step), pack.off_at) for pack in state.packs)
        spoken = {name.name: name.spoken for name in self._script.timers.names}
        timers = tuple(Beside(spoken.get(timer.name, timer.name), timer.due) for timer in state.timers)
        return packs + timers

    def _title(self, name: str) -> str:
        step = self._script.common.get(name)
        return step.title if step is not None else name


def _answers(move: Move) -> bool:
    """Whether the device answers the person, so that what it said before is over."""
    return isinstance(move.event, Heard) and any(isinstance(action, Say) for action in move.actions)


def _is_count(entry: Entry) -> bool:
    """Whether this is a number on the beat, which is shown as a digit already."""
    return dict(entry.fields).get("key", "").startswith("number.")


def _count(state: State, step: Step | None) -> Count | None:
    if step is None or not count_length(step):
        return None
    length = float(count_length(step))
    if state.phase == "holding" and state.ends is not None:
        return Count(max(length, 1.0), state.ends)
    if state.held is not None and state.held.phase == "holding":
        return Count(length, 0.0, state.held.left)
    return None
