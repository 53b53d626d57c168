"""A journal in a folder of its own, and a person with a clock of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from voiceskill.journal.database import open_database

NEW_YORK_WINTER = timezone(timedelta(hours=-5))
NIGHT = datetime(2026, 3, 2, 3, 0, tzinfo=NEW_YORK_WINTER)


@pytest.fixture
def journal_file(tmp_path: Path) -> Path:
    return tmp_path / "journal" / "journal.sqlite"


@pytest.fixture
def connection(journal_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(journal_file, datetime.now(UTC)).connection) as opened:
        yield opened
