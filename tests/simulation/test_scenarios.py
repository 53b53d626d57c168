"""Believable nights: each scenario says what the device must and must never say to its person.

They are played without sound, so that all of them together take seconds. One whose ``known_failure`` says
why it is not met yet is expected to fail, and is noticed as soon as it does not.
"""

from pathlib import Path

import pytest

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.transcript import as_text
from voiceskill.config import Config
from voiceskill.simulation.play_typed import play_typed
from voiceskill.simulation.scenario import load_scenario

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("*.yaml"))


@pytest.fixture(scope="module")
def content() -> Content:
    return shipped_content()


@pytest.mark.parametrize("path", SCENARIOS, ids=[path.stem for path in SCENARIOS])
def test_scenario(path: Path, content: Content, request: pytest.FixtureRequest) -> None:
    scenario = load_scenario(path)
    if scenario.known_failure is not None:
        request.applymarker(pytest.mark.xfail(reason=scenario.known_failure, strict=True))
    played = play_typed(scenario, Config(), content)
    heard_and_said = "\n".join(line for entry in played.transcript if (line := as_text(entry)))
    assert not played.problems, "\n".join([*played.problems, "", heard_and_said])
