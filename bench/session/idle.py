"""What the live session costs while nobody speaks, on a private sound server.

``python bench/session/idle.py [--seconds N]`` starts ``voiceskill run``, lets it hear a room at -65 dBFS, and
prints the processor time (user and system, so that neighbours matter little) that each thread of it and each
child took, in percent of a core, and the memory of all in MiB.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from support.session import Session
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


def thread_seconds(device: Session) -> dict[str, float]:
    """Processor time of every thread so far, by process, thread and name."""
    used = {}
    for process in device.processes():
        for task in sorted(Path(f"/proc/{process}/task").iterdir(), key=lambda task: int(task.name)):
            name, _, rest = (task / "stat").read_text().rpartition(")")
            fields = rest.split()
            key = f"{process} {task.name} {name.partition('(')[2]}"
            used[key] = (int(fields[11]) + int(fields[12])) / TICKS
    return used


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as name, SoundServer() as server:
        measure(server, Path(name), seconds)


def measure(server: SoundServer, folder: Path, seconds: float) -> None:
    with Session(server.env) as device:
        device.wait_for("Listening")
        server.play_into_microphone(room(folder, seconds + SETTLING_SECONDS + 5), wait=False)
        time.sleep(SETTLING_SECONDS)
        before, began = thread_seconds(device), time.monotonic()
        time.sleep(seconds)
        after, took = thread_seconds(device), time.monotonic() - began
        total = 0.0
        for key, used in sorted(after.items()):
            share = (used - before.get(key, 0.0)) / took
            total += share
            if share > 0.0005:
                print(f"  {key}: {share:.2%}")
        print(f"idle: {total:.1%} of a core at a load of {os.getloadavg()[0]:.1f}")
        resident, own = device.memory_mib("Rss"), device.memory_mib("Pss")
        print(f"memory: {resident:.0f} MiB resident, {own:.0f} MiB its own")
        device.end()


if __name__ == "__main__":
    main()
