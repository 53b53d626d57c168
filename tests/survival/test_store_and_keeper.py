"""The newest moment is on disk within a moment, and trouble with the disk is told and survived."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from voiceskill.app.watcher import Move
from voiceskill.dialogue.events import Event, Heard, Tick
from voiceskill.dialogue.state import State
from voiceskill.errors import VoiceskillError
from voiceskill.survival.keeper import StateKeeper
from voiceskill.survival.moment import Clocks, Moment
from voiceskill.survival.store import MomentStore, StoreBusyError
from voiceskill.understanding.meaning import Level, Meaning

NOW = datetime(2026, 1, 2, 3, 4, 5)
CLOCKS = Clocks(100.0, 50.0, "one")
ALARM = Moment(State(phase="emergency", level=Level.EMERGENCY, flag="e_heart"), 12.0, CLOCKS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session/session.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[MomentStore]:
    store = MomentStore(path, NOW)
    yield store
    store.close()


def move(after: State, event: Event | None = None, now: float = 1.0) -> Move:
    return Move(event or Tick(), State(), after, (), now)


def test_what_was_written_is_read_by_the_next_process(path: Path) -> None:
    store = MomentStore(path, NOW)
    assert store.read() is None
    store.write(replace(ALARM, now=3.0))
    store.write(ALARM)
    store.close()

    again = MomentStore(path, NOW)
    assert again.read() == ALARM
    again.forget()
    assert again.read() is None
    again.close()


def test_it_is_the_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = MomentStore(tmp_path / "session/session.sqlite", NOW)
        store.write(ALARM)
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "session").iterdir()}
    store.close()
    assert len(modes) >= 3
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "session").stat().st_mode) == 0o700


def test_one_process_at_a_time(path: Path, store: MomentStore) -> None:
    with pytest.raises(StoreBusyError, match="Another voiceskill is running"):
        MomentStore(path, NOW)
    store.close()
    MomentStore(path, NOW).close()


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 500])
def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(path: Path, damage: bytes) -> None:
    first = MomentStore(path, NOW)
    first.write(ALARM)
    first.close()
    path.write_bytes(path.read_bytes()[:1024] + damage if damage else b"\x00" * 9000)

    store = MomentStore(path, NOW)
    assert store.read() is None
    assert path.with_name("session.sqlite.damaged-20260102-030405").exists()
    assert "is kept as" in store.remarks[0]
    store.write(ALARM)
    assert store.read() == ALARM
    store.close()


def test_a_moment_of_another_version_is_ignored_and_said_so(path: Path, store: MomentStore) -> None:
    store.write(ALARM)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("""UPDATE moment SET json = '{"form": 99, "moment": {}}'""")
    connection.close()

    again = MomentStore(path, NOW)
    assert again.read() is None
    assert again.remarks == [
        "What was going on before can't be gone on with (another version wrote it): starting fresh."
    ]
    again.close()


def test_a_link_in_place_of_the_file_is_not_followed(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("of another user")
    path.parent.mkdir()
    path.symlink_to(target)
    with pytest.raises(VoiceskillError, match="can't be kept"):
        MomentStore(path, NOW)
    assert target.read_text() == "of another user"


def test_the_keeper_writes_what_it_saw_last(path: Path, store: MomentStore) -> None:
    keeper = StateKeeper(store, pytest.fail, clocks=lambda: CLOCKS)
    for step in range(50):
        keeper.watch(move(State(phase="telling", holds=step), now=float(step)))
    assert keeper.settle()
    assert store.read() == Moment(State(phase="telling", holds=49), 49.0, CLOCKS)
    keeper.close()

    again = MomentStore(path, NOW)
    assert again.read() is not None
    again.close()


def test_an_orderly_end_leaves_nothing_to_go_on_with(path: Path, store: MomentStore) -> None:
    keeper = StateKeeper(store, pytest.fail)
    keeper.watch(move(State(phase="telling")))
    keeper.close(forget=True)

    again = MomentStore(path, NOW)
    assert again.read() is None
    again.close()


def test_words_of_the_person_are_not_kept(path: Path, store: MomentStore) -> None:
    keeper = StateKeeper(store, pytest.fail)
    pending = Meaning("my secret words", "report_cramp", 0.9, "calf")
    keeper.watch(move(State(phase="confirming", pending=pending)))
    keeper.close()

    written = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"report_cramp" in written
    assert b"secret" not in written


def test_a_word_from_the_person_ends_a_row_of_outages(store: MomentStore) -> None:
    keeper = StateKeeper(store, pytest.fail, resumes=2)

    def kept() -> int:
        assert keeper.settle()
        moment = store.read()
        assert moment is not None
        return moment.resumes

    keeper.watch(move(State(phase="telling")))
    assert kept() == 2
    keeper.watch(move(State(phase="telling"), Heard(Meaning("yes", "yes", 0.9))))
    assert kept() == 0
    keeper.close()


class _FailingStore(MomentStore):
    fails = True

    def write(self, moment: Moment) -> None:
        if self.fails:
            raise VoiceskillError("The disk is full.")
        super().write(moment)


def test_trouble_is_told_once_until_it_is_over(path: Path) -> None:
    told: list[str] = []
    store = _FailingStore(path, NOW)
    keeper = StateKeeper(store, told.append)
    for fails in (True, True, False, True):
        store.fails = fails
        keeper.watch(move(State(phase="telling")))
        assert keeper.settle()
    keeper.close()
    assert told == ["The disk is full.", "The disk is full."]
