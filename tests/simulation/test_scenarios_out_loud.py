"""Scenarios through sound: a synthetic voice, the real recognizer, the device's own voice."""

from pathlib import Path

import pytest

from voiceskill.app.transcript import as_text
from voiceskill.config import Config
from voiceskill.simulation.play import play
from voiceskill.simulation.scenario import load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"

NAMES = (
    "out_loud_stop_then_chest_pain",
    "out_loud_my_chest_hurts",
    "room_stop_over_our_voice",
    "room_whisper_from_afar",
)


@pytest.mark.parametrize("name", NAMES)
def test_scenario_out_loud(name: str) -> None:
    played = play(load_scenario(SCENARIOS / f"{name}.yaml"), Config())
    heard_and_said = "\n".join(line for entry in played.transcript if (line := as_text(entry)))
    assert not played.problems, "\n".join([*played.problems, "", heard_and_said])
    assert played.person.any()
    assert played.device.any()
