"""Times as the journal writes them, and the spans that its owner names."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from voiceskill.errors import VoiceskillError

__all__ = ["as_local", "as_utc", "night_of", "read_since", "start_of_night"]

_NOON = time(12)
_SPAN = re.compile(r"(\d{1,4})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def as_utc(at: datetime) -> str:
    """``at`` (with time zone) in UTC, in a form that sorts by time."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def as_local(at: datetime) -> str:
    """What the clock on the wall showed at ``at``."""
    return at.replace(tzinfo=None).isoformat(timespec="seconds")


def night_of(wall: datetime) -> date:
    """The date on whose evening the night began that ``wall`` belongs to: nights go from noon to noon."""
    return wall.date() if wall.time() >= _NOON else wall.date() - timedelta(days=1)


def start_of_night(at: datetime) -> datetime:
    """The noon at which the night of ``at`` began, in the same time zone."""
    return datetime.combine(night_of(at), _NOON, at.tzinfo)


def read_since(text: str, now: datetime) -> datetime:
    """The time that ``text`` names: a span back from ``now`` (90d, 12h, 4w) or a date (2026-03-01).

    Raises ``VoiceskillError`` if it is neither.
    """
    span = _SPAN.fullmatch(text)
    if span is not None:
        return now - int(span[1]) * _UNITS[span[2]]
    try:
        return datetime.combine(date.fromisoformat(text), time(0), now.tzinfo)
    except ValueError:
        raise VoiceskillError(
            f"'{text}' is no span of time: give 12h (hours), 90d (days), 4w (weeks) or a date as 2026-03-01."
        ) from None
