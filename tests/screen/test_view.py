"""Frames of the screen, drawn from real conversations."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.config import Config
from voiceskill.dialogue.actions import Action, Say
from voiceskill.dialogue.state import Phase
from voiceskill.errors import ContentError
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.screen.digits import HEIGHT, big
from voiceskill.screen.scene import Beside, Count, Scene, SceneKeeper
from voiceskill.screen.view import draw
from voiceskill.screen.words import load_screen_words

WORDS = load_screen_words("en")
PHASES = get_args(Phase)


@pytest.fixture(scope="module")
def content() -> Content:
    return shipped_content()


class Night:
    """A conversation that is shown; everything said sounds for two seconds."""

    def __init__(self, content: Content) -> None:
        self.keeper = SceneKeeper(content.script)
        self.transcript = Transcript(self.keeper.write)
        self.conversation = begin_conversation(
            content, Config(country="GB"), self.transcript, night=True, watchers=[self.keeper]
        )
        self.now = 0.0

    def hear(self, text: str, *, final: bool = True) -> None:
        hypothesis = Hypothesis(text, self.now - 1.0, self.now, confidence=1.0, final=final)
        self.keeper.hear(hypothesis)
        self._say(self.conversation.hear(hypothesis, self.now))

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += 0.05
            self._say(self.conversation.tick(self.now))

    def _say(self, actions: list[Action] | tuple[Action, ...]) -> None:
        for action in actions:
            if isinstance(action, Say) and action.at is None:
                self.transcript.add(Entry(self.now, "said", action.text, fields=(("key", action.key),)))

    def frame(self, width: int = 60, height: int = 16) -> list[str]:
        return rows(self.keeper.scene, self.now, width, height)


def rows(scene: Scene, now: float = 0.0, width: int = 60, height: int = 16) -> list[str]:
    return ["".join(piece.text for piece in row) for row in draw(scene, WORDS, now, width, height)]


@pytest.fixture
def night(content: Content) -> Night:
    return Night(content)


def test_the_waiting_device_shows_what_can_be_said(night: Night) -> None:
    frame = "\n".join(night.frame())
    assert "Ready" in frame
    assert "my calf is cramping" in frame


def test_what_is_being_said_is_shown_before_it_is_over(night: Night) -> None:
    night.hear("my left calf", final=False)
    assert "  you: my left calf ..." in night.frame()
    night.hear("my left calf is cramping")
    assert "  you: my left calf is cramping" in night.frame()


def test_a_step_is_shown_with_its_place_and_its_words(night: Night) -> None:
    night.hear("my left calf is cramping")
    frame = night.frame()
    assert frame[0].startswith("  voiceskill  Step")
    assert frame[0].endswith("left calf")
    assert any("Keep your knee straight." in row for row in frame)


def test_an_answer_takes_the_place_of_what_was_said_before(night: Night) -> None:
    night.hear("my left calf is cramping")
    night.wait(60.0)
    night.hear("stop")
    night.hear("why do i get cramps")
    frame = " ".join(night.frame())
    assert "nerve" in frame
    assert "swollen" not in frame


def test_a_hold_is_counted_down_in_large_digits_and_a_bar(night: Night) -> None:
    night.hear("my left calf is cramping")
    night.wait(60.0)
    night.hear("no")
    while night.keeper.scene.phase != "holding":
        night.wait(0.5)
    early = night.frame()
    night.wait(10.0)
    late = night.frame()

    assert len([row for row in early if "██" in row]) >= HEIGHT
    assert bar(late).count("█") > bar(early).count("█") + 15
    left = int(bar(late).split()[-1])
    assert [row.strip() for row in late if "██" in row][:HEIGHT] == [row.strip() for row in big(left)]
    assert "how long left" in " ".join(late)


def bar(frame: list[str]) -> str:
    return next(row for row in frame if "░" in row or row.count("█") > 20)


def test_a_paused_hold_stands_still(night: Night) -> None:
    night.hear("my left calf is cramping")
    night.wait(60.0)
    night.hear("no")
    while night.keeper.scene.phase != "holding":
        night.wait(0.5)
    night.wait(5.0)
    night.hear("wait")
    before = bar(night.frame())
    night.wait(5.0)
    assert bar(night.frame()) == before
    assert "carry on" in " ".join(night.frame())


def test_whom_to_call_stays_while_an_emergency_stands(night: Night) -> None:
    night.hear("my chest hurts badly")
    night.wait(50.0)
    frame = night.frame()
    assert any("Call 999 now." in row for row in frame)
    assert "Emergency" in frame[0]
    night.hear("false alarm")
    assert any("Call 999 now." in row for row in night.frame())
    night.hear("yes")
    assert not any("999" in row for row in night.frame())


def test_a_pack_and_a_timer_are_shown_with_the_time_they_have_left() -> None:
    scene = Scene(beside=(Beside("the warm pack", 600.0), Beside("", 65.2)))
    assert "  the warm pack 9:20 · timer 0:26" in rows(scene, now=40.0)


def test_the_microphone_has_a_meter_where_there_is_one(night: Night) -> None:
    assert "microphone" not in " ".join(night.frame())
    night.keeper.measure(-35.0)
    assert night.frame()[-1].startswith("  microphone ▮▮▮▮▮▮▯▯▯▯▯▯")


def test_the_meter_falls_slowly(night: Night) -> None:
    night.keeper.measure(-20.0)
    night.keeper.measure(-90.0)
    assert night.keeper.scene.level == pytest.approx(-20.5)


@pytest.mark.parametrize("phase", PHASES)
def test_every_hint_is_understood_in_its_state(content: Content, phase: Phase) -> None:
    from voiceskill.dialogue.state import State, listening_state

    state = listening_state(State(phase=phase))
    meant = {say: content.understander.understand(say, state) for say in WORDS.states[phase].say}
    assert {say: m.intent for say, m in meant.items() if m.intent == "out_of_scope" and not m.body_part} == {}


texts = st.text(max_size=200)
scenes = st.builds(
    Scene,
    phase=st.sampled_from(PHASES),
    alarm=texts,
    said=st.lists(texts, max_size=3).map(tuple),
    heard=texts,
    heard_all=st.booleans(),
    title=texts,
    part=texts,
    count=st.none()
    | st.builds(Count, st.floats(1, 600), st.floats(-10, 2_000), st.none() | st.floats(0, 600)),
    beside=st.lists(st.builds(Beside, texts, st.floats(-100, 10_000)), max_size=3).map(tuple),
    level=st.none() | st.floats(-200, 20),
    trouble=texts,
)


def _places(row: str) -> int:
    """Accents that stand over a letter take no place of their own."""
    return sum(not unicodedata.combining(character) for character in row)


@given(scenes, st.floats(0, 1_000), st.integers(1, 200), st.integers(1, 60))
def test_any_scene_fits_any_screen(scene: Scene, now: float, width: int, height: int) -> None:
    frame = rows(scene, now, width, height)
    assert len(frame) <= max(height, 4)
    assert all(_places(row) <= max(width, 20) for row in frame)
    assert not any(ord(character) < 32 or ord(character) == 127 for row in frame for character in row)


@given(scenes, st.integers(20, 200), st.integers(6, 60))
def test_whom_to_call_is_on_every_screen(scene: Scene, width: int, height: int) -> None:
    call = "Call 911 now."
    assert any(call in row for row in rows(replace(scene, alarm=call), 0.0, width, height))


def test_every_state_must_have_its_words(tmp_path: Path) -> None:
    (tmp_path / "screen.yaml").write_text("labels: {heard: you}\nstates: {}\n")
    with pytest.raises(ContentError, match="the key 'say' is missing"):
        load_screen_words("en", tmp_path / "screen.yaml")
