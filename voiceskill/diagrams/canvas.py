"""A drawing of boxes, text and arrows as SVG text; sizes in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Literal, TypeAlias

__all__ = ["LINE_HEIGHT", "Canvas", "Tone", "wrapped"]

Tone: TypeAlias = Literal["plain", "hold", "ask", "danger", "today", "quiet"]
LINE_HEIGHT = 16
_CHARACTER_WIDTH = 6.4
_PADDING = 10
_STYLE = """
text{font:12px system-ui,sans-serif;fill:#1c2733}
.t{font-weight:600}.h{font-size:18px;font-weight:600}.s{font-size:10.5px;fill:#5a6875}
rect{stroke-width:1.2}path{fill:none;stroke:#5a6875;stroke-width:1.4}.page{fill:#fff;stroke:none}
.arrows path{marker-end:url(#head)}
.plain{fill:#f4f6f8;stroke:#8a98a6}.hold{fill:#e3f1ea;stroke:#3f8f68}.ask{fill:#fdf3d8;stroke:#b98a1c}
.danger{fill:#fbe3e1;stroke:#b8392e}.today{fill:#fcebdc;stroke:#c26a1b}
.quiet{fill:none;stroke:#8a98a6;stroke-dasharray:4 3}
@media(prefers-color-scheme:dark){text{fill:#e6ebf0}.s{fill:#a5b1bd}.page{fill:#12181f}path{stroke:#a5b1bd}
.plain{fill:#202a34}.hold{fill:#173528}.ask{fill:#3a2f10}.danger{fill:#43201d}.today{fill:#402a14}}
""".strip()


def wrapped(text: str, width: float) -> list[str]:
    """``text`` in lines that fit into a box of ``width`` pixels."""
    return wrap(text, max(8, int((width - 2 * _PADDING) / _CHARACTER_WIDTH))) or [""]


class Canvas:
    """Collects shapes; arrows lie beneath boxes."""

    def __init__(self, title: str) -> None:
        """``title`` names the drawing for whoever can't see it."""
        self._title = title
        self._arrows: list[str] = []
        self._shapes: list[str] = []
        self._width = self._height = 0.0

    def heading(self, x: float, y: float, text: str) -> None:
        """The drawing's name, its base line at ``y``."""
        self._shapes.append(f'<text class="h" x="{x:g}" y="{y:g}">{escape(text)}</text>')
        self._grow(x + 10 * len(text), y)

    def box(
        self, x: float, y: float, width: float, tone: Tone, lines: Sequence[str], small: Sequence[str] = ()
    ) -> float:
        """A box with its first line as a title, more lines, and small ones; returns its height."""
        height = 2 * _PADDING + LINE_HEIGHT * (len(lines) + len(small)) - 4
        self._shapes.append(
            f'<rect class="{tone}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6"/>'
        )
        base = y + _PADDING + 9
        left = f"{x + _PADDING:g}"
        marks = [' class="t"', *[""] * (len(lines) - 1), *[' class="s"'] * len(small)]
        spans = [
            f'<tspan{mark} x="{left}" y="{base + place * LINE_HEIGHT:g}">{escape(text, quote=False)}</tspan>'
            for place, (text, mark) in enumerate(zip((*lines, *small), marks, strict=True))
        ]
        self._shapes.append(f"<text>{''.join(spans)}</text>")
        self._grow(x + width, y + height)
        return height

    def arrow(self, *points: tuple[float, float]) -> None:
        """A line through ``points`` with a head at the last."""
        way = "L".join(f"{x:g} {y:g}" for x, y in dict.fromkeys(points))
        self._arrows.append(f'<path d="M{way}"/>')

    def svg(self) -> str:
        """The finished drawing."""
        width, height = self._width + 20, self._height + 20
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
                f'width="{width:g}" height="{height:g}" role="img">',
                f"<title>{escape(self._title)}</title>",
                f"<style>\n{_STYLE}\n</style>",
                '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
                'markerHeight="7" orient="auto"><path d="M 1 1 L 7 4 L 1 7"/></marker></defs>',
                f'<rect class="page" width="{width:g}" height="{height:g}"/>',
                '<g class="arrows">',
                *self._arrows,
                "</g>",
                *self._shapes,
                "</svg>",
                "",
            ]
        )

    def _grow(self, right: float, bottom: float) -> None:
        self._width, self._height = max(self._width, right), max(self._height, bottom)
