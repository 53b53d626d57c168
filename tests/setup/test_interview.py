"""Answering the questions as people do: with Enter, wrongly, backwards, and not to the end."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from voiceskill.audio.devices import Direction
from voiceskill.config import Config
from voiceskill.config_file import settings_with
from voiceskill.errors import VoiceskillError
from voiceskill.setup.interview import Interview, Words
from voiceskill.setup.terminal import Terminal
from voiceskill.speech.engine import EngineDescription
from voiceskill.speech.voice import InstalledVoice
from voiceskill.yaml_edit import Scalar

WORDS = Words(("gb", "us"), "I'm ready.", {"child": "a child", "diabetes": "diabetes, or numb feet"})
ENGINE = EngineDescription("1.51", (InstalledVoice("gmw/en-us", "English (America)"),), ("f3",))
QUESTIONS_WITHOUT_SOUND = 8


class Quiet:
    """A machine without sound."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str | None]] = []

    def devices(self, direction: Direction) -> list[str]:
        return []

    def engine(self) -> EngineDescription | None:
        return None

    def listen(self, config: Config) -> str:
        raise AssertionError("there is no microphone")

    def say(self, text: str, config: Config) -> None:
        raise AssertionError("there is no speaker")


class Loud(Quiet):
    """A machine with two devices, of which the first speaker is broken."""

    def devices(self, direction: Direction) -> list[str]:
        return ["pulse", "USB Headset"]

    def engine(self) -> EngineDescription | None:
        return ENGINE

    def listen(self, config: Config) -> str:
        return f"from -60 dBFS with {config.microphone}"

    def say(self, text: str, config: Config) -> None:
        self.said.append((text, config.speaker))
        if config.speaker is None:
            raise VoiceskillError("'pulse' plays nothing: choose another speaker.")


class Talk:
    def __init__(self, folder: Path, sound: Quiet, *lines: str) -> None:
        self.shown = io.StringIO()
        self.ended = False
        path = folder / "config.yaml"
        interview = Interview(
            Terminal(io.StringIO("".join(f"{line}\n" for line in lines)), self.shown),
            sound,
            WORDS,
            lambda given: settings_with(given, path),
        )
        try:
            interview.run()
        except EOFError:
            self.ended = True
        self.given: Mapping[tuple[str, ...], Scalar] = interview.given
        self.config = settings_with(interview.given, path)


def test_enter_keeps_everything(tmp_path: Path) -> None:
    talk = Talk(tmp_path, Quiet(), *[""] * QUESTIONS_WITHOUT_SOUND)
    assert not talk.ended
    assert talk.given == {}


def test_answers_become_settings(tmp_path: Path) -> None:
    talk = Talk(tmp_path, Quiet(), "gb", "Sam", "en-us+f3", "130", "9 pm", "6", "-9", "yes", "no", "yes")
    assert talk.config.country == "GB"
    assert talk.config.name == "Sam"
    assert (talk.config.voice, talk.config.words_per_minute) == ("en-us+f3", 130)
    assert f"{talk.config.night.start:%H:%M}-{talk.config.night.end:%H:%M}" == "21:00-06:00"
    assert talk.config.night.volume == -9.0
    assert talk.config.profile.conditions == {"diabetes"}


@pytest.mark.parametrize(
    ("place", "wrong", "advice"),
    [
        (0, "Great Britain", "Type two letters"),
        (1, "x" * 41, "at most 40"),
        (3, "quick", "from 80 to 450"),
        (3, "900", "from 80 to 450"),
        (4, "late", "such as 22:00"),
        (4, "25:00", "such as 22:00"),
        (6, "loud", "from -40 to 12"),
        (6, "nan", "from -40 to 12"),
        (7, "perhaps", "yes or no"),
    ],
)
def test_a_wrong_answer_is_asked_again_with_advice(
    tmp_path: Path, place: int, wrong: str, advice: str
) -> None:
    lines = [""] * QUESTIONS_WITHOUT_SOUND
    lines.insert(place, wrong)
    talk = Talk(tmp_path, Quiet(), *lines)
    assert not talk.ended
    assert advice in talk.shown.getvalue()
    assert talk.given == {}


def test_back_goes_to_the_question_before_and_past_what_was_not_asked(tmp_path: Path) -> None:
    talk = Talk(tmp_path, Quiet(), "us", "back", "gb", "Sam", "", "", "", "", "-3", "back", "-12", "no")
    assert talk.config.country == "GB"
    assert talk.config.night.volume == -12.0


def test_back_at_the_first_question_asks_it_again(tmp_path: Path) -> None:
    talk = Talk(tmp_path, Quiet(), "back", "gb", *[""] * (QUESTIONS_WITHOUT_SOUND - 1))
    assert not talk.ended
    assert talk.config.country == "GB"


def test_what_was_answered_before_the_end_is_kept(tmp_path: Path) -> None:
    talk = Talk(tmp_path, Quiet(), "gb", "Sam")
    assert talk.ended
    assert talk.given == {("country",): "GB", ("name",): "Sam"}


def test_a_country_without_numbers_is_told(tmp_path: Path) -> None:
    talk = Talk(tmp_path, Quiet(), "xk", *[""] * (QUESTIONS_WITHOUT_SOUND - 1))
    assert "No numbers are known for XK" in talk.shown.getvalue()


def test_a_voice_that_is_not_installed_is_asked_again(tmp_path: Path) -> None:
    talk = Talk(tmp_path, Loud(), "", "", "en-mars", "en-us+f3")
    assert "There is no voice 'en-mars'" in talk.shown.getvalue()
    assert talk.config.voice == "en-us+f3"


def test_devices_are_chosen_by_number_and_tried_out(tmp_path: Path) -> None:
    sound = Loud()
    before = [""] * 7
    talk = Talk(
        tmp_path, sound, *before, "2", "", "no", "best", "", "no", "back", "back", "usb", "", "yes", "no", ""
    )
    assert not talk.ended
    shown = talk.shown.getvalue()
    assert "Heard: from -60 dBFS with USB Headset." in shown
    assert "plays nothing: choose another" in shown
    assert sound.said == [("I'm ready.", None), ("I'm ready.", "usb"), ("I'm ready.", "usb")]
    assert (talk.config.microphone, talk.config.speaker) == ("USB Headset", "usb")
