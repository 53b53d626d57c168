from pathlib import Path

import pytest

from voiceskill.errors import ContentError
from voiceskill.simulation.scenario import load_scenario

GOOD = """\
title: A cramp
voice: {engine: espeak, name: en-us}
at_most: 60
profile: {country: US}
turns:
  - say: my calf is cramping
    when: {after: 2}
  - say: stop
    when: {state: hold, quiet_for: 0.5, said: toes}
expect:
  said: [calf]
  never_said: [heat]
  state: idle
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "scenario.yaml"
    path.write_text(text)
    return path


def test_a_scenario_is_read_whole(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, GOOD))
    assert [turn.say for turn in scenario.turns] == ["my calf is cramping", "stop"]
    assert scenario.turns[1].when.state == "hold"
    assert scenario.expect.never_said == ("heat",)


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("state: hold", "state: holding", r"scenario.yaml:9: turns\[1\].when.state: 'holding' is not one of"),
        ("engine: espeak", "engine: robot", r"scenario.yaml:2: voice.engine: 'robot' is not one of"),
        ("at_most: 60", "at_most: soon", r"scenario.yaml:3: at_most: expected a number"),
        ("say: stop", "shout: stop", r"scenario.yaml:8: turns\[1\].shout: unknown key"),
        ("say: stop", "say: stop\n    recording: none.wav", r"scenario.yaml:9: .*no recording 'none.wav'"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        load_scenario(write(tmp_path, GOOD.replace(wrong, right)))
