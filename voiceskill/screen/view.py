"""The screen as a pure function: a scene, a time and a size give the rows to show.

What must be read at a glance is large: the words that are said, and the seconds that are left, in digits of
five rows. Where there is little room, less is shown, and never less than whom to call and what is said.
"""

from __future__ import annotations

import math
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from voiceskill.screen.digits import big
from voiceskill.screen.scene import Scene
from voiceskill.screen.words import ScreenWords

__all__ = ["LOWEST", "NARROWEST", "Piece", "Row", "Style", "draw"]

Style: TypeAlias = Literal["plain", "faint", "strong", "bar", "rest", "alarm"]

NARROWEST, LOWEST = 20, 4
"""Columns and rows below which nothing can be shown that is of use."""

_MARGIN = 2
_QUIETEST_DBFS, _LOUDEST_DBFS = -70.0, 0.0
_METER_COLUMNS = 12
_MOST_ALARM_ROWS = 2
_MOST_SAID_ROWS = 4
_MOST_SAY_ROWS = 2
_HARD_BLANK = "\u00a0"
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Kinds of characters that are commands, marks or halves of characters, and nothing to see."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style."""

    text: str
    style: Style = "plain"


Row: TypeAlias = tuple[Piece, ...]
_BLANK: Row = ()


def draw(scene: Scene, words: ScreenWords, now: float, width: int, height: int) -> tuple[Row, ...]:
    """At most ``height`` rows of at most ``width`` columns, for session time ``now`` (seconds)."""
    width, height = max(width, NARROWEST), max(height, LOWEST)
    inner = width - 2 * _MARGIN
    head = (_head(scene, words, width),)
    said = (*_alarm(scene, inner), *_said(scene, inner))[: height - 1]
    foot = _fitting_foot(scene, words, now, inner, height - len(head) - len(said))
    room = height - len(head) - len(said) - len(foot)
    middle = _middle(scene, now, inner, room)
    gap = (_BLANK,) * (room - len(middle))
    above, below = gap[: len(gap) // 2], gap[len(gap) // 2 :]
    return (*head, *above, *said, *middle, *below, *foot)


def _head(scene: Scene, words: ScreenWords, width: int) -> Row:
    state = words.states[scene.phase].name
    style: Style = "alarm" if scene.phase == "emergency" else "faint"
    left, right = _cut(f"{words.ready}  {state}", width - _MARGIN - 1), _printable(scene.part)
    gap = width - _MARGIN - _columns(left) - _columns(right) - _MARGIN
    if not right or gap < 1:
        return (Piece(" " * _MARGIN), Piece(left, style))
    return (Piece(" " * _MARGIN), Piece(left, style), Piece(" " * gap), Piece(right, style))


def _alarm(scene: Scene, inner: int) -> tuple[Row, ...]:
    return tuple(_row(line, "alarm") for line in _wrapped(scene.alarm, inner, _MOST_ALARM_ROWS))


def _said(scene: Scene, inner: int) -> tuple[Row, ...]:
    """The newest sentence whole, and those before it as far as there is room."""
    sentences = [sentence for sentence in scene.said if sentence != scene.alarm]
    if not sentences:
        return (_BLANK,)
    *earlier, newest = sentences
    lines = _wrapped(newest, inner, _MOST_SAID_ROWS)
    rows = [_row(line, "strong") for line in lines]
    for sentence in reversed(earlier):
        before = [_row(line) for line in _wrapped(sentence, inner, _MOST_SAID_ROWS)]
        if len(before) + len(rows) > _MOST_SAID_ROWS:
            break
        rows = before + rows
    return tuple(rows)


def _middle(scene: Scene, now: float, inner: int, room: int) -> tuple[Row, ...]:
    """The step and its count, as large as there is room."""
    title = (_row(_cut(scene.title, inner)),) if scene.title else ()
    if scene.count is None:
        return (_BLANK, *title) if title and room > 1 else title[:room]
    left = scene.count.seconds_left(now)
    bar = _bar(1 - left / scene.count.length, inner, f" {math.ceil(left):3d}")
    tall = big(math.ceil(left))
    fits = all(_columns(line) <= inner for line in tall)
    digits = tuple(_row(line, "strong") for line in tall) if fits else ()
    for rows in ((_BLANK, *title, *digits, _BLANK, bar), (*title, *digits, bar), (*title, bar), (bar,)):
        if len(rows) <= room:
            return rows
    return ()


def _fitting_foot(scene: Scene, words: ScreenWords, now: float, inner: int, room: int) -> tuple[Row, ...]:
    """As many of the foot's parts as there is room for, after the count; the first are the last to go."""
    wanted = 1 if scene.count is not None else 0
    parts = (
        _heard(scene, words, inner),
        _say(scene, words, inner),
        _beside(scene, words, now, inner),
        _trouble(scene, inner),
        _meter(scene, words, inner),
    )
    chosen: list[Row] = []
    for part in parts:
        if part and len(chosen) + len(part) + wanted <= room:
            chosen.extend(part)
    return tuple(chosen)


def _heard(scene: Scene, words: ScreenWords, inner: int) -> tuple[Row, ...]:
    if not scene.heard:
        return ()
    # Of what is being said the newest words count, of what was said the first.
    text = f"{words.heard}: {scene.heard}"
    line = _cut(text, inner) if scene.heard_all else _cut_front(f"{text} ...", inner)
    return (_row(line, "plain" if scene.heard_all else "faint"),)


def _say(scene: Scene, words: ScreenWords, inner: int) -> tuple[Row, ...]:
    text = f"{words.say}: {' · '.join(_unbroken(phrase) for phrase in words.states[scene.phase].say)}"
    lines = _wrapped(text, inner, _MOST_SAY_ROWS)
    return tuple(_row(line.replace(_HARD_BLANK, " "), "faint") for line in lines)


def _beside(scene: Scene, words: ScreenWords, now: float, inner: int) -> tuple[Row, ...]:
    told = [
        words.timer.format(title=beside.title or words.plain_timer, left=_clock(beside.ends - now))
        for beside in scene.beside
    ]
    return (_row(_cut(" · ".join(told), inner)),) if told else ()


def _trouble(scene: Scene, inner: int) -> tuple[Row, ...]:
    return (_row(_cut(scene.trouble, inner), "faint"),) if scene.trouble else ()


def _meter(scene: Scene, words: ScreenWords, inner: int) -> tuple[Row, ...]:
    if scene.level is None:
        return ()
    share = (scene.level - _QUIETEST_DBFS) / (_LOUDEST_DBFS - _QUIETEST_DBFS)
    label = f"{words.microphone} "
    columns = min(_METER_COLUMNS, inner - _columns(label))
    if columns < 1:
        return ()
    full = round(columns * min(1.0, max(0.0, share)))
    return (
        (
            Piece(" " * _MARGIN),
            Piece(label, "faint"),
            Piece("▮" * full, "bar"),
            Piece("▯" * (columns - full), "rest"),
        ),
    )


def _bar(share: float, inner: int, label: str) -> Row:
    columns = inner - _columns(label)
    full = round(columns * min(1.0, max(0.0, share)))
    pieces = (Piece("█" * full, "bar"), Piece("░" * (columns - full), "rest"), Piece(label))
    return (Piece(" " * _MARGIN), *pieces)


def _row(text: str, style: Style = "plain") -> Row:
    return (Piece(" " * _MARGIN), Piece(text, style))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, math.ceil(seconds)), 60)
    return f"{minutes}:{rest:02d}"


def _unbroken(phrase: str) -> str:
    return phrase.replace(" ", _HARD_BLANK)


def _columns(text: str) -> int:
    return sum(_column(character) for character in text)


def _column(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in _UNSEEN:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cut(text: str, columns: int) -> str:
    text = _printable(text)
    if _columns(text) <= columns:
        return text
    kept = ""
    for character in text:
        if _columns(kept) + _column(character) > columns - 1:
            break
        kept += character
    return f"{kept}…"


def _cut_front(text: str, columns: int) -> str:
    return _cut(_printable(text)[::-1], columns)[::-1]


def _wrapped(text: str, columns: int, rows: int) -> list[str]:
    lines = textwrap.wrap(_printable(text), columns, break_on_hyphens=False)
    if len(lines) > rows:
        lines = [*lines[: rows - 1], _cut(" ".join(lines[rows - 1 :]), columns)]
    return [_cut(line, columns) for line in lines]


def _printable(text: str) -> str:
    """``text`` without anything that a terminal would take for a command."""
    return "".join(character for character in text if _column(character) or unicodedata.combining(character))
