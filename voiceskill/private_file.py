"""Files that are their owner's alone and replaced whole: a power cut leaves the old one or the new."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from voiceskill.errors import VoiceskillError

__all__ = ["write_private"]


def write_private(path: Path, text: str) -> None:
    """Put ``text`` into ``path``, whose folder is made if need be; raises ``VoiceskillError`` if it can't."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp makes the file readable by its owner alone.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(handle)
            Path(temporary).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise VoiceskillError(
            f"{path} can't be written ({error.strerror}): check the folder's permissions."
        ) from None
