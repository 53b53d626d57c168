"""The charts of the report as SVG that takes its colours from the page around it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from voiceskill.errors import VoiceskillError
from voiceskill.journal.episodes import Episode
from voiceskill.journal.report.summary import Bar, StepFigures
from voiceskill.journal.times import night_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bars", "nights", "relief_by_step", "sideways_bars"]

_INK, _MUTED, _ACCENT = "#010203", "#040506", "#070809"
"""Stand-ins, replaced by the page's own colours so that dark and light and paper differ."""
_COLOURS = {_INK: "var(--ink)", _MUTED: "var(--muted)", _ACCENT: "var(--accent)"}
_WIDTH = 7.2
"""Inches: the width of the text on A4."""
_MOST_LABELS = 9
_USUAL_NIGHT = (10, 19)
"""From 22:00 to 07:00, in hours from noon."""
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "voiceskill",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": _INK,
    "ytick.color": _INK,
    "grid.color": _MUTED,
    "grid.alpha": 0.35,
    "grid.linewidth": 0.6,
}


def bars(data: Sequence[Bar], x_label: str, most_labels: int = _MOST_LABELS) -> str:
    """Upright bars in the given order, of which ``most_labels`` at most are named."""
    with _drawn(2.3) as (axes, svg):
        axes.bar(range(len(data)), [bar.count for bar in data], width=0.8, color=_ACCENT)
        stride = -(-len(data) // most_labels)
        shown = range(0, len(data), stride)
        axes.set_xticks(list(shown), [data[place].name for place in shown])
        axes.set_xlim(-0.6, len(data) - 0.4)
        axes.set_xlabel(x_label)
        _count_axis(axes, data)
    return svg.getvalue()


def sideways_bars(data: Sequence[Bar]) -> str:
    """Bars that lie, the first on top, with their counts in words at their ends."""
    with _drawn(0.6 + 0.33 * len(data)) as (axes, svg):
        places = range(len(data))
        drawn = axes.barh(places, [bar.count for bar in data], height=0.7, color=_ACCENT)
        axes.bar_label(drawn, [bar.in_words for bar in data], padding=4, color=_INK)
        axes.margins(x=0.2)
        axes.set_yticks(list(places), [bar.name for bar in data])
        axes.invert_yaxis()
        axes.spines["bottom"].set_visible(False)
        axes.set_xticks([])
    return svg.getvalue()


def nights(cramps: Sequence[Episode], start: date, end: date) -> str:
    """One dot a cramp: the night on one axis, the time from noon to noon on the other."""
    with _drawn(2.9) as (axes, svg):
        axes.axhspan(*_USUAL_NIGHT, color=_MUTED, alpha=0.12, linewidth=0)
        axes.plot(
            [night_of(cramp.started_local).toordinal() for cramp in cramps],
            [_hours_from_noon(cramp.started_local) for cramp in cramps],
            marker="o",
            markersize=6,
            linestyle="none",
            color=_ACCENT,
            alpha=0.85,
        )
        first, last = start.toordinal() - 1, end.toordinal() + 1
        days = range(first + 1, last, max(1, -(-(last - first) // _MOST_LABELS)))
        axes.set_xlim(first, last)
        axes.set_xticks(list(days), [f"{date.fromordinal(day):%d %b}" for day in days])
        axes.set_ylim(24, 0)
        axes.set_yticks(range(0, 25, 3), [f"{(12 + hour) % 24:02d}:00" for hour in range(0, 25, 3)])
        axes.grid(axis="both")
        axes.set_ylabel("began at")
    return svg.getvalue()


def relief_by_step(steps: Sequence[StepFigures], names: Sequence[str]) -> str:
    """For each step a dot for each time to relief and a bar at the median; ``names`` label the rows."""
    with _drawn(0.9 + 0.36 * len(steps)) as (axes, svg):
        for row, step in enumerate(steps):
            minutes = [seconds / 60 for seconds in step.seconds]
            axes.plot(minutes, [row] * len(minutes), "o", color=_ACCENT, alpha=0.55, markersize=6)
            if step.middle is not None:
                axes.plot([step.middle / 60] * 2, [row - 0.34, row + 0.34], color=_INK, linewidth=2.2)
        axes.set_yticks(range(len(steps)), list(names))
        axes.set_ylim(len(steps) - 0.4, -0.6)
        axes.set_xlim(left=0)
        axes.set_xlabel("minutes from the report of the cramp to relief")
        axes.grid(axis="x")
    return svg.getvalue()


def _hours_from_noon(wall: datetime) -> float:
    return (wall - datetime.combine(night_of(wall), time(12))) / timedelta(hours=1)


def _count_axis(axes: Axes, data: Sequence[Bar]) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.set_ylim(0, max(1, *(bar.count for bar in data)) * 1.08)
    axes.set_ylabel("cramps")
    axes.grid(axis="y")


@contextmanager
def _drawn(height: float) -> Iterator[tuple[Axes, io.StringIO]]:
    """Axes to draw on, ``height`` inches high, and where their SVG stands afterwards."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise VoiceskillError(
            "The report needs the plotting library: install it with 'pip install voiceskill[report]'."
        ) from None
    text = io.StringIO()
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        yield figure.add_subplot(), text
        raw = io.StringIO()
        figure.savefig(raw, format="svg", metadata={"Date": None, "Creator": None})
    text.write(_for_page(raw.getvalue()))


def _for_page(svg: str) -> str:
    """Only the drawing, in the page's colours and as wide as the page."""
    drawing = svg[svg.index("<svg") :]
    drawing = re.sub(r"<metadata>.*?</metadata>", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r' (?:width|height)="[^"]*pt"', "", drawing, count=2)
    for stand_in, colour in _COLOURS.items():
        drawing = drawing.replace(stand_in, colour)
    return drawing
