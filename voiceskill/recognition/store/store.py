"""From what a user calls a model to the folder it lies in."""

from __future__ import annotations

import os
from pathlib import Path

from voiceskill.config import Config
from voiceskill.errors import VoiceskillError
from voiceskill.recognition.default_model import default_model, default_model_path, made_model
from voiceskill.recognition.store.building import step_bar
from voiceskill.recognition.store.layout import model_folder
from voiceskill.recognition.store.manifest import find_entry, load_manifest

__all__ = ["find_model", "ready_model", "resolve_model"]


def resolve_model(name: str | Path | None, config: Config) -> Path:
    """The folder of the model ``name``, else of the one in ``config``, else of the one made here.

    ``name`` is a name in the manifest or a folder; what has a path separator in it is always a folder.
    The model made here is built first if it is missing or outdated (some seconds, with a bar on a terminal).
    Raises ``VoiceskillError`` if there is no such model or it was not fetched yet.
    """
    folder = _find(name if name is not None else config.model)
    if folder is not None:
        return folder
    with step_bar() as begin:
        return default_model(begin)


def ready_model(config: Config) -> Path | None:
    """The folder of the model in ``config``, None if it would have to be built first.

    Raises ``VoiceskillError`` if there is no such model or it was not fetched yet.
    """
    return _find(config.model) or made_model()


def find_model(name: str | Path | None) -> Path:
    """As ``resolve_model``, but nothing is built: raises ``VoiceskillError`` if the made model is missing."""
    folder = _find(name) or default_model_path()
    if not folder.is_dir():
        raise VoiceskillError("The model is not made, or its phrases changed: run 'voiceskill models build'.")
    return folder


def _find(wanted: str | Path | None) -> Path | None:
    """The folder of a model that is not made here; None for the one that is."""
    if wanted is None:
        return None
    entries = load_manifest()
    known = any(entry.name == wanted for entry in entries)
    if _is_path(wanted) or (not known and Path(wanted).is_dir()):
        return _folder(Path(wanted).expanduser())
    entry = find_entry(entries, str(wanted))
    if entry.made:
        return None
    folder = model_folder(entry.name)
    if not folder.is_dir():
        raise VoiceskillError(
            f"The model '{entry.name}' is not on this device: run 'voiceskill models fetch {entry.name}'."
        )
    return folder


def _is_path(wanted: str | Path) -> bool:
    return isinstance(wanted, Path) or os.sep in wanted or wanted.startswith("~")


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise VoiceskillError(f"There is no folder {folder}: give the folder of a Vosk model.")
    return folder
