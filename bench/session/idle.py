"""What the live session costs while nobody speaks, on a private sound server.

``python bench/session/idle.py [--seconds N]`` starts ``voiceskill run``, lets it hear a room at -65 dBFS, and
prints the processor time (user and system, so that neighbours matter little) that each thread of it and each
child took, in percent of a core, and the memory of all in MB.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from support.sound_server import SoundServer

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.wav import write_wav

RATE = 48_000
ROOM = 18.0
"""Root mean square of the room, in steps of 16 bits: -65 dBFS."""
SETTLING_SECONDS = 20.0
TICKS = os.sysconf("SC_CLK_TCK")


def room(folder: Path, seconds: float) -> Path:
    path = folder / "room.wav"
    noise = np.random.default_rng(0).standard_normal(round(RATE * seconds)) * ROOM
    write_wav(path, Pcm(noise.astype(np.int16), RATE))
    return path


def processes(pid: int) -> list[int]:
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [pid, *map(int, children)]


def thread_seconds(pid: int) -> dict[str, float]:
    """Processor time of every thread so far, by process, thread and name."""
    used = {}
    for process in processes(pid):
        for task in sorted(Path(f"/proc/{process}/task").iterdir(), key=lambda task: int(task.name)):
            name, _, rest = (task / "stat").read_text().rpartition(")")
            fields = rest.split()
            key = f"{process} {task.name} {name.partition('(')[2]}"
            used[key] = (int(fields[11]) + int(fields[12])) / TICKS
    return used


def memory_mb(pid: int, field: str) -> float:
    total = 0
    for process in processes(pid):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith(field))
    return total / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as name, SoundServer() as server:
        measure(server, Path(name), seconds)


def measure(server: SoundServer, folder: Path, seconds: float) -> None:
    device = subprocess.Popen(
        [sys.executable, "-u", "-m", "voiceskill", "run"],
        env=server.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert device.stdout is not None
    shown = iter(device.stdout)
    if not any("Listening" in line for line in shown):
        sys.exit("the session did not start listening")
    threading.Thread(target=lambda: list(shown), daemon=True).start()
    server.play_into_microphone(room(folder, seconds + SETTLING_SECONDS + 5), wait=False)
    time.sleep(SETTLING_SECONDS)
    before, began = thread_seconds(device.pid), time.monotonic()
    time.sleep(seconds)
    after, took = thread_seconds(device.pid), time.monotonic() - began
    total = 0.0
    for key, used in sorted(after.items()):
        share = (used - before.get(key, 0.0)) / took
        total += share
        if share > 0.0005:
            print(f"  {key}: {share:.2%}")
    print(f"idle: {total:.1%} of a core at a load of {os.getloadavg()[0]:.1f}")
    resident, own = memory_mb(device.pid, "Rss"), memory_mb(device.pid, "Pss")
    print(f"memory: {resident:.0f} MB resident, {own:.0f} MB its own")
    device.terminate()
    device.wait(10)


if __name__ == "__main__":
    main()
