"""Learns of the examples: ``python -m voiceskill.understanding.red_flags.learning FOLDER STORE``."""

from __future__ import annotations

import sys
from pathlib import Path

from voiceskill.understanding.red_flags.fitted_store import fingerprint, keep
from voiceskill.understanding.red_flags.loading import fitted_to_examples, load_rules

__all__ = ["learn"]


def learn(folder: Path, store: Path) -> None:
    """Fit to the examples of ``folder`` and keep in ``store`` what ``load_red_flags`` looks for there.

    Raises ``ContentError`` as ``load_red_flags`` does.
    """
    key = fingerprint(folder)
    keep(store, key, fitted_to_examples(folder, load_rules(folder)))


if __name__ == "__main__":
    learn(Path(sys.argv[1]), Path(sys.argv[2]))
