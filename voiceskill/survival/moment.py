"""One stored moment of a conversation, and how long ago it was by clocks that may have jumped since."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voiceskill.dialogue.state import State
from voiceskill.survival.typed_json import MisfitError, from_plain, to_plain

__all__ = ["Clocks", "Moment", "elapsed", "read_clocks", "read_moment", "write_moment"]

_FORM = 1
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the clocks say at one instant.

    ``wall`` is seconds since 1970, which anybody may set; ``up`` is seconds since the machine started, sleep
    included, which nobody can; ``boot`` names that start.
    """

    wall: float
    up: float
    boot: str


@dataclass(frozen=True, slots=True)
class Moment:
    """The conversation's ``state`` at session time ``now`` (s), and the clocks then.

    ``resumes``: how often in a row it was taken up again without a word from the person.
    """

    state: State
    now: float
    clocks: Clocks
    resumes: int = 0


def read_clocks() -> Clocks:
    """The machine's clocks at this instant."""
    return Clocks(time.time(), time.clock_gettime(time.CLOCK_BOOTTIME), _boot())


@cache
def _boot() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def elapsed(then: Clocks, now: Clocks) -> float:
    """Seconds from ``then`` to ``now``, never negative.

    Within one start of the machine nothing but the clock that nobody can set counts. Across a restart the
    wall clock is asked; if it went back, or stood still as in a machine without a battery clock, all that is
    certain is the time since the restart.
    """
    if then.boot and then.boot == now.boot:
        return max(0.0, now.up - then.up)
    return max(0.0, now.up, now.wall - then.wall)


def write_moment(moment: Moment) -> str:
    """``moment`` as one line of JSON."""
    return json.dumps({"form": _FORM, "moment": to_plain(moment)}, separators=(",", ":"), allow_nan=False)


def read_moment(text: str) -> Moment:
    """The moment that ``write_moment`` wrote; raises ``MisfitError`` for anything else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise MisfitError("it is not JSON") from None
    if not isinstance(data, dict) or data.keys() != {"form", "moment"} or data["form"] != _FORM:
        raise MisfitError("another version wrote it")
    return from_plain(Moment, data["moment"])
