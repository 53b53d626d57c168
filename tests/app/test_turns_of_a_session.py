"""When somebody's turn ends: at a short pause after all was said, at a long one where more must follow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.conversation import Conversation
from voiceskill.app.hearing import Hearing
from voiceskill.app.mouth import Mouth
from voiceskill.app.session import Session
from voiceskill.app.sound_out import SimulatedOut
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.audio.listener import BLOCK_SAMPLES, BLOCK_SECONDS, Block
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import Player
from voiceskill.config import Config
from voiceskill.dialogue.actions import Say
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import ListeningState

BLOCK = np.zeros(BLOCK_SAMPLES, np.int16)


@cache
def content() -> Content:
    return shipped_content()


def begin(transcript: Transcript, *, night: bool = True) -> Conversation:
    return begin_conversation(content(), Config(), transcript, night=night)


class ScriptedRecognizer:
    """Knows from the start what is heard: ``words`` holds each word and when (s) it has been said."""

    def __init__(self, words: Sequence[tuple[float, str]]) -> None:
        self._coming = list(words)
        self._heard: list[str] = []
        self._start = self._fed = 0.0

    def accept(self, pcm: bytes) -> Sequence[Hypothesis]:
        self._fed += len(pcm) / 32_000
        known = len(self._heard)
        while self._coming and self._coming[0][0] <= self._fed:
            self._heard.append(self._coming.pop(0)[1])
        return [self._belief(final=False)] if len(self._heard) > known else []

    def flush(self) -> Sequence[Hypothesis]:
        finals = [self._belief(final=True)] if self._heard else []
        self._heard, self._start = [], self._fed
        return finals

    def expect(self, state: ListeningState) -> None: ...

    def close(self) -> None: ...

    def _belief(self, *, final: bool) -> Hypothesis:
        return Hypothesis(" ".join(self._heard), self._start, self._fed, 0.9 if final else 0.0, final)


class Voice:
    def render(self, text: str, *, pace: float = 1.0) -> Pcm:
        return Pcm(np.full(1600 * len(text.split()), 500, np.int16), 16_000)


def heard(words: Sequence[tuple[float, str]], seconds: float) -> list[tuple[float, str]]:
    """When the session took which words as said; silence counts from the newest word."""
    transcript, player = Transcript(), Player(16_000)
    patience = [9.0]
    conversation = begin(transcript)
    session = Session(
        Hearing(ScriptedRecognizer(words)),
        conversation,
        Mouth(Voice(), SimulatedOut(player), transcript, conversation.echo),
        be_patient=patience.append,
    )
    session.start()
    taken: list[tuple[float, str]] = []
    gate_open = False
    for number in range(round(seconds / BLOCK_SECONDS)):
        now = number * BLOCK_SECONDS
        end = now + BLOCK_SECONDS
        quiet = min((end - at for at, _ in words if at <= end), default=0.0)
        opened = not gate_open
        gate_open = quiet < patience[-1]
        block = Block(BLOCK, now, False, BLOCK, now, opened=opened, closed=not gate_open, quiet_seconds=quiet)
        session.take(block, now)
        session.let_time_pass(now)
        said = [entry.text for entry in transcript if entry.kind == "heard"]
        taken += [(round(now, 2), text) for text in said[len(taken) :]]
        player.read(BLOCK_SAMPLES)
    return taken


def test_a_whole_report_is_taken_a_quarter_of_a_second_after_its_last_word() -> None:
    [(at, text)] = heard([(0.2, "my"), (0.5, "calf"), (0.7, "is"), (1.0, "cramping")], 3.0)
    assert text == "my calf is cramping"
    assert 1.15 <= at <= 1.25


def test_a_report_with_long_pauses_in_it_is_kept_whole() -> None:
    [(at, text)] = heard([(0.2, "my"), (1.2, "calf"), (2.2, "is"), (3.2, "cramping")], 6.0)
    assert text == "my calf is cramping"
    assert at <= 3.45


def test_words_that_lead_nowhere_are_taken_in_the_end() -> None:
    [(at, text)] = heard([(0.2, "my"), (0.5, "left")], 4.0)
    assert text == "my left"
    assert 1.6 <= at <= 1.8


def test_the_same_words_are_never_taken_twice() -> None:
    assert [text for _, text in heard([(0.2, "stop")], 4.0)] == ["stop"]


def test_what_follows_a_turn_is_a_turn_of_its_own() -> None:
    words = [(0.2, "my"), (0.4, "calf"), (0.6, "hurts"), (1.5, "louder")]
    assert [text for _, text in heard(words, 4.0)] == ["my calf hurts", "louder"]


def interrupted(words: Sequence[tuple[float, str]], own: str = "") -> int:
    """How often the device goes on after something sounded over its voice, which says ``own``."""
    transcript, player = Transcript(), Player(16_000)
    went_on: list[bool] = []
    conversation = begin(transcript)
    conversation.echo.remember(own, 0.0, 2.0)
    session = Session(
        Hearing(ScriptedRecognizer(words)),
        conversation,
        Mouth(Voice(), SimulatedOut(player), transcript, conversation.echo),
        be_patient=lambda _: None,
        go_on=lambda: went_on.append(True),
    )
    for number in range(150):
        now = number * BLOCK_SECONDS
        quiet = max(0.0, now - max((at for at, _ in words), default=0.3))
        block = Block(
            BLOCK,
            now,
            True,
            BLOCK,
            now,
            opened=number == 0,
            over_us=number == 0,
            closed=number == 100,
            quiet_seconds=quiet,
        )
        session.take(block, now)
        session.let_time_pass(now)
    return len(went_on)


def test_after_a_noise_without_words_the_device_goes_on_once() -> None:
    assert interrupted([]) == 1


def test_after_its_own_echo_the_device_goes_on() -> None:
    assert interrupted([(0.4, "breathe"), (0.9, "out")], own="Breathe out.") == 1


def test_whoever_speaks_over_the_device_is_not_talked_down() -> None:
    assert interrupted([(0.4, "stop")]) == 0


def final(text: str, start: float, end: float) -> Hypothesis:
    return Hypothesis(text, start, end, confidence=0.95, final=True)


@pytest.mark.parametrize(
    ("first", "then"), [("my calf hurts", "and it's hot and swollen"), ("my calf is swollen", "and it's red")]
)
def test_danger_that_was_told_in_two_pieces_is_seen(first: str, then: str) -> None:
    transcript = Transcript()
    conversation = begin(transcript)
    conversation.hear(final(first, 1.0, 2.0), 2.3)
    conversation.hear(final(then, 2.6, 3.6), 4.0)
    assert any(entry.kind == "flag" for entry in transcript)


def test_words_long_after_others_are_judged_alone() -> None:
    transcript = Transcript()
    conversation = begin(transcript)
    conversation.hear(final("i can't", 1.0, 2.0), 2.3)
    conversation.hear(final("breathing exercise please", 12.0, 13.0), 13.2)
    assert not any(entry.kind == "flag" for entry in transcript)


def test_returning_sound_is_told_to_whoever_is_coached() -> None:
    conversation = begin(Transcript())
    conversation.hear(final("my left calf is cramping", 1.0, 2.0), 2.3)
    told = [action.text for action in conversation.sound_returned() if isinstance(action, Say)]
    assert told == ["I can hear you again."]


def test_returning_sound_wakes_nobody_and_does_not_break_the_silence_after_stop() -> None:
    conversation = begin(Transcript(), night=False)
    assert list(conversation.sound_returned()) == []
    conversation.hear(final("my left calf is cramping", 1.0, 2.0), 2.3)
    conversation.hear(final("stop", 4.0, 4.5), 4.6)
    assert list(conversation.sound_returned()) == []
