"""What an utterance means: the one type that understanding hands to the dialogue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeAlias, get_args

__all__ = [
    "BODY_PARTS",
    "INTENTS",
    "LISTENING_STATES",
    "SIDES",
    "BodyPart",
    "Intent",
    "Level",
    "ListeningState",
    "Meaning",
    "RedFlag",
    "Side",
]

Intent: TypeAlias = Literal[
    "report_cramp",
    "stop",
    "pause",
    "resume",
    "repeat",
    "next",
    "back",
    "slower",
    "faster",
    "louder",
    "quieter",
    "help",
    "time_left",
    "yes",
    "no",
    "better",
    "not_better",
    "worse",
    "start_bedtime_stretch",
    "start_breathing",
    "ice_heat_help",
    "why_cramps",
    "how_long_last",
    "prevention",
    "drink_question",
    "medication_question",
    "cancel_emergency",
    "call_help",
    "log_query",
    "forget_tonight",
    "why_this_one",
    "set_timer",
    "cancel_timer",
    "set_up_profile",
    "greeting_thanks",
    "out_of_scope",
]
BodyPart: TypeAlias = Literal[
    "calf",
    "shin",
    "hamstring",
    "quad",
    "thigh",
    "leg",
    "foot",
    "toes",
    "hand",
    "fingers",
    "forearm",
    "upper_arm",
    "arm",
    "abdomen",
    "neck",
    "upper_back",
    "lower_back",
    "back",
    "hip",
    "hip_flexor",
    "glute",
    "piriformis",
    "groin",
]
Side: TypeAlias = Literal["left", "right", "both", "other"]
ListeningState: TypeAlias = Literal[
    "idle",
    "ask_body_part",
    "ask_side",
    "step",
    "hold",
    "after_hold",
    "confirm",
    "paused",
    "emergency",
]

INTENTS: tuple[Intent, ...] = get_args(Intent)
BODY_PARTS: tuple[BodyPart, ...] = get_args(BodyPart)
SIDES: tuple[Side, ...] = get_args(Side)
LISTENING_STATES: tuple[ListeningState, ...] = get_args(ListeningState)


class Level(IntEnum):
    """How soon a person must be helped; comparable, so that the highest wins."""

    NONE = 0
    CLINICIAN_SOON = 1
    URGENT = 2
    EMERGENCY = 3

    @property
    def label(self) -> str:
        """The name used in JSON and YAML: ``emergency``, ``urgent``, ``clinician_soon``, ``none``."""
        return self.name.lower()

    @classmethod
    def from_label(cls, label: str) -> Level:
        """Raise ``KeyError`` if ``label`` names no level."""
        return cls[label.upper()]


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign of danger that was heard: the taxonomy's row in snake_case (``e_heart``) and its level."""

    id: str
    level: Level


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of one utterance, as far as the words and the dialogue state tell.

    ``confidence`` is the calibrated probability (0 to 1) that intent and slots are right. ``negated`` lists
    red-flag ids that were mentioned only to be denied ("no chest pain"). ``check`` names a red flag that
    was hinted at but not stated (a hypothetical, a figure of speech, a look-alike that the taxonomy wants
    asked about): no alarm, one short question. ``facts`` are things said in passing that change what is
    safe ("pregnant", "blood_thinner"). ``heard`` names the facts and signs that may be danger together with
    what is said later. ``reason`` says why an ``out_of_scope`` is not coached
    (``joint``, ``tooth``, ``period``, ``gut``, ``other``...). ``bystander`` is true when somebody else than
    the speaker is meant. ``also`` holds further intents of the same utterance, most important first.
    ``seconds`` is a length of time that was named ("ten minutes"), of the first one if there are several.
    """

    text: str
    intent: Intent
    confidence: float
    body_part: BodyPart | None = None
    side: Side | None = None
    red_flag: RedFlag | None = None
    negated: tuple[str, ...] = ()
    check: RedFlag | None = None
    facts: tuple[str, ...] = ()
    reason: str | None = None
    bystander: bool = False
    also: tuple[Intent, ...] = ()
    seconds: int | None = None
    heard: tuple[str, ...] = ()
