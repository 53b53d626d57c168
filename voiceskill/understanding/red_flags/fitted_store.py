"""What was fitted to the example sentences, kept from one start to the next.

Fitting takes many seconds, so it is done once and kept as plain numbers and text; whatever is missing, broken
or made of other sentences, rules or code is fitted afresh. It takes memory too that Python would not give
back, so it is done by another process wherever what it makes can be kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from voiceskill.mapped_array import mapped_array
from voiceskill.understanding.red_flags.likeness import Fitted

__all__ = ["Tell", "fingerprint", "keep", "kept_or_fitted", "read_kept"]

_NAME = "red_flags.npz"
_TEXTS = ("pieces", "rows")
_MAPPED = "inner"
"""By far the largest; an utterance needs a few dozen of its rows."""
_CODE = Path(__file__).parent

Tell = Callable[[str], None]
"""Shows one line to whoever waits."""


def kept_or_fitted(
    store: Path | None,
    key: str,
    fit: Callable[[], Fitted],
    fit_apart: Callable[[Path], None],
    tell: Tell,
) -> Fitted:
    """What is kept in the folder ``store`` under ``key``, or else what is fitted now and kept there.

    ``fit_apart`` fits in another process, which keeps what it makes in the folder that it is given; ``fit``
    does it in this one where that was of no use. ``tell`` is called before either, and may stop it by
    raising. A folder that can't be written to is told of, and costs the next start the same time again.
    """
    known = None if store is None else read_kept(store, key)
    if known is not None:
        return known
    tell("Learning what danger sounds like: only this once, it takes some seconds.")
    if store is not None and _can_keep(store):
        fit_apart(store)
        known = read_kept(store, key)
        if known is not None:
            return known
    fitted = fit()
    if store is not None and not keep(store, key, fitted):
        tell(f"What was learned can't be kept in {store}: make room there, or let voiceskill write to it.")
    return fitted


def _can_keep(store: Path) -> bool:
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(store, os.W_OK)


def fingerprint(folder: Path) -> str:
    """Changes with every file that the numbers depend on: the language's, and the code that reads them."""
    language = folder.parent
    files = [
        *folder.glob("*.yaml"),
        *folder.glob("examples/*.yaml"),
        *language.glob("examples/*.yaml"),
        language / "normalise.yaml",
        *_CODE.glob("*.py"),
        *(_CODE.parent / name for name in ("negation.py", "normalise.py", "meaning.py")),
    ]
    return _hash(sorted(files))


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def read_kept(store: Path, key: str) -> Fitted | None:
    """What is kept in the folder ``store`` under ``key``; None if that is missing or broken."""
    try:
        with np.load(store / _NAME, allow_pickle=False) as kept:
            if str(kept["key"]) != key:
                return None
            fields: dict[str, Any] = {
                name: _unpacked(kept[name]) if name in _TEXTS else kept[name]
                for name in Fitted.__dataclass_fields__
                if name != _MAPPED
            }
        fields[_MAPPED] = mapped_array(store / _NAME, _MAPPED)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    fitted = Fitted(**fields)
    return fitted if fitted.fits() else None


def keep(store: Path, key: str, fitted: Fitted) -> bool:
    """Keep ``fitted`` in the folder ``store`` under ``key``; False if that can't be."""
    fresh = store / f"{os.getpid()}-{_NAME}"
    fields: dict[str, Any] = {
        name: _packed(getattr(fitted, name)) if name in _TEXTS else getattr(fitted, name)
        for name in Fitted.__dataclass_fields__
    }
    try:
        store.mkdir(parents=True, exist_ok=True)
        np.savez(fresh, key=np.array(key), **fields)
        fresh.replace(store / _NAME)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        return False
    return True


def _packed(texts: tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> tuple[str, ...]:
    text = packed.tobytes().decode()
    return tuple(text.split("\n")) if text else ()
