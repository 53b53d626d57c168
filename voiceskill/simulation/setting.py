"""What playing a scenario needs with and without sound: the person's settings, a folder for results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from voiceskill.config import Config
from voiceskill.errors import VoiceskillError
from voiceskill.simulation.scenario import Scenario

__all__ = ["config_for", "make_folder"]


def config_for(scenario: Scenario, config: Config) -> Config:
    """``config`` as the scenario's person would have set it."""
    return replace(config, profile=scenario.profile, country=scenario.profile.country)


def make_folder(out: Path) -> None:
    """Make the folder ``out`` unless it is there; raises ``VoiceskillError`` if it can't be made."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VoiceskillError(f"{out} can't be made ({error.strerror}): choose another folder.") from error
