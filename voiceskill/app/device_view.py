"""What can be told of the device from outside, at one moment of a simulated session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["QUIET_SECONDS", "DeviceView", "is_at_rest"]

QUIET_SECONDS = 3.0
"""A simulated session is over when the device has been idle and quiet this long."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """What can be told of the device at a moment of session time ``now`` (seconds).

    ``quiet_since``: when the device fell silent, None while it sounds; ``said``: (time, text) of everything
    that it has begun to say.
    """

    now: float
    state: str
    quiet_since: float | None
    said: Sequence[tuple[float, str]]


def is_at_rest(view: DeviceView) -> bool:
    """Whether the device is idle and has been quiet for a while."""
    return (
        view.state == "idle" and view.quiet_since is not None and view.now - view.quiet_since >= QUIET_SECONDS
    )
