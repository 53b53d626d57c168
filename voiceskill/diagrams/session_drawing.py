"""The session as cards, one a phase: what leads on from there, and arrows for where time leads."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from typing import get_args

from voiceskill.diagrams.canvas import Canvas, Tone, wrapped
from voiceskill.diagrams.session_moves import Moves, session_moves
from voiceskill.dialogue.script import Script
from voiceskill.dialogue.state import Phase

__all__ = ["draw_session"]

_WIDTH, _GAP_X, _GAP_Y, _IN_A_ROW = 290.0, 40.0, 46.0, 4
_TONES: dict[Phase, Tone] = {
    "emergency": "danger",
    "advised": "today",
    "screening": "ask",
    "splitting": "ask",
    "confirming": "ask",
    "holding": "hold",
    "waiting": "hold",
}
_COMMON = 0.6
"""A move that so large a share of the phases has in common is told once, for all of them."""
_BACK = 4
"""A move to so many phases leads back to the one that was interrupted."""
_MANY = 14
"""So many ways to the same phase are not told one by one."""
_ON_ITS_OWN = ("time", "end of speech", "ten minutes")


def draw_session(script: Script) -> str:
    """The session of ``script`` as SVG."""
    moves = session_moves(script)
    common = _common(moves)
    canvas = Canvas("The session: its phases and what leads from one to another")
    canvas.heading(20, 34, "The session: its phases, and what leads on from each")
    shared = ["From nearly everywhere", *_lines(common, 3 * _WIDTH)]
    top = 60 + canvas.box(20, 60, 3 * _WIDTH, "quiet", shared) + _GAP_Y
    places: dict[Phase, tuple[float, float, float]] = {}
    for row in _rows(moves):
        heights = []
        for column, phase in enumerate(row):
            left = 20 + column * (_WIDTH + _GAP_X)
            own = {label: to - common.get(label, frozenset()) for label, to in moves.get(phase, {}).items()}
            lines = list(_lines(own, _WIDTH))
            height = canvas.box(left, top, _WIDTH, _TONES.get(phase, "plain"), [_name(phase), *lines])
            places[phase] = (left, top, height)
            heights.append(height)
        top += max(heights) + _GAP_Y
    _draw_time(canvas, moves, places)
    return canvas.svg()


def _common(moves: Moves) -> dict[str, frozenset[Phase]]:
    counts = Counter((label, to) for found in moves.values() for label, ways in found.items() for to in ways)
    shared: dict[str, frozenset[Phase]] = {}
    for (label, to), count in counts.items():
        if count >= _COMMON * len(moves) and label not in _ON_ITS_OWN:
            shared[label] = shared.get(label, frozenset()) | {to}
    return shared


def _lines(moves: Mapping[str, frozenset[Phase]], width: float) -> Iterator[str]:
    """One line for all that leads to the same phases."""
    by_target: dict[tuple[Phase, ...], list[str]] = {}
    for label, to in moves.items():
        if to:
            by_target.setdefault(_targets(to), []).append(label.replace("_", " "))
    for targets, labels in sorted(by_target.items()):
        ways = " or ".join(map(_name, targets)) if len(targets) < _BACK else "where it was interrupted"
        heard = ", ".join(labels) if len(labels) < _MANY else "nearly anything else"
        yield from wrapped(f"{heard} → {ways}", width)


def _targets(to: frozenset[Phase]) -> tuple[Phase, ...]:
    return tuple(sorted(to)) if len(to) < _BACK else get_args(Phase)


def _rows(moves: Moves) -> list[list[Phase]]:
    """The phases by how few moves lead to them from the waiting device, a few in a row."""
    distance: dict[Phase, int] = {"idle": 0}
    queue = deque(distance)
    while queue:
        phase = queue.popleft()
        for target in sorted({to for ways in moves.get(phase, {}).values() for to in ways}):
            if target not in distance:
                distance[target] = distance[phase] + 1
                queue.append(target)
    layers: dict[int, list[Phase]] = {}
    for phase, depth in distance.items():
        layers.setdefault(depth, []).append(phase)
    return [layer[i : i + _IN_A_ROW] for layer in layers.values() for i in range(0, len(layer), _IN_A_ROW)]


def _draw_time(canvas: Canvas, moves: Moves, places: Mapping[Phase, tuple[float, float, float]]) -> None:
    for phase, found in moves.items():
        targets = {to for label in _ON_ITS_OWN[:2] for to in found.get(label, ())}
        if len(targets) < _BACK:
            for target in sorted(targets - {"idle"}):
                canvas.arrow(*_way(places[phase], places[target]))


def _way(
    begin: tuple[float, float, float], end: tuple[float, float, float]
) -> tuple[tuple[float, float], ...]:
    """From the edge of one card to the facing edge of another."""
    (left, top, height), (to_left, to_top, to_height) = begin, end
    middle, to_middle = left + _WIDTH / 2, to_left + _WIDTH / 2
    if to_top > top:
        return ((middle, top + height), (to_middle, to_top))
    if to_top < top:
        return ((middle + 24, top), (to_middle + 24, to_top + to_height))
    if to_left > left:
        return ((left + _WIDTH, top + 14), (to_left, top + 14))
    return ((left, top + 28), (to_left + _WIDTH, top + 28))


def _name(phase: Phase) -> str:
    return phase.replace("_", " ")
