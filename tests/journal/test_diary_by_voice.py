"""A whole evening by voice: cramps are kept, told, learned from and forgotten."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import NIGHT

from voiceskill.app.content import shipped_script
from voiceskill.app.stages import load_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.app.watcher import Move
from voiceskill.config import Config
from voiceskill.dialogue.actions import Action, Say, Silence
from voiceskill.dialogue.diary import Diary, Preference
from voiceskill.dialogue.plan import swapping_steps
from voiceskill.dialogue.resume import CutOff
from voiceskill.dialogue.state import State
from voiceskill.journal.database import open_database
from voiceskill.journal.episodes import Episode
from voiceskill.journal.newest_diary import NewestDiary
from voiceskill.journal.reading import read_episodes
from voiceskill.journal.rules import load_rules
from voiceskill.journal.watcher import JournalWatcher
from voiceskill.journal.writing import EpisodeWriter
from voiceskill.locations import LANGUAGE, content_dir
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.survival.keeper import fit_to_keep

SWAPPING = swapping_steps(shipped_script())
RULES = load_rules(content_dir("guides") / LANGUAGE / "diary.yaml")


class _Notebook:
    """Writes down every move."""

    def __init__(self, moves: list[Move]) -> None:
        self._moves = moves

    def watch(self, move: Move) -> None:
        self._moves.append(move)


class Bedside:
    """The device with a diary, on a clock of its own; whatever it says takes two seconds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.now = 0.0
        self._connection = connection
        self._diary = NewestDiary(
            RULES, SWAPPING, lambda: NIGHT + timedelta(seconds=self.now), random.Random(5)
        )
        self._diary.refresh(connection)
        writer = EpisodeWriter(connection)
        watcher = JournalWatcher(writer.write, self._clock)
        self._conversation = load_conversation(
            Config(), Transcript(), night=True, watchers=[watcher], diary=self._diary
        )
        self._saying: list[int] = []
        self._do(self._conversation.start())

    def _clock(self) -> datetime:
        return NIGHT + timedelta(seconds=self.now)

    def say(self, words: str) -> str:
        """What the device answers at once."""
        self.now += 1.0
        heard = Hypothesis(words, self.now - 1.0, self.now, confidence=1.0, final=True)
        said = self._do(self._conversation.hear(heard, self.now))
        self._diary.refresh(self._connection)
        return said

    def wait(self, seconds: float) -> str:
        """All that the device says meanwhile."""
        said = []
        for _ in range(round(seconds / 2)):
            self.now += 2.0
            said.append(self._do(self._conversation.tick(self.now)))
            if self._saying:
                said.append(self._do(self._conversation.spoken(self._saying.pop(0), self.now)))
        self._diary.refresh(self._connection)
        return " ".join(filter(None, said))

    def ease_a_cramp(self, part: str = "left calf") -> str:
        """Report a cramp, be led to its stretch, feel better, and let it end; what is said then."""
        self.say(f"my {part} is cramping")
        self.wait(14.0)
        self.say("no")
        self.wait(40.0)
        self.say("it is better now")
        return self.wait(400.0)

    def episodes(self) -> Sequence[Episode]:
        return read_episodes(self._connection)

    def _do(self, actions: Sequence[Action]) -> str:
        for action in actions:
            if isinstance(action, Silence):
                self._saying.clear()
            elif isinstance(action, Say) and action.at is None:
                self._saying.append(action.id)
        return " ".join(action.text for action in actions if isinstance(action, Say) and action.at is None)


@pytest.fixture
def bedside(journal_file: Path) -> Iterator[Bedside]:
    with closing(open_database(journal_file, NIGHT).connection) as connection:
        yield Bedside(connection)


def test_the_first_night_knows_nothing_and_the_next_question_knows_the_first_cramp(bedside: Bedside) -> None:
    assert bedside.say("how many cramps this week") == "No cramp is in your diary yet."
    bedside.ease_a_cramp()
    assert bedside.say("how many cramps this week").startswith("You had one cramp in the last seven days.")
    assert bedside.say("how many cramps this month").startswith("You had one cramp in the last thirty days.")
    assert bedside.say("when was the last one").startswith(
        "The last one was your left calf, earlier tonight."
    )
    helped = bedside.say("what helped last time")
    assert helped.startswith(
        ("Last time, the towel stretch helped.", "Last time, the bed end stretch helped.")
    )


def test_why_this_one_is_answered_from_the_cramp_before(bedside: Bedside) -> None:
    bedside.ease_a_cramp()
    bedside.now += 3600.0
    helped = bedside.episodes()[0].helped
    bedside.say("my left calf is cramping")
    bedside.wait(14.0)
    bedside.say("no")
    bedside.wait(12.0)
    doing = bedside.episodes()[1].steps[-1].name
    answer = bedside.say("why this stretch")
    assert answer.startswith("It helped you last time." if doing == helped else "I'm trying another way")


@pytest.mark.parametrize("first", ["towel_stretch", "bed_end"])
def test_after_a_power_cut_the_same_stretch_goes_on_and_the_diary_is_known_again(first: str) -> None:
    order = tuple(sorted(SWAPPING["calf"], key=lambda step: step != first))
    diary = Diary(kept=True, preferences=(Preference("calf", order), Preference("foot", ("toes_up",))))
    state = State(phase="holding", part="calf", plan="calf", step=first, cleared=frozenset({"calf:"}))
    kept = fit_to_keep(replace(state, ends=30.0, due=30.0, diary=diary))
    assert kept.diary == Diary(preferences=(Preference("calf", order),))

    seen: list[Move] = []
    conversation = load_conversation(
        Config(),
        Transcript(),
        night=True,
        watchers=[_Notebook(seen)],
        cut_off=CutOff(kept, at=10.0, away=5.0),
        diary=lambda: Diary(kept=True, week=2),
    )
    conversation.start()
    assert (seen[0].after.plan, seen[0].after.step) == ("calf", first)
    assert (seen[0].after.diary.kept, seen[0].after.diary.week) == (True, 2)


def test_at_the_third_cramp_in_a_week_it_is_said_once_that_this_is_worth_a_visit(bedside: Bedside) -> None:
    said = []
    for _ in range(4):
        said.append(bedside.ease_a_cramp())
        bedside.now += 24 * 3600.0
    assert ["worth a visit" in words for words in said] == [False, False, True, False]


def test_forgetting_tonight_forgets_this_evening_and_the_cramp_under_way(bedside: Bedside) -> None:
    bedside.ease_a_cramp("right foot")
    bedside.now += 20 * 3600.0
    bedside.ease_a_cramp()
    bedside.say("my left calf is cramping")
    bedside.wait(14.0)
    assert bedside.say("forget tonight") == "Shall I forget tonight for good?"
    assert len(bedside.episodes()) == 3
    assert bedside.say("yes").startswith("Tonight is forgotten.")
    assert [episode.part for episode in bedside.episodes()] == ["foot"]
    bedside.wait(30.0)
    bedside.say("no")
    bedside.wait(60.0)
    bedside.say("stop")
    assert [episode.part for episode in bedside.episodes()] == ["foot"]
    assert bedside.say("when was the last one").startswith("The last one was your right foot, last night.")
