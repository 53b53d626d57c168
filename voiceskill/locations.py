"""Where the content shipped with voiceskill lies, and where it keeps what it makes."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path

from voiceskill.errors import VoiceskillError

__all__ = ["LANGUAGE", "cache_dir", "config_file", "content_dir", "data_dir"]

LANGUAGE = "en"
"""The language that is understood and spoken: the name of its folders in ``intents`` and ``guides``."""

_PACKAGE = Path(__file__).resolve().parent


def content_dir(name: str) -> Path:
    """The folder ``intents``, ``guides``, ``models`` or ``demo``: inside the package when installed, in a
    checkout beside it.

    Raises ``VoiceskillError`` if it is in neither place.
    """
    for folder in (_PACKAGE / "content" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise VoiceskillError(f"The folder '{name}' is missing from this installation: install voiceskill again.")


def _home(kind: str, default: Path) -> Path:
    home = os.environ.get("VOICESKILL_HOME")
    return Path(home) / kind if home else default


def data_dir() -> Path:
    """Where models and the journal are kept; ``$VOICESKILL_HOME/data`` if that variable is set."""
    return _home("data", user_data_path("voiceskill"))


def cache_dir() -> Path:
    """Where rendered prompts are kept; ``$VOICESKILL_HOME/cache`` if that variable is set."""
    return _home("cache", user_cache_path("voiceskill"))


def config_file() -> Path:
    """The settings file; ``$VOICESKILL_HOME/config/config.yaml`` if that variable is set."""
    return _home("config", user_config_path("voiceskill")) / "config.yaml"
