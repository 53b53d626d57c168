"""Facts about the person that they asked the device to remember, kept beside the settings file.

One line a fact, true or false, over what the settings' profile says: a "no" to a question about it counts as
much as a "yes". The file is its owner's alone, and may be edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from voiceskill import locations
from voiceskill.errors import VoiceskillError
from voiceskill.private_file import write_private
from voiceskill.profile import CONDITIONS, Profile
from voiceskill.yaml_source import load_yaml

__all__ = ["apply_remembered", "forget_fact", "load_remembered", "remembered_path", "save_remembered"]

_HEADING = "# What you asked the device to remember. 'voiceskill config forget NAME' takes a line out.\n"


def remembered_path(settings: Path | None = None) -> Path:
    """Where the facts are kept: beside the settings file, by default the user's own."""
    return (settings or locations.config_file()).with_name("remembered.yaml")


def load_remembered(path: Path | None = None) -> dict[str, bool]:
    """The facts by name; raises ``ContentError`` with file, line and key where the file is wrong."""
    path = path or remembered_path()
    if not path.exists():
        return {}
    root = load_yaml(path)
    root.only(CONDITIONS)
    return {name: value.boolean() for name, value in root.items()}


def save_remembered(facts: Mapping[str, bool], path: Path | None = None) -> None:
    """Keep ``facts`` and nothing else; raises ``VoiceskillError`` if they can't be."""
    path = path or remembered_path()
    if facts:
        lines = (f"{name}: {str(holds).lower()}\n" for name, holds in sorted(facts.items()))
        write_private(path, _HEADING + "".join(lines))
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise VoiceskillError(f"{path} can't be deleted ({error.strerror}): delete it by hand.") from None


def forget_fact(name: str, path: Path | None = None) -> bool:
    """Take one fact out; whether it was there. Raises ``VoiceskillError`` as loading and saving do."""
    facts = load_remembered(path)
    if facts.pop(name, None) is None:
        return False
    save_remembered(facts, path)
    return True


def apply_remembered(profile: Profile, facts: Mapping[str, bool]) -> Profile:
    """``profile`` with what was remembered since."""
    return replace(profile, **facts)  # type: ignore[arg-type]
