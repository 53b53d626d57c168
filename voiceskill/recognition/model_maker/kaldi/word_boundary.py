"""``word_boundary.int``: one line a phone, its id and where in a word it stands (from Kaldi's ``word-align-
lattice.cc``).
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["BEGIN", "END", "INTERNAL", "NONWORD", "SINGLETON", "word_boundary_text"]

NONWORD = "nonword"
BEGIN = "begin"
INTERNAL = "internal"
END = "end"
SINGLETON = "singleton"


def word_boundary_text(places: Sequence[str]) -> str:
    """``places[i]`` is the place of the phone with the id i + 1."""
    return "".join(f"{number} {place}\n" for number, place in enumerate(places, start=1))
