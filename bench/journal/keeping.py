"""What keeping the diary costs: writing one entry, a digest of a long diary, and its size on disk.

``.venv/bin/python -m bench.journal.keeping`` prints a Markdown table.
"""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from voiceskill.app.content import shipped_script
from voiceskill.dialogue.plan import swapping_steps
from voiceskill.journal.background import BackgroundWriter
from voiceskill.journal.database import open_database
from voiceskill.journal.digest import digest
from voiceskill.journal.entries import Answered, Begun, Ended, Entry, StepBegun
from voiceskill.journal.forgetting import forget_all, wipe
from voiceskill.journal.reading import read_episodes
from voiceskill.journal.rules import load_rules
from voiceskill.journal.writing import EpisodeWriter
from voiceskill.locations import LANGUAGE, content_dir

NIGHTS = 1000
NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)


def _night(at: datetime) -> tuple[Entry, ...]:
    return (
        Begun(at, "calf", "left"),
        StepBegun("position", "do", 0.0),
        StepBegun("towel_stretch", "hold", 20.0),
        Answered("same", 60.0),
        StepBegun("massage", "do", 61.0),
        Answered("better", 110.0),
        StepBegun("breathing", "breathe", 111.0),
        Ended(at + timedelta(minutes=4), "settled", 240.0),
    )


def _row(name: str, values: list[float]) -> str:
    cuts = quantiles(values, n=20)
    return f"| {name} | {cuts[9] * 1e3:.3f} | {cuts[-1] * 1e3:.3f} | {len(values)} |"


def _timed(work: object, *arguments: object) -> float:
    began = time.perf_counter()
    work(*arguments)  # type: ignore[operator]
    return time.perf_counter() - began


def main() -> None:
    rules = load_rules(content_dir("guides") / LANGUAGE / "diary.yaml")
    swapping = swapping_steps(shipped_script())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal" / "journal.sqlite"
        with closing(open_database(path, NOW).connection) as connection:
            writer = EpisodeWriter(connection)
            nights = (_night(NOW - timedelta(days=0.4 * number)) for number in range(NIGHTS, 0, -1))
            written = [_timed(writer.write, entry) for night in nights for entry in night]
            rng = random.Random(1)
            made = [
                _timed(lambda: digest(read_episodes(connection), NOW, rules, swapping, None, rng))
                for _ in range(20)
            ]
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            size = path.stat().st_size
        behind = BackgroundWriter(path, lambda: NOW, print)
        hand_in = behind.conversation()
        handed_in = [_timed(hand_in, entry) for entry in _night(NOW) * 50]
        behind.close()
        with closing(open_database(path, NOW).connection) as connection:
            forgotten = _timed(lambda: (forget_all(connection), wipe(connection)))
    print("| what | p50, ms | p95, ms | n |")
    print("| --- | --- | --- | --- |")
    print(_row("handing in an entry (all that the conversation waits for)", handed_in))
    print(_row("writing it, to the disk, in the journal's thread", written))
    print(_row(f"a digest of {NIGHTS} nights", made))
    print(
        f"\n{NIGHTS} nights: {size / 1e6:.2f} MB on disk; forgetting all of them: {forgotten * 1e3:.0f} ms."
    )


if __name__ == "__main__":
    main()
