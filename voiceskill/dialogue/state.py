"""The whole of a conversation at one moment: frozen, hashable, with its timers inside.

All times are session seconds. ``deadline`` tells when time itself becomes the next event.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from voiceskill.dialogue.diary import NO_DIARY, Diary
from voiceskill.understanding.meaning import Level, ListeningState, Meaning, Side

__all__ = [
    "Fallback",
    "Held",
    "Later",
    "Pack",
    "Phase",
    "Question",
    "State",
    "Timer",
    "Voice",
    "changed",
    "deadline",
    "listening_state",
]

Phase: TypeAlias = Literal[
    "idle",
    "ask_part",
    "telling",
    "waiting",
    "holding",
    "checking",
    "screening",
    "splitting",
    "offering",
    "warming",
    "profiling",
    "choosing",
    "closing",
    "paused",
    "confirming",
    "emergency",
    "advised",
]

_LISTENING: MappingProxyType[Phase, ListeningState] = MappingProxyType(
    {
        "idle": "idle",
        "ask_part": "ask_body_part",
        "telling": "step",
        "waiting": "step",
        "holding": "hold",
        "checking": "after_hold",
        "screening": "confirm",
        "splitting": "confirm",
        "offering": "confirm",
        "warming": "step",
        "profiling": "confirm",
        "choosing": "confirm",
        "closing": "step",
        "paused": "paused",
        "confirming": "confirm",
        "emergency": "emergency",
        "advised": "confirm",
    }
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Speech under way: the last ``Say`` that was queued and when it is over (``ends``, estimated).
    ``gives_up`` is when its ``Spoken`` is no longer waited for. ``last_began`` is when that last ``Say``
    itself began to sound; None while earlier ones still do.
    """

    id: int
    ends: float
    gives_up: float
    last_began: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A safety question that interrupts everything else, and how often it was asked.

    ``flag_check``: is the red flag that was hinted at happening now; ``unsure``: was an emergency really
    said; ``false_alarm``: is an alarm really to be called off; ``start``: was a cramp really reported, or did
    the waiting device hear somebody else.
    """

    kind: Literal["flag_check", "unsure", "false_alarm", "start", "forget"]
    flag: str
    level: Level
    asked: int = 1


@dataclass(frozen=True, slots=True)
class Fallback:
    """What held before the level last rose: where a confirmed false alarm leads back to, until coaching goes
    on.
    """

    level: Level
    flag: str
    barred: frozenset[str]


@dataclass(frozen=True, slots=True)
class Held:
    """What was interrupted: its phase, and the seconds of a hold that were left."""

    phase: Phase
    left: float


@dataclass(frozen=True, slots=True)
class Later:
    """A routine that a cramp interrupted at ``step``."""

    plan: str
    step: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A warm or cold pack on the skin, timed beside whatever else goes on.

    ``step`` names the script's step that put it there. ``due`` is when it is next spoken about; ``off_at``
    when it must come off; ``reminders`` counts how often that was said.
    """

    step: str
    due: float
    off_at: float
    reminders: int = 0


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that was set by voice, for something or nothing in particular (``name`` is empty).

    ``seconds`` is its whole length, ``due`` when it is next spoken about; ``rings`` counts how often it was.
    """

    name: str
    seconds: int
    due: float
    rings: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """Where the conversation stands.

    ``due`` is when the phase itself moves on; ``wait`` is the time it gets once speech is over. ``ends`` is
    the end of a running hold, ``left`` what of a hold is still to come when it next runs.
    ``detour`` is what stands in for the step's own words: going slack, or resting between holds. ``upright``
    tells how far they are on the way to standing.
    ``choice`` is the answer to which way to go; ``side_asked`` tells whether the side was asked for, and
    ``now`` that it may be told while a step is given time.
    ``cleared`` are parts (with side) whose safety question was answered no; ``barred`` are parts that must
    not be touched in this episode (``*``: none may). ``asked`` are red flags whose check question was put
    already. ``pending`` is what was said together with what a ``question`` is about, to go on with after it.
    ``limit`` is when an unrelieved cramp needs other help. ``later`` is what a cramp interrupted.
    ``learned`` are those of the facts that were said in passing and are not remembered: they count until the
    episode is long over. ``to_remember`` are those that are still to be offered to be remembered.
    ``skin_rests_until`` is when a pack may next be put on.
    """

    phase: Phase = "idle"
    night: bool = True
    facts: frozenset[str] = frozenset()
    learned: frozenset[str] = frozenset()
    to_remember: tuple[str, ...] = ()
    part: str | None = None
    side: Side | None = None
    plan: str = ""
    step: str = ""
    choice: str = ""
    side_asked: Literal["", "now", "done"] = ""
    detour: Literal["", "slack", "rest"] = ""
    upright: Literal["", "agreed", "sat"] = ""
    eased: bool = False
    left: float = 0.0
    ends: float | None = None
    packs: tuple[Pack, ...] = ()
    timers: tuple[Timer, ...] = ()
    skin_rests_until: float | None = None
    holds: int = 0
    rounds: int = 0
    worse: int = 0
    relieved: bool = False
    limit: float | None = None
    level: Level = Level.NONE
    flag: str = ""
    fallback: Fallback | None = None
    bystander: bool = False
    mentions: tuple[str, ...] = ()
    cleared: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    recent_until: float | None = None
    question: Question | None = None
    pending: Meaning | None = None
    held: Held | None = None
    later: Later | None = None
    acknowledged: bool = False
    repeats: int = 0
    misses: int = 0
    silences: int = 0
    tempo: float = 1.0
    volume: float = 0.0
    diary: Diary = NO_DIARY
    voice: Voice | None = None
    due: float | None = None
    wait: float | None = None
    last_key: str = ""
    next_id: int = 1


def listening_state(state: State) -> ListeningState:
    """The name under which understanding reads what the person says now."""
    if state.phase == "waiting" and state.side_asked == "now":
        return "ask_side"
    return _LISTENING[state.phase]


def deadline(state: State) -> float | None:
    """When a ``Tick`` is next needed (session seconds), or None while only the person can move things on."""
    voice = state.voice.gives_up if state.voice else None
    beside = (*(pack.due for pack in state.packs), *(timer.due for timer in state.timers))
    times = (state.due, state.limit, voice, *beside)
    return min((time for time in times if time is not None), default=None)


_NAMES = tuple(field.name for field in fields(State))
_values = attrgetter(*_NAMES)


def changed(state: State, **values: Any) -> State:  # noqa: ANN401
    """A copy of ``state`` with other ``values``; several times faster than ``dataclasses.replace``, which is
    most of the time of the reducer and of the checker.
    """
    copy = object.__new__(State)
    for name, value in zip(_NAMES, _values(state), strict=True):
        object.__setattr__(copy, name, value)
    for name, value in values.items():
        object.__setattr__(copy, name, value)
    return copy
