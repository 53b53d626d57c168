"""How words sound, roughly: a key in which near-homophones are equal or one step apart.

The key follows the idea of Metaphone (L. Philips, 1990) for English spelling, cut down to what separates the
short words of this domain: consonants in a few classes, any run of vowels as one ``a``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

__all__ = ["distance", "sound_key"]

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^(kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^wh", "w"),
        (r"^x", "s"),
        (r"([ao])l(?=[fkmv])", r"\1"),
        (r"(?<=[ao]u)gh(?=$|t)", "f"),
        (r"(?<=i)gh", ""),
        (r"gh", "g"),
        (r"tch|ch", "C"),
        (r"sh|ti(?=on)|ci(?=a)", "S"),
        (r"th", "T"),
        (r"ph", "f"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"dg(?=e)|j|g(?=e$)", "J"),
        (r"z", "s"),
        (r"v", "f"),
        (r"mb$", "m"),
        (r"(?<=[aeiou])[wyh]", ""),
        (r"e$", ""),
        (r"[aeiouy]+", "a"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=8192)
def sound_key(word: str) -> str:
    """The key of one lower-case word; equal keys sound alike."""
    key = word
    for pattern, replacement in _RULES:
        key = pattern.sub(replacement, key)
    return key


def distance(one: str, other: str) -> int:
    """How many sounds differ between two words."""
    return int(Levenshtein.distance(sound_key(one), sound_key(other)))
