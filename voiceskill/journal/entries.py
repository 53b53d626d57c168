"""What is written down, one thing at a time, in the order in which it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

__all__ = [
    "Advised",
    "Answer",
    "Answered",
    "Begun",
    "Ended",
    "Entry",
    "FlagRaised",
    "FlagWithdrawn",
    "ForgetTonight",
    "Resumed",
    "StepBegun",
]

Answer: TypeAlias = Literal["better", "same", "worse"]


@dataclass(frozen=True, slots=True)
class Begun:
    """An episode began at ``at`` (with time zone): a cramp of ``part`` (``side`` may be empty), or, with an
    empty ``part``, an alarm without a cramp.
    """

    at: datetime
    part: str
    side: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """The episode of ``part`` that broke off when the device did goes on at ``at`` (with time zone)."""

    at: datetime
    part: str


@dataclass(frozen=True, slots=True)
class StepBegun:
    """A step of ``kind`` (see the guides) began ``seconds`` after the start of the episode."""

    name: str
    kind: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Answered:
    """What the person said about the muscle, of the step that was begun last."""

    answer: Answer
    seconds: float


@dataclass(frozen=True, slots=True)
class FlagRaised:
    """A red flag was acted on ``seconds`` after the start of the episode."""

    name: str
    level: str
    seconds: float


@dataclass(frozen=True, slots=True)
class FlagWithdrawn:
    """The alarm about the flag ``name`` was called off as a false one."""

    name: str


@dataclass(frozen=True, slots=True)
class Advised:
    """Because of the flag ``name`` it was said at ``at`` (with time zone) that a clinician should see it."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """The episode ended at ``at`` (with time zone), ``seconds`` after its start; ``ending`` says how."""

    at: datetime
    ending: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ForgetTonight:
    """The person asked at ``at`` (with time zone) that tonight be forgotten."""

    at: datetime


Entry: TypeAlias = (
    Begun | Resumed | StepBegun | Answered | FlagRaised | FlagWithdrawn | Advised | Ended | ForgetTonight
)
