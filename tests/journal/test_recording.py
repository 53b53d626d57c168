"""What is written down of a cramp, and what is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import NIGHT
from diary_keeping import Diarist

from voiceskill.app.conversation import Conversation
from voiceskill.app.stages import load_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.config import Config
from voiceskill.dialogue.actions import Action, Note, Say, Silence
from voiceskill.dialogue.state import State
from voiceskill.journal.entries import Entry
from voiceskill.journal.reading import read_episodes
from voiceskill.journal.watcher import JournalWatcher
from voiceskill.journal.writing import EpisodeWriter
from voiceskill.recognition.hypothesis import Hypothesis


@pytest.fixture
def diarist(connection: sqlite3.Connection) -> Diarist:
    return Diarist(connection, NIGHT)


def test_an_episode_has_its_times_steps_answers_and_what_helped(diarist: Diarist) -> None:
    diarist.cramp(10.0, "calf", "left")
    diarist.step(10.0, "position")
    diarist.step(16.0, "ask_first", "screen")
    diarist.step(24.0, "towel_stretch", "hold")
    diarist.outcome(60.0, "same")
    diarist.outcome(95.0, "better")
    diarist.step(96.0, "massage")
    diarist.step(140.0, "close", "close")
    diarist.end(170.0)

    (episode,) = diarist.episodes()
    assert (episode.part, episode.side, episode.helped) == ("calf", "left", "towel_stretch")
    assert episode.relief_seconds == 85.0
    assert episode.ending == "settled"
    assert [(s.name, s.began, s.seconds, s.answer) for s in episode.steps] == [
        ("position", 0.0, 14.0, None),
        ("towel_stretch", 14.0, 72.0, "better"),
        ("massage", 86.0, 74.0, None),
    ]
    assert episode.started == datetime(2026, 3, 2, 8, 0, 10, tzinfo=UTC)
    assert episode.started_local == datetime(2026, 3, 2, 3, 0, 10)
    assert episode.ended_local == datetime(2026, 3, 2, 3, 2, 50)


def test_relief_that_does_not_last_is_no_relief(diarist: Diarist) -> None:
    diarist.cramp(0.0, "foot")
    diarist.step(0.0, "toes_up", "hold")
    diarist.outcome(30.0, "better")
    diarist.step(31.0, "massage")
    diarist.outcome(60.0, "worse")
    diarist.end(61.0, "stopped")
    (episode,) = diarist.episodes()
    assert (episode.helped, episode.relief_seconds) == (None, None)
    assert [step.answer for step in episode.steps] == ["better", "worse"]


def test_the_same_cramp_reported_again_is_one_episode_and_another_part_is_another(diarist: Diarist) -> None:
    diarist.cramp(0.0, "calf", "left")
    diarist.cramp(20.0, "calf", "left")
    diarist.cramp(40.0, "calf", "right")
    diarist.end(90.0)
    assert [(e.side, e.ending) for e in diarist.episodes()] == [("left", "changed"), ("right", "settled")]


def test_a_cramp_that_comes_back_after_relief_is_another_episode(diarist: Diarist) -> None:
    diarist.cramp(0.0, "calf")
    diarist.step(0.0, "towel_stretch", "hold")
    diarist.outcome(30.0, "better")
    diarist.cramp(100.0, "calf")
    diarist.end(120.0)
    first, second = diarist.episodes()
    assert (first.relief_seconds, second.relief_seconds) == (30.0, None)


def test_an_alarm_without_a_cramp_is_kept_and_a_false_one_is_marked(diarist: Diarist) -> None:
    diarist.flag(5.0, "e_heart")
    diarist.tell(9.0, Note("false_alarm", (("id", "e_heart"),)))
    diarist.end(30.0, "emergency")
    (episode,) = diarist.episodes()
    assert not episode.is_cramp
    assert [(f.name, f.level, f.raised, f.withdrawn) for f in episode.flags] == [
        ("e_heart", "emergency", 0.0, True)
    ]


def test_nothing_is_written_outside_of_an_episode(diarist: Diarist) -> None:
    diarist.step(1.0, "bed_calf.1", "hold")
    diarist.outcome(2.0, "better")
    diarist.end(3.0, "answered")
    assert diarist.episodes() == ()


def test_after_a_power_cut_the_episode_goes_on_in_its_own_row(connection: sqlite3.Connection) -> None:
    before = Diarist(connection, NIGHT)
    before.cramp(100.0, "calf", "left")
    before.step(100.0, "towel_stretch", "hold")
    state = State(phase="holding", part="calf", side="left", plan="calf", step="towel_stretch")
    after = Diarist(connection, NIGHT + timedelta(seconds=160))
    after.resume(0.0, state)
    after.outcome(20.0, "better")
    after.end(40.0)
    (episode,) = after.episodes()
    assert episode.relief_seconds == pytest.approx(80.0)
    assert (episode.helped, episode.ending) == ("towel_stretch", "settled")


def test_an_old_episode_that_broke_off_is_not_taken_up(connection: sqlite3.Connection) -> None:
    Diarist(connection, NIGHT - timedelta(days=1)).cramp(0.0, "calf")
    after = Diarist(connection, NIGHT)
    after.resume(0.0, State(phase="telling", part="calf", plan="calf", step="position"))
    after.end(40.0)
    assert [e.ending for e in after.episodes()] == [None, "settled"]


class _Talk:
    """A typed conversation whose journal is written at once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._now = 0.0
        writer = EpisodeWriter(connection)
        self.entries: list[Entry] = []

        def write(entry: Entry) -> None:
            self.entries.append(entry)
            writer.write(entry)

        watcher = JournalWatcher(write, lambda: NIGHT + timedelta(seconds=self._now))
        self.conversation: Conversation = load_conversation(
            Config(), Transcript(), night=True, watchers=[watcher]
        )
        self._saying: list[int] = []
        self._do(self.conversation.start())

    def say(self, words: str) -> None:
        self._now += 1.0
        heard = Hypothesis(words, self._now - 1.0, self._now, confidence=1.0, final=True)
        self._do(self.conversation.hear(heard, self._now))

    def wait(self, seconds: float) -> None:
        """Let time pass; whatever the device says takes two seconds."""
        for _ in range(round(seconds / 2)):
            self._now += 2.0
            self._do(self.conversation.tick(self._now))
            if self._saying:
                self._do(self.conversation.spoken(self._saying.pop(0), self._now))

    def _do(self, actions: Sequence[Action]) -> None:
        for action in actions:
            if isinstance(action, Silence):
                self._saying.clear()
            elif isinstance(action, Say) and action.at is None:
                self._saying.append(action.id)


def test_a_whole_conversation_is_kept_without_a_word_that_was_said(
    connection: sqlite3.Connection, journal_file: Path
) -> None:
    talk = _Talk(connection)
    talk.say("oh blimey my left calf is cramping")
    talk.wait(14.0)
    talk.say("no")
    talk.wait(40.0)
    talk.say("it is better now thank goodness")
    talk.wait(5.0)
    talk.say("stop")
    (episode,) = read_episodes(connection)
    assert (episode.part, episode.side, episode.ending) == ("calf", "left", "stopped")
    assert episode.relief_seconds is not None
    assert episode.relief_seconds > 40
    assert "towel_stretch" in [step.name for step in episode.steps]
    kept = b"".join(file.read_bytes() for file in journal_file.parent.iterdir())
    assert b"calf" in kept
    assert b"blimey" not in kept
    assert b"goodness" not in kept
