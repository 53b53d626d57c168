"""Draws a session as a picture: both voices as waveforms, what was said, states and flags over time.

Time runs from left to right and wraps like text, ``ROW_SECONDS`` a row. The person is above, the device
below; the band at a row's foot is the dialogue's listening state.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from voiceskill.app.transcript import Entry, Transcript
from voiceskill.audio.pcm import Samples

__all__ = ["ROW_SECONDS", "draw_timeline"]

ROW_SECONDS = 30.0

_WIDTH, _MARGIN, _ROW_HEIGHT, _HEADER = 1660, 50, 216, 64
_PIXELS_A_SECOND = (_WIDTH - 2 * _MARGIN) / ROW_SECONDS
_PERSON_Y, _DEVICE_Y, _HALF_WAVE = 62, 112, 22
_PERSON_WORDS_Y, _DEVICE_WORDS_Y, _STATE_Y = 4, 138, 192
_LINE_HEIGHT, _MOST_LINES = 15, 3
_BACKGROUND, _INK, _FAINT, _RULE = "#101418", "#e6e9ec", "#8b97a3", "#2a333c"
_PERSON, _DEVICE, _FLAG = "#5cc8c0", "#f0b35a", "#ff5c5c"
_STATE_COLOURS: dict[str, str] = {
    "idle": "#2f3a44",
    "ask_body_part": "#3c5a78",
    "ask_side": "#3c5a78",
    "confirm": "#3c5a78",
    "step": "#3f6b4d",
    "hold": "#5d7f2e",
    "after_hold": "#3c5a78",
    "paused": "#5b4a6b",
    "emergency": "#8c2f2f",
}


@dataclass(frozen=True, slots=True)
class _Canvas:
    draw: ImageDraw.ImageDraw
    small: ImageFont.FreeTypeFont | ImageFont.ImageFont
    large: ImageFont.FreeTypeFont | ImageFont.ImageFont
    rows: int

    def place(self, at: float) -> tuple[int, float, float]:
        """Row, x and the row's top for session time ``at`` (seconds)."""
        row = min(self.rows - 1, max(0, int(at // ROW_SECONDS)))
        x = _MARGIN + (at - row * ROW_SECONDS) * _PIXELS_A_SECOND
        return row, x, _HEADER + row * _ROW_HEIGHT


def draw_timeline(
    path: Path,
    title: str,
    where: str,
    transcript: Transcript,
    person: Samples,
    device: Samples,
    rate: int,
) -> None:
    """Write a PNG of the session: ``person`` and ``device`` are its two channels, ``rate`` in Hz, ``where``
    its room in words.
    """
    seconds = max(len(person), len(device), 1) / rate
    rows = max(1, math.ceil(seconds / ROW_SECONDS))
    image = Image.new("RGB", (_WIDTH, _HEADER + rows * _ROW_HEIGHT), _BACKGROUND)
    canvas = _Canvas(ImageDraw.Draw(image), ImageFont.load_default(12), ImageFont.load_default(20), rows)
    entries = list(transcript)
    _draw_header(canvas, title, where, seconds)
    _draw_states(canvas, entries, seconds)
    _draw_rulers(canvas)
    _draw_voice(canvas, person, rate, _PERSON_Y, _PERSON)
    _draw_voice(canvas, device, rate, _DEVICE_Y, _DEVICE)
    _draw_words(canvas, [e for e in entries if e.kind == "heard"], _PERSON_WORDS_Y, _PERSON)
    _draw_words(canvas, [e for e in entries if e.kind == "said"], _DEVICE_WORDS_Y, _DEVICE)
    _draw_marks(canvas, entries)
    image.save(path, optimize=True)


def _draw_header(canvas: _Canvas, title: str, where: str, seconds: float) -> None:
    canvas.draw.text((_MARGIN, 12), title, fill=_INK, font=canvas.large)
    canvas.draw.text((_MARGIN, 40), "person", fill=_PERSON, font=canvas.small)
    canvas.draw.text((_MARGIN + 60, 40), "device", fill=_DEVICE, font=canvas.small)
    length = f"{int(seconds // 60)} min {seconds % 60:.0f} s"
    canvas.draw.text((_MARGIN + 120, 40), f"{length}   {where}", fill=_FAINT, font=canvas.small)


def _draw_rulers(canvas: _Canvas) -> None:
    for row in range(canvas.rows):
        top = _HEADER + row * _ROW_HEIGHT
        for second in range(0, int(ROW_SECONDS) + 1, 5):
            x = _MARGIN + second * _PIXELS_A_SECOND
            canvas.draw.line([(x, top + _PERSON_Y - 24), (x, top + _DEVICE_Y + 24)], fill=_RULE)
        for y in (_PERSON_Y, _DEVICE_Y):
            canvas.draw.line([(_MARGIN, top + y), (_WIDTH - _MARGIN, top + y)], fill=_RULE)
        start = row * ROW_SECONDS
        clock = f"{int(start // 60)}:{int(start % 60):02d}"
        canvas.draw.text((10, top + _PERSON_Y + 16), clock, fill=_FAINT, font=canvas.small)


def _draw_voice(canvas: _Canvas, samples: Samples, rate: int, y: int, colour: str) -> None:
    step = rate / _PIXELS_A_SECOND
    for column in range(int(len(samples) / step)):
        piece = samples[int(column * step) : int((column + 1) * step)].astype(np.float32)
        height = _HALF_WAVE * float(np.abs(piece).max()) / 32768
        if height >= 0.5:
            _, place, top = canvas.place(column / _PIXELS_A_SECOND)
            x = round(place)
            canvas.draw.line([(x, top + y - height), (x, top + y + height)], fill=colour)


def _draw_words(canvas: _Canvas, entries: Sequence[Entry], y: int, colour: str) -> None:
    taken = (-1, 0.0)
    for i, entry in enumerate(entries):
        row, x, top = canvas.place(entry.at)
        row_end = (row + 1) * ROW_SECONDS
        next_at = min(entries[i + 1].at, row_end) if i + 1 < len(entries) else row_end
        width = max(30.0, (next_at - entry.at) * _PIXELS_A_SECOND - 8)
        lines = _wrap(canvas, entry.text, width)
        below = int(taken[0] == row and x < taken[1])
        for n, line in enumerate(lines[: _MOST_LINES - below]):
            place = (x, top + y + (n + below) * _LINE_HEIGHT)
            canvas.draw.text(place, line, fill=colour, font=canvas.small)
        longest = max((canvas.draw.textlength(line, canvas.small) for line in lines), default=0.0)
        taken = (-1, 0.0) if below else (row, x + longest)


def _wrap(canvas: _Canvas, text: str, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and canvas.draw.textlength(longer, canvas.small) <= width:
            lines[-1] = longer
        elif len(lines) == _MOST_LINES:
            lines[-1] += "…"
            break
        else:
            lines.append(word)
    return lines


def _draw_states(canvas: _Canvas, entries: Iterable[Entry], seconds: float) -> None:
    changes = [(0.0, "idle"), *((e.at, e.text) for e in entries if e.kind == "state"), (seconds, "")]
    for (start, state), (end, _) in pairwise(changes):
        _draw_band(canvas, start, end, state)


def _draw_band(canvas: _Canvas, start: float, end: float, state: str) -> None:
    while start < end:
        row, x, top = canvas.place(start)
        piece_end = min(end, (row + 1) * ROW_SECONDS)
        if piece_end <= start:
            return
        right = x + (piece_end - start) * _PIXELS_A_SECOND
        box = (x, top + _STATE_Y, max(x, right - 1), top + _STATE_Y + 15)
        canvas.draw.rectangle(box, fill=_STATE_COLOURS.get(state, _RULE))
        if canvas.draw.textlength(state, canvas.small) + 8 < right - x:
            canvas.draw.text((x + 4, top + _STATE_Y + 1), state, fill=_INK, font=canvas.small)
        start = piece_end


def _draw_marks(canvas: _Canvas, entries: Iterable[Entry]) -> None:
    for entry in entries:
        if entry.kind not in ("flag", "silenced"):
            continue
        _, x, top = canvas.place(entry.at)
        colour = _FLAG if entry.kind == "flag" else _FAINT
        canvas.draw.line([(x, top + 34), (x, top + _STATE_Y)], fill=colour, width=2)
        if entry.kind == "flag":
            canvas.draw.text((x + 5, top + _PERSON_Y + 26), entry.text, fill=_FLAG, font=canvas.small)
