"""Where the journal lies, and writing what is taken out of it."""

from __future__ import annotations

import os
from pathlib import Path

from voiceskill import locations
from voiceskill.errors import VoiceskillError

__all__ = ["journal_path", "write_private"]


def journal_path() -> Path:
    """The file of the journal, in a folder of its own."""
    return locations.data_dir() / "journal" / "journal.sqlite"


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, readable by its owner alone; raises ``VoiceskillError`` if that fails."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(handle, 0o600)
            file.write(text)
    except OSError as error:
        raise VoiceskillError(f"{path} can't be written ({error.strerror}): choose another place.") from None
