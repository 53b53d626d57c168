"""The journal for other programs: one line an episode as CSV, or everything as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from voiceskill.journal.episodes import Episode

__all__ = ["as_csv", "as_json"]

_COLUMNS = (
    "id",
    "started_utc",
    "started_local",
    "ended_utc",
    "ended_local",
    "part",
    "side",
    "steps",
    "answers",
    "helped",
    "relief_seconds",
    "flags",
    "ending",
)


def as_csv(episodes: Iterable[Episode]) -> str:
    """A head line and one line an episode; steps, answers and flags are parted by spaces."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_row(episode) for episode in episodes)
    return text.getvalue()


def _row(episode: Episode) -> tuple[object, ...]:
    return (
        episode.id,
        episode.started.isoformat(),
        episode.started_local.isoformat(),
        _iso(episode.ended),
        _iso(episode.ended_local),
        episode.part,
        episode.side,
        " ".join(step.name for step in episode.steps),
        " ".join(step.answer or "-" for step in episode.steps),
        episode.helped,
        None if episode.relief_seconds is None else round(episode.relief_seconds, 1),
        " ".join(flag.name for flag in episode.flags if not flag.withdrawn),
        episode.ending,
    )


def _iso(time: datetime | None) -> str | None:
    return time.isoformat() if time is not None else None


def as_json(episodes: Iterable[Episode]) -> str:
    """A list of all episodes with all that is known of them."""
    plain = [asdict(episode) for episode in episodes]
    return json.dumps(plain, indent=2, default=lambda value: value.isoformat()) + "\n"
