"""What the dialogue is told of the diary."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import NIGHT
from diary_keeping import Diarist

from voiceskill.dialogue.actions import Note
from voiceskill.dialogue.diary import Diary, LastCramp, Trials
from voiceskill.errors import ContentError
from voiceskill.journal.digest import digest
from voiceskill.journal.episodes import Episode, StepTried
from voiceskill.journal.newest_diary import NewestDiary
from voiceskill.journal.rules import load_rules
from voiceskill.locations import LANGUAGE, content_dir

RULES = load_rules(content_dir("guides") / LANGUAGE / "diary.yaml")
SWAPPING = {"calf": ("towel_stretch", "bed_end"), "foot": (), "lower_back": ()}


def _cramp(ago: timedelta, part: str = "calf", answers: Sequence[tuple[str, str]] = ()) -> Episode:
    started = NIGHT - ago
    steps = tuple(StepTried(name, "hold", 10.0, 30.0, answer) for name, answer in answers)
    return Episode(
        id=1,
        started=started.astimezone(UTC),
        started_local=started.replace(tzinfo=None),
        ended=started.astimezone(UTC) + timedelta(minutes=5),
        ended_local=started.replace(tzinfo=None) + timedelta(minutes=5),
        part=part,
        side="left",
        helped=None,
        relief_seconds=None,
        ending="settled",
        steps=steps,
        flags=(),
    )


def _digest(episodes: Sequence[Episode], advised: datetime | None = None) -> Diary:
    oldest_first = sorted(episodes, key=lambda episode: episode.started)
    return digest(oldest_first, NIGHT, RULES, SWAPPING, advised, random.Random(7))


def _days(*ago: float) -> list[Episode]:
    return [_cramp(timedelta(days=days)) for days in ago]


def test_an_empty_diary_is_kept_and_knows_nothing() -> None:
    diary = _digest([])
    assert diary.kept
    assert (diary.week, diary.month, diary.last, diary.trials, diary.frequent) == (0, 0, None, (), False)


def test_weeks_and_months_are_the_last_seven_and_thirty_days() -> None:
    diary = _digest(_days(0.5, 6.9, 7.1, 29.9, 30.1))
    assert (diary.week, diary.month) == (2, 4)


def test_a_cramp_that_comes_back_within_half_an_hour_is_the_same_one() -> None:
    minutes = (0, 20, 50, 90)
    episodes = [_cramp(timedelta(days=1) - timedelta(minutes=after)) for after in minutes]
    assert _digest(episodes).week == 2


@pytest.mark.parametrize(
    ("ago", "last"),
    [
        (timedelta(hours=2), LastCramp("calf", "left", 0, by_day=False)),
        (timedelta(hours=26), LastCramp("calf", "left", 1, by_day=False)),
        (timedelta(hours=14), LastCramp("calf", "left", 1, by_day=True)),
        (timedelta(days=5), LastCramp("calf", "left", 5, by_day=False)),
    ],
)
def test_the_last_one_is_so_many_nights_ago_or_days_if_it_came_by_day(
    ago: timedelta, last: LastCramp
) -> None:
    assert _digest([_cramp(timedelta(days=20)), _cramp(ago)]).last == last


def test_a_part_that_the_guides_know_no_more_is_left_out() -> None:
    assert _digest([_cramp(timedelta(days=1), part="elbow")]).last is None


def test_trials_say_how_often_and_how_lately_a_step_helped() -> None:
    diary = _digest(
        [
            _cramp(timedelta(days=9), answers=[("towel_stretch", "better")]),
            _cramp(timedelta(days=8), answers=[("towel_stretch", "worse"), ("massage", "better")]),
            _cramp(timedelta(days=7), answers=[("towel_stretch", "same"), ("towel_stretch", "better")]),
            _cramp(timedelta(days=6), answers=[("towel_stretch", "better")]),
            _cramp(timedelta(days=5), answers=[("bed_end", "same")]),
        ]
    )
    assert diary.trials == (
        Trials("calf", "towel_stretch", tried=4, helped=3, lately=2),
        Trials("calf", "massage", tried=1, helped=1, lately=1),
        Trials("calf", "bed_end", tried=1, helped=0, lately=0),
    )
    assert diary.helped_last("calf") == diary.trials[0]
    assert diary.helped_last("foot") is None


@pytest.mark.parametrize(
    ("ago", "frequent"),
    [
        ((), False),
        ((1,), False),
        ((1, 3), True),
        ((1, 8), False),
        ((10, 17, 24), False),
        ((10, 17, 24, 40), True),
        ((10, 17, 24, 40, 45, 50), False),
    ],
)
def test_three_in_seven_days_or_twice_as_many_as_before_are_frequent(
    ago: tuple[float, ...], frequent: bool
) -> None:
    assert _digest(_days(*ago)).frequent is frequent


def test_it_is_said_again_after_a_week_at_the_earliest() -> None:
    assert not _digest(_days(1, 3), advised=NIGHT - timedelta(days=6)).frequent
    assert _digest(_days(1, 3), advised=NIGHT - timedelta(days=7)).frequent


def test_each_part_with_stretches_that_swap_has_an_order_of_them() -> None:
    (preference,) = _digest(_days(1)).preferences
    assert preference.part == "calf"
    assert sorted(preference.steps) == ["bed_end", "towel_stretch"]


def test_the_newest_digest_follows_the_journal_the_clock_and_other_processes(
    connection: sqlite3.Connection,
) -> None:
    now = [NIGHT]
    newest = NewestDiary(RULES, SWAPPING, lambda: now[0], random.Random(7))
    newest.refresh(connection)
    assert newest().week == 0
    diarist = Diarist(connection, NIGHT)
    diarist.cramp(0.0, "calf")
    diarist.tell(60.0, Note("advice", (("id", "c_freq"),)))
    diarist.end(90.0)
    newest.refresh(connection)
    assert newest().week == 1
    assert newest() is newest()
    now[0] += timedelta(days=8)
    newest.refresh(connection)
    assert newest().week == 0
    assert newest().last == LastCramp("calf", "", 8, by_day=False)


def test_advice_in_the_journal_is_known_to_the_digest(connection: sqlite3.Connection) -> None:
    for days in (3, 2, 1):
        diarist = Diarist(connection, NIGHT - timedelta(days=days))
        diarist.cramp(0.0, "calf")
        diarist.end(90.0)
    newest = NewestDiary(RULES, SWAPPING, lambda: NIGHT, random.Random(7))
    newest.refresh(connection)
    assert newest().frequent
    diarist = Diarist(connection, NIGHT - timedelta(hours=1))
    diarist.cramp(0.0, "calf")
    diarist.tell(60.0, Note("advice", (("id", "c_freq"),)))
    diarist.end(90.0)
    newest.refresh(connection)
    assert not newest().frequent


def test_a_mistake_in_the_rules_is_named_with_file_line_and_key(tmp_path: Path) -> None:
    wrong = tmp_path / "diary.yaml"
    text = (content_dir("guides") / LANGUAGE / "diary.yaml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("exploration: 0.1", "exploration: 1.1"), encoding="utf-8")
    with pytest.raises(ContentError, match=r"diary\.yaml:\d+: learning\.exploration"):
        load_rules(wrong)
