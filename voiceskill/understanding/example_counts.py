"""Counts of the example sentences, kept from one start to the next.

Reading and analysing some thousand sentences takes a good part of the time in which the device must be
listening. What is kept is plain numbers and text; whatever is missing, broken or older than the sentences is
counted afresh.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from voiceskill.understanding.meaning import INTENTS, LISTENING_STATES

__all__ = ["Counts", "cached_counts"]

_NAME = "examples.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What stands in the example sentences.

    ``pieces`` of evidence are the rows of ``seen`` (columns: intents), ``words`` all words; ``said`` is the
    number of sentences of each state (rows) and intent.
    """

    pieces: tuple[str, ...]
    words: tuple[str, ...]
    seen: NDArray[np.float64]
    said: NDArray[np.float64]


def cached_counts(cache: Path, folder: Path, count: Callable[[], Counts]) -> Counts:
    """The counts for a language's folder, from the folder ``cache`` or from ``count``, then kept there."""
    path, key = cache / _NAME, _fingerprint(folder)
    known = _read(path, key)
    if known is None:
        known = count()
        _write(path, key, known)
    return known


def _fingerprint(folder: Path) -> str:
    """Changes with every file that the counts depend on: the language's and the code that reads them."""
    files = [
        *folder.glob("*.yaml"),
        *folder.glob("lexicon/*.yaml"),
        *folder.glob("examples/*.yaml"),
        *Path(__file__).parent.glob("*.py"),
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _read(path: Path, key: str) -> Counts | None:
    try:
        with np.load(path, allow_pickle=False) as kept:
            if str(kept["key"]) != key:
                return None
            counts = Counts(
                _unpacked(kept["pieces"]),
                _unpacked(kept["words"]),
                kept["seen"].astype(np.float64),
                kept["said"].astype(np.float64),
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    fits = counts.seen.shape == (len(counts.pieces), len(INTENTS))
    return counts if fits and counts.said.shape == (len(LISTENING_STATES), len(INTENTS)) else None


def _write(path: Path, key: str, counts: Counts) -> None:
    """Keep the counts; a folder that can't be written to only makes the next start slower."""
    fresh = path.with_name(f"{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            fresh,
            key=np.array(key),
            pieces=_packed(counts.pieces),
            words=_packed(counts.words),
            seen=counts.seen.astype(np.uint16),
            said=counts.said.astype(np.uint16),
        )
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()


def _packed(texts: tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> tuple[str, ...]:
    text = packed.tobytes().decode()
    return tuple(text.split("\n")) if text else ()
