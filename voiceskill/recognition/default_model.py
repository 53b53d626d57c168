"""The model that voiceskill makes for itself: built when missing, rebuilt when what it is made of has
changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from voiceskill import locations
from voiceskill.errors import VoiceskillError
from voiceskill.recognition.model_files import MADE_MODEL_FILE
from voiceskill.recognition.model_maker.settings import ModelSettings

if TYPE_CHECKING:
    from voiceskill.recognition.model_maker.maker import Progress

__all__ = ["MAKER_VERSION", "build_default_model", "default_model", "default_model_path", "made_model"]

MAKER_VERSION = 7
"""Raised whenever the code of the maker changes what a model holds."""

_NAME = "cramp-en"
_LOCK_FILE = ".building"
_SETTINGS = ModelSettings()
_KEPT_SECONDS = 24 * 3600.0
"""How long an outdated model stays after its last use: another process may be about to open it."""


def default_model(progress: Progress) -> Path:
    """The directory of the model, which is built first if it is missing or outdated (some seconds).

    Raise ``VoiceskillError`` if it can't be built, ``ContentError`` if ``intents`` are wrong.
    """
    made = made_model()
    if made is not None:
        return made
    path = default_model_path()
    with _one_builder(path.parent):
        if not _is_there(path):
            _build(path, progress)
    _mark_used(path)
    return path


def made_model() -> Path | None:
    """The directory of the model; None if it is missing or outdated."""
    path = default_model_path()
    if not _is_there(path):
        return None
    _mark_used(path)
    return path


def default_model_path() -> Path:
    """Where the model for the present ``intents``, maker, acoustic model and settings lies or would lie."""
    return locations.data_dir() / "models" / f"{_NAME}-{_key(_intents())}"


def build_default_model(path: Path, progress: Progress) -> None:
    """Build the model into ``path`` even if it is there, and remove old ones of its name beside it.

    Another process that builds there is waited for.
    """
    with _one_builder(path.parent):
        _build(path, progress)


def _build(path: Path, progress: Progress) -> None:
    # The maker takes longer to load than the model, and is needed once in many starts.
    from voiceskill.recognition.model_maker.from_intents import make_model_of_intents

    make_model_of_intents(path, _intents(), _SETTINGS, progress)
    _remove_old(path)


def _mark_used(path: Path) -> None:
    with suppress(OSError):
        os.utime(path)


def _is_there(path: Path) -> bool:
    return (path / MADE_MODEL_FILE).exists()


@contextmanager
def _one_builder(folder: Path) -> Iterator[None]:
    """Wait until nobody else builds in ``folder``, and keep others waiting meanwhile."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK_FILE).open("w")
    except OSError as error:
        raise VoiceskillError(
            f"No model can be made in {folder} ({error.strerror}): make that folder writable, "
            "or set VOICESKILL_HOME to a folder that can be written to."
        ) from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _intents() -> Path:
    return locations.content_dir("intents") / locations.LANGUAGE


def _key(intents: Path) -> str:
    digest = hashlib.sha256(f"{MAKER_VERSION} {version('pocketsphinx')} {_SETTINGS}".encode())
    for path in sorted(intents.rglob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(intents)} {len(content)} ".encode() + content)
    return digest.hexdigest()[:12]


def _remove_old(path: Path) -> None:
    """Remove other models, and unfinished ones, that were last used a day before ``path`` was made."""
    made = path.stat().st_mtime
    for pattern in (f"{_NAME}-*", f".{_NAME}-*"):
        for other in path.parent.glob(pattern):
            with suppress(FileNotFoundError):
                if other != path and made - other.stat().st_mtime >= _KEPT_SECONDS:
                    shutil.rmtree(other, ignore_errors=True)
