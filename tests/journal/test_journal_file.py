"""The file of the journal: private, up to date, and never lost for good."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import NIGHT
from diary_keeping import Diarist

from voiceskill.errors import VoiceskillError
from voiceskill.journal import database
from voiceskill.journal.background import BackgroundWriter
from voiceskill.journal.database import newest_version, open_database
from voiceskill.journal.entries import Begun, Ended, StepBegun
from voiceskill.journal.reading import read_episodes

FIRST_VERSION = database._MIGRATIONS / "001_episodes.sql"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_read_it_even_under_a_careless_umask(journal_file: Path) -> None:
    before = os.umask(0)
    try:
        with closing(open_database(journal_file, NIGHT).connection) as connection:
            Diarist(connection, NIGHT).cramp(0.0, "calf")
            assert _mode(journal_file.parent) == 0o700
            assert {file.name: _mode(file) for file in journal_file.parent.iterdir()} == {
                "journal.sqlite": 0o600,
                "journal.sqlite-wal": 0o600,
                "journal.sqlite-shm": 0o600,
            }
    finally:
        os.umask(before)


def test_a_file_that_others_could_read_is_closed_to_them(journal_file: Path) -> None:
    journal_file.parent.mkdir(mode=0o755)
    journal_file.touch(mode=0o666)
    journal_file.chmod(0o666)
    open_database(journal_file, NIGHT).connection.close()
    assert (_mode(journal_file), _mode(journal_file.parent)) == (0o600, 0o700)


def test_a_link_in_its_place_is_not_followed(journal_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "somebody_elses"
    target.write_bytes(b"")
    journal_file.parent.mkdir()
    journal_file.symlink_to(target)
    with pytest.raises(VoiceskillError, match="can't be opened"):
        open_database(journal_file, NIGHT)
    assert target.read_bytes() == b""


def test_a_file_of_the_first_version_is_brought_up_to_date_with_all_that_is_in_it(
    journal_file: Path,
) -> None:
    journal_file.parent.mkdir()
    with closing(sqlite3.connect(journal_file)) as old:
        old.executescript(FIRST_VERSION.read_text(encoding="utf-8"))
        old.execute("PRAGMA user_version = 1")
        old.execute(
            "INSERT INTO episode (started_utc, started_local, part, relief_seconds, ending) VALUES "
            "('2026-03-02T08:00:00+00:00', '2026-03-02T03:00:00', 'calf', 75.5, 'settled')"
        )
        old.execute("INSERT INTO step (episode_id, name, kind, began) VALUES (1, 'towel_stretch', 'hold', 9)")
        old.commit()
    with closing(open_database(journal_file, NIGHT).connection) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == newest_version()
        (episode,) = read_episodes(connection)
        assert (episode.part, episode.relief_seconds, episode.steps[0].name) == (
            "calf",
            75.5,
            "towel_stretch",
        )
        Diarist(connection, NIGHT).cramp(60.0, "foot")
        assert len(read_episodes(connection)) == 2


def test_a_file_of_a_later_voiceskill_is_left_alone(journal_file: Path) -> None:
    with closing(open_database(journal_file, NIGHT).connection) as connection:
        connection.execute(f"PRAGMA user_version = {newest_version() + 1}")
    with pytest.raises(VoiceskillError, match="newer voiceskill"):
        open_database(journal_file, NIGHT)
    assert [file.name for file in journal_file.parent.iterdir() if "damaged" in file.name] == []


@pytest.mark.parametrize("damage", ["header", "middle", "no_database"])
def test_a_damaged_file_is_put_aside_and_a_new_one_begun(journal_file: Path, damage: str) -> None:
    with closing(open_database(journal_file, NIGHT).connection) as connection:
        diarist = Diarist(connection, NIGHT)
        for number in range(200):
            diarist.cramp(number * 10.0, "calf")
            diarist.end(number * 10.0 + 5.0)
    content = bytearray(journal_file.read_bytes())
    if damage == "header":
        content[:100] = bytes(100)
    elif damage == "middle":
        content[4096 : 4096 + 3000] = b"\xff" * 3000
    else:
        content = bytearray(b"these are no tables at all" * 100)
    journal_file.write_bytes(content)

    opened = open_database(journal_file, NIGHT)
    with closing(opened.connection):
        assert opened.put_aside is not None
        assert opened.put_aside.name == "journal.sqlite.damaged-20260302-030000"
        assert opened.put_aside.read_bytes() == bytes(content)
        assert read_episodes(opened.connection) == ()


def test_a_place_that_can_not_be_written_is_told_in_one_sentence() -> None:
    with pytest.raises(VoiceskillError, match=r"^The journal /proc/nowhere.* can't be opened \(.*\): check"):
        open_database(Path("/proc/nowhere/journal.sqlite"), NIGHT)


def _clock() -> datetime:
    return NIGHT


def test_the_thread_writes_all_that_was_handed_in(journal_file: Path) -> None:
    told: list[str] = []
    writer = BackgroundWriter(journal_file, _clock, told.append)
    left, right = writer.conversation(), writer.conversation()
    left(Begun(NIGHT, "calf", "left"))
    right(Begun(NIGHT, "foot", "right"))
    left(StepBegun("towel_stretch", "hold", 10.0))
    right(StepBegun("toes_up", "hold", 12.0))
    left(Ended(NIGHT, "settled", 60.0))
    writer.close()
    with closing(open_database(journal_file, NIGHT).connection) as connection:
        rooms = {episode.part: [step.name for step in episode.steps] for episode in read_episodes(connection)}
    assert rooms == {"calf": ["towel_stretch"], "foot": ["toes_up"]}
    assert told == []


def test_damage_in_the_middle_of_the_night_loses_no_later_entry(journal_file: Path) -> None:
    told: list[str] = []
    with closing(open_database(journal_file, NIGHT).connection) as connection:
        Diarist(connection, NIGHT - timedelta(days=1)).cramp(0.0, "calf")
    writer = BackgroundWriter(journal_file, _clock, told.append)
    for name in ("journal.sqlite", "journal.sqlite-wal"):
        file = journal_file.with_name(name)
        if file.exists():
            file.write_bytes(b"\xff" * 8192)
    write = writer.conversation()
    write(Begun(NIGHT, "foot", ""))
    write(Ended(NIGHT, "settled", 30.0))
    writer.close()
    with closing(open_database(journal_file, NIGHT).connection) as connection:
        assert [episode.part for episode in read_episodes(connection)] == ["foot"]
    assert len(told) == 1
    assert "was damaged: it is kept as" in told[0]


_FULL_DISK = textwrap.dedent("""
    import resource, signal, sys, threading
    from datetime import UTC, datetime
    from pathlib import Path
    from voiceskill.journal.background import BackgroundWriter
    from voiceskill.journal.entries import Begun, Ended

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    path, told, now = Path(sys.argv[1]), [], datetime(2026, 3, 2, 3, tzinfo=UTC)
    full = threading.Event()
    writer = BackgroundWriter(path, lambda: now, lambda sentence: (told.append(sentence), full.set()))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))
    write = writer.conversation()
    write(Begun(now, "calf", "left"))
    assert full.wait(30), "a full disk was not told of"
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    write(Ended(now, "settled", 60.0))
    writer.close(30)
    print("\\n".join(told))
""")


def test_on_a_full_disk_it_says_so_once_and_writes_all_when_there_is_room(journal_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(journal_file)], capture_output=True, text=True, timeout=120
    )
    assert done.stderr == ""
    (told,) = done.stdout.splitlines()
    assert told.startswith("The journal can't be written just now (")
    assert told.endswith("check the disk's space.")
    with closing(open_database(journal_file, NIGHT).connection) as connection:
        (episode,) = read_episodes(connection)
    assert (episode.part, episode.ending) == ("calf", "settled")


_KILLED = textwrap.dedent("""
    import os, signal, sqlite3, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from voiceskill.journal.database import open_database
    from voiceskill.journal.entries import Begun, StepBegun
    from voiceskill.journal.writing import EpisodeWriter

    now = datetime(2026, 3, 2, 3, tzinfo=UTC)
    writer = EpisodeWriter(open_database(Path(sys.argv[1]), now).connection)
    writer.write(Begun(now, "calf", "left"))
    for number in range(int(sys.argv[2])):
        writer.write(StepBegun(f"step_{number}", "do", float(number)))
    os.kill(os.getpid(), signal.SIGKILL)
""")


@pytest.mark.parametrize("steps", [0, 1, 7])
def test_a_killed_process_has_lost_no_step(journal_file: Path, steps: int) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(journal_file), str(steps)], check=False, timeout=60)
    opened = open_database(journal_file, NIGHT)
    with closing(opened.connection) as connection:
        (episode,) = read_episodes(connection)
    assert opened.put_aside is None
    assert [step.name for step in episode.steps] == [f"step_{number}" for number in range(steps)]
    assert episode.ending is None
