"""Believable nights: each scenario says what the device must and must never say to its person.

They are played without sound, so that all of them together take seconds. One whose ``known_failure`` says
why it is not met yet is expected to fail, and is noticed as soon as it does not. Whatever else a night is
about, the rules of safety hold in it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.transcript import Entry, as_text
from voiceskill.config import Config
from voiceskill.simulation.guidance import guidance_keys
from voiceskill.simulation.play_typed import PlayedTyped, play_typed
from voiceskill.simulation.scenario import load_scenario

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("*.yaml"))
every_scenario = pytest.mark.parametrize("path", SCENARIOS, ids=[path.stem for path in SCENARIOS])

NEVER_SAID = (
    "milligram",
    "nothing to worry",
    "don't worry",
    "you're fine",
    "just a cramp",
    "harmless",
    "i have called",
    "i've called",
    "i'll call",
)

Play: TypeAlias = Callable[[Path], PlayedTyped]


@pytest.fixture(scope="module")
def content() -> Content:
    return shipped_content()


@pytest.fixture(scope="module")
def play(content: Content) -> Play:
    played: dict[Path, PlayedTyped] = {}

    def once(path: Path) -> PlayedTyped:
        if path not in played:
            played[path] = play_typed(load_scenario(path), Config(), content)
        return played[path]

    return once


def text_of(played: PlayedTyped) -> str:
    return "\n".join(line for entry in played.transcript if (line := as_text(entry)))


@every_scenario
def test_scenario(path: Path, play: Play, request: pytest.FixtureRequest) -> None:
    known_failure = load_scenario(path).known_failure
    if known_failure is not None:
        request.applymarker(pytest.mark.xfail(reason=known_failure, strict=True))
    played = play(path)
    assert not played.problems, "\n".join([*played.problems, "", text_of(played)])


@every_scenario
def test_nothing_false_or_dangerous_is_said(path: Path, play: Play) -> None:
    said = [entry.text.lower() for entry in play(path).transcript if entry.kind == "said"]
    assert not [text for text in said for words in NEVER_SAID if words in text]


@every_scenario
def test_an_emergency_begins_with_whom_to_call(path: Path, play: Play) -> None:
    played = play(path)
    for alarm in _alarms(played):
        said = [entry for entry in played.transcript if entry.kind == "said" and entry.at >= alarm.at]
        assert said[0].text.startswith(("Call ", "Please call ")), text_of(played)
        assert said[0].at - alarm.at < 0.5


@every_scenario
def test_nothing_touches_the_body_while_an_alarm_stands(path: Path, play: Play, content: Content) -> None:
    touching = guidance_keys(content.script)["touching"]
    alarm = False
    for entry in play(path).transcript:
        if entry.kind == "note" and entry.text == "false_alarm":
            alarm = False
        alarm = alarm or _is_alarm(entry)
        assert not (alarm and dict(entry.fields).get("key") in touching), text_of(play(path))


@every_scenario
def test_an_unknown_country_is_never_given_111(path: Path, play: Play) -> None:
    if load_scenario(path).profile.country is None:
        assert "111" not in "".join(e.text for e in play(path).transcript if e.kind == "said")


@every_scenario
def test_stop_is_silence(path: Path, play: Play) -> None:
    entries = list(play(path).transcript)
    stops = [e.at for e in entries if e.kind == "heard" and e.text in ("stop", "stop stop stop", "shut up")]
    for at in stops:
        assert not [e.text for e in entries if e.kind == "said" and at <= e.at < at + 2.0]


def _alarms(played: PlayedTyped) -> Iterator[Entry]:
    return (entry for entry in played.transcript if _is_alarm(entry))


def _is_alarm(entry: Entry) -> bool:
    is_flag = entry.kind == "note" and entry.text == "flag"
    return is_flag and dict(entry.fields)["level"] == "emergency"
