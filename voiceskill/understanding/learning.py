"""Learns of the example sentences in a process of its own: it takes memory that Python would not give back.

``python -m voiceskill.understanding.learning FOLDER STORE`` does it for a language's folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from voiceskill.understanding.red_flags.fitted_store import Tell
from voiceskill.understanding.red_flags.loading import is_learned
from voiceskill.understanding.understander import load_understander

__all__ = ["learn_apart"]

_THIS = "voiceskill.understanding.learning"


def learn_apart(folder: Path, store: Path, tell: Tell) -> None:
    """See to it that ``store`` holds what ``load_understander`` learns of ``folder``, where that can be kept.

    ``tell`` is called with a line to show before learning begins, and may stop it by raising. Whatever fails
    here fails again, and is told, where the language is loaded.
    """
    if is_learned(folder / "red_flags", store) or not _can_keep(store):
        return
    tell("Learning what people say: only this once, it takes some seconds.")
    subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-m", _THIS, str(folder), str(store)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )


def _can_keep(store: Path) -> bool:
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(store, os.W_OK)


if __name__ == "__main__":
    load_understander(Path(sys.argv[1]), store=Path(sys.argv[2]))
