"""``voiceskill simulate`` as a user meets it."""

import json
import wave
from pathlib import Path

import pytest
from PIL import Image

from voiceskill.cli import main

SCENARIO = """\
title: A pain in the chest
voice: {engine: flite, name: slt}
at_most: 8
profile: {country: GB}
turns:
  - say: my chest hurts
    when: {after: 1}
    then: {first: "call 999 | chest"}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "chest.yaml"
    path.write_text(SCENARIO)
    return path


def test_results_are_written_and_the_speed_is_told(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    options = ("--out", str(out), "--room", "bedside_table", "--noise", "pink:30", "--seed", "5")
    assert main(["simulate", str(scenario), *options]) == 0
    assert "times real time" in capsys.readouterr().out
    entries = [json.loads(line) for line in (out / "timeline.jsonl").read_text().splitlines()]
    assert {"heard", "said", "state"} <= {entry["kind"] for entry in entries}
    with wave.open(str(out / "session.wav")) as session, wave.open(str(out / "microphone.wav")) as heard:
        assert session.getnchannels() == 2
        assert session.getnframes() == heard.getnframes() > 16_000
    assert Image.open(out / "timeline.png").width > 1000


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--room", "ballroom"), "There is no room 'ballroom': choose one of bedside_table"),
        (("--noise", "thunder"), "There is no noise 'thunder': choose one of pink, fan, kitchen, television"),
        (("--noise", "fan:loud"), "'loud' is no number of decibels: write fan:12, say."),
    ],
)
def test_what_there_is_not_is_one_sentence(
    arguments: tuple[str, str], sentence: str, scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", str(scenario), *arguments]) == 1
    assert sentence in capsys.readouterr().err


def test_expectations_that_are_not_met_are_told_and_the_status_is_one(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario.write_text(SCENARIO.replace("call 999 | chest", "good night"))
    assert main(["simulate", str(scenario), "--typed", "--out", str(tmp_path / "out")]) == 1
    assert "the first words should hold 'good night'" in capsys.readouterr().err
