"""Tries faults on the real parts and writes what became of each into docs/faults.md.

    python -m bench.survival.faults [--kills 200] [--out docs/faults.md]

Live faults run ``voiceskill run`` as a process on a private sound server; disk faults need the right to mount
a small file system (root). What can't be tried here is left out and said so. Exits with 1 if a fault was not
survived.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from support.command import home_of_its_own
from support.sound_server import SoundServer, missing_packages

from bench.survival import kills
from voiceskill.dialogue.state import State
from voiceskill.errors import VoiceskillError
from voiceskill.speech.cache import PromptCache
from voiceskill.speech.engine import SpeechProcess
from voiceskill.speech.speaker import Speaker
from voiceskill.speech.voice import Voice
from voiceskill.survival.moment import Clocks, Moment, elapsed
from voiceskill.survival.store import MomentStore
from voiceskill.understanding.meaning import Level

PATIENCE = 60.0
ALARM = Moment(
    State(phase="emergency", level=Level.EMERGENCY, flag="e_heart"), 1.0, Clocks(1.7e9, 100.0, "one")
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    fault: str
    outcome: str
    survived: bool


class NotHere(Exception):  # noqa: N818
    """The fault can't be made on this machine."""


def kill_many(times: int) -> Row:
    counts, problems = kills.run(times, seed=11)
    in_writing = counts["killed while it was keeping a move"]
    outcome = f"{times} sessions killed, {in_writing} of them while a move was written: {len(problems)} lost"
    return Row("kill -9 at a random point of a session", outcome, not problems)


@contextlib.contextmanager
def small_disk(size: str = "1m") -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            raise NotHere("no right to mount a small disk")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=False)


def fill(folder: Path) -> None:
    with contextlib.suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 1024)


def disk_fills_up() -> Row:
    with small_disk() as disk:
        store = MomentStore(disk / "session/session.sqlite", datetime.now())
        fill(disk)
        for step in range(500):
            store.write(Moment(State(holds=step), float(step), ALARM.clocks))
        store.write(ALARM)
        kept = store.read() == ALARM
        store.close()
    return Row("the disk fills up during a session", "all of 501 later moves were kept", kept)


def disk_is_full() -> Row:
    with small_disk() as disk:
        home = home_of_its_own(disk)
        fill(disk)
        told = refusal(lambda: MomentStore(disk / "session/session.sqlite", datetime.now()))
        talks = typed_session(home)
    return Row(
        "the disk is full before the start",
        f"one sentence ({told}), and the session goes on",
        told != "" and "Your left calf" in talks,
    )


def disk_is_read_only() -> Row:
    with small_disk() as disk:
        home = home_of_its_own(disk)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        told = refusal(lambda: MomentStore(disk / "session/session.sqlite", datetime.now()))
        talks = typed_session(home)
    return Row(
        "the disk is read-only",
        f"one sentence ({told}), and the session goes on",
        told != "" and "Your left calf" in talks,
    )


def refusal(work: Callable[[], object]) -> str:
    try:
        work()
    except VoiceskillError as error:
        return re.sub(r"/\S+/session", "FOLDER", str(error)).rstrip(".")
    return ""


def typed_session(home: Path) -> str:
    """What a typed session shows that a cramp is reported to."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "voiceskill", "run", "--typed"],
        env={**os.environ, "VOICESKILL_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    shown = ""
    for line in process.stdout:
        shown += line
        if "where it cramps" in line:
            process.stdin.write("my left calf is cramping\n")
            process.stdin.flush()
        if "Your left calf" in line:
            break
    process.kill()
    process.wait()
    return shown


def damaged_database() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session/session.sqlite"
        survived = 0
        damages = (b"", b"\0" * 20_000, b"not a database " * 900, path.name.encode())
        for number, damage in enumerate(damages):
            store = MomentStore(path, datetime.now())
            store.write(ALARM)
            store.close()
            path.write_bytes(damage)
            again = MomentStore(path, datetime.fromtimestamp(1e9 + number))
            nothing_old = again.read() is None
            again.write(ALARM)
            survived += nothing_old and again.read() == ALARM
            again.close()
        aside = len(list(path.parent.glob("*.damaged-*")))
    outcome = f"{len(damages)} ways of damage: a new file each time, {aside} old ones kept aside and said so"
    return Row("the file of the conversation is damaged", outcome, survived == len(damages) and aside >= 3)


def clock_jumps() -> Row:
    then = Clocks(1_700_000_000.0, 1_000.0, "one")
    same_start = [
        elapsed(then, Clocks(then.wall + jump, 1_030.0, "one")) for jump in (-1e9, -3600, 3600, 1e9)
    ]
    restarted = elapsed(then, Clocks(then.wall - 3600.0, 25.0, "two"))
    outcome = (
        f"time away is {min(same_start):g} to {max(same_start):g} s for a true 30 s, whatever the clock is "
        f"set to; after a restart with a clock set back it is taken to be the {restarted:g} s since then"
    )
    return Row("the clock jumps (NTP at boot, by hand, no battery)", outcome, set(same_start) == {30.0})


def hung_synthesizer() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        engine = SpeechProcess()
        speaker = Speaker(Voice(), 48_000, PromptCache(Path(folder)), engine)
        speaker.render("This is said first.")
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGSTOP)
        began = time.monotonic()
        pcm = speaker.render("This is said while it hangs.")
        took = time.monotonic() - began
        speaker.close()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
    return Row(
        "the synthesizer hangs (SIGSTOP)",
        f"killed and replaced; the sentence came {took:.1f} s late, one rendered before would come at once",
        pcm.seconds > 0.5,
    )


class Live:
    """A live session on a private sound server, and the notices that it sends."""

    def __init__(self, server: SoundServer, folder: Path) -> None:
        self.log = folder / "log"
        self._seen = 0
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "voiceskill", "run"],
            env={**server.env, "VOICESKILL_HOME": str(home_of_its_own(folder))},
            stdin=subprocess.DEVNULL,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )

    def waits_for(self, words: str) -> None:
        """Wait until it shows ``words``, after what it showed before."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            text = self.log.read_text()
            found = text.find(words, self._seen)
            if found >= 0:
                self._seen = found + len(words)
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"never showed '{words}': {self.log.read_text()[-500:]}")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def live() -> Iterator[tuple[SoundServer, Live]]:
    if missing_packages():
        raise NotHere(f"needs {', '.join(missing_packages())}")
    with tempfile.TemporaryDirectory() as folder, SoundServer() as server:
        device = Live(server, Path(folder))
        try:
            device.waits_for("I'm ready")
            yield server, device
        finally:
            device.end()


def sound_fault(name: str, harm: Callable[[SoundServer], None], mend: Callable[[SoundServer], None]) -> Row:
    with live() as (server, device):
        began = time.monotonic()
        harm(server)
        device.waits_for("gone")
        noticed = time.monotonic() - began
        time.sleep(1.0)
        began = time.monotonic()
        mend(server)
        device.waits_for("back")
        back = time.monotonic() - began
    return Row(name, f"said so {noticed:.1f} s after, sound was back {back:.1f} s after it was mended", True)


def sound_server_killed() -> Row:
    return sound_fault("the sound server is killed and restarted", SoundServer.kill, SoundServer.restart)


def microphone_unplugged() -> Row:
    name = "the microphone is unplugged and plugged in again"
    return sound_fault(name, SoundServer.unplug_microphone, SoundServer.plug_microphone)


def settings_broken() -> Row:
    with live() as (_, device):
        home = Path(device.log).parent / "home"
        (home / "config").mkdir(exist_ok=True)
        (home / "config/config.yaml").write_text("volume: loud\n")
        device.process.send_signal(signal.SIGHUP)
        device.waits_for("The settings stay as they were")
        lives = device.process.poll() is None
    return Row("SIGHUP with a settings file that is wrong", "one sentence; the old settings stay", lives)


def faults(kill_times: int) -> list[tuple[str, Callable[[], Row]]]:
    return [
        ("kills", lambda: kill_many(kill_times)),
        ("disk fills up", disk_fills_up),
        ("full disk", disk_is_full),
        ("read-only disk", disk_is_read_only),
        ("damaged database", damaged_database),
        ("clock jumps", clock_jumps),
        ("hung synthesizer", hung_synthesizer),
        ("sound server killed", sound_server_killed),
        ("microphone unplugged", microphone_unplugged),
        ("broken settings", settings_broken),
    ]


def table(rows: list[Row], left_out: list[str]) -> str:
    lines = ["| fault | what became of it | |", "| --- | --- | --- |"]
    lines += [
        f"| {row.fault} | {row.outcome} | {'survived' if row.survived else 'NOT SURVIVED'} |" for row in rows
    ]
    text = "\n".join(lines)
    if left_out:
        text += "\n\nNot tried on the machine that wrote this: " + "; ".join(left_out) + "."
    return text


def write(path: Path, text: str) -> None:
    """Put ``text`` between the marks of the document, whose words around them stay."""
    before, mark, rest = path.read_text().partition("<!-- table -->\n")
    _, end, after = rest.partition("\n<!-- end of table -->")
    path.write_text(f"{before}{mark}{text}{end}{after}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Tries faults and writes what became of each.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--only", help="faults whose name holds this")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    rows: list[Row] = []
    left_out: list[str] = []
    for name, attempt in faults(arguments.kills):
        if arguments.only and arguments.only not in name:
            continue
        try:
            rows.append(attempt())
        except NotHere as reason:
            left_out.append(f"{name} ({reason})")
        except Exception as error:
            rows.append(Row(name, f"{type(error).__name__}: {error}"[:300], False))
        print(rows[-1] if rows else left_out[-1], flush=True)
    if arguments.out is not None:
        write(arguments.out, table(rows, left_out))
    return 0 if all(row.survived for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
