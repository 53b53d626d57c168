"""How long a pause has to be until what somebody says counts as said: the fewer words are to be expected, the
shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from voiceskill.understanding.completeness import Completeness
from voiceskill.understanding.meaning import ListeningState

__all__ = ["LONGEST_PAUSE", "pause_that_ends"]

LONGEST_PAUSE: Mapping[ListeningState, float] = MappingProxyType(
    {
        "idle": 1.2,
        "ask_body_part": 1.2,
        "ask_side": 1.0,
        "step": 0.9,
        "hold": 0.9,
        "after_hold": 1.0,
        "confirm": 1.0,
        "paused": 0.9,
        "emergency": 1.2,
    }
)
"""Silence (seconds) that ends an utterance whatever was said: long enough for "my... calf... is...", shorter
where commands come.
"""

_USUAL_SHARE = 0.4
_WHOLE_SECONDS = 0.18
"""The gate notices the end of a voice 60 to 110 ms late, so the pause is a quarter of a second."""
_WHOLE_IN_EMERGENCY_SECONDS = 0.4
"""An alarm is taken back by a word or two: here people get time to go on."""


def pause_that_ends(completeness: Completeness, state: ListeningState) -> float:
    """Silence (seconds) after which words of this completeness, said in ``state``, are taken as said."""
    longest = LONGEST_PAUSE[state]
    if completeness == "unfinished":
        return longest
    if completeness == "unsure":
        return _USUAL_SHARE * longest
    return _WHOLE_IN_EMERGENCY_SECONDS if state == "emergency" else _WHOLE_SECONDS
