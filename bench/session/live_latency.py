"""How quickly the live session starts, answers and falls silent, on a private sound server.

``python bench/session/live_latency.py [--rounds N] [--busy N]`` starts ``voiceskill run`` as a process, plays
a synthetic person into its microphone and records microphone and loudspeaker on one clock. It prints, in
milliseconds: start of the process to listening; end of the person's speech to the first sound of the reply;
end of "stop" to silence; and the memory of the session with its children, in MiB. With ``--busy``, so many
busy processes run beside it, once it listens.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from support.neighbours import busy_neighbours
from support.person import RATE as SPOKEN_RATE
from support.person import spoken
from support.session import Session
from support.sound_server import SoundServer

from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import write_wav

RATE = 48_000
AUDIBLE = 150
QUIET_SECONDS = 0.35
CRAMPS = (
    "my calf is cramping",
    "my left foot is cramping",
    "my hamstring has seized up",
    "cramp in my right calf",
)


class Stereo:
    """Records the microphone (left) and the loudspeaker (right) on one clock."""

    def __init__(self, server: SoundServer, path: Path) -> None:
        both = ("sink_name=both", f"rate={RATE}", "channels=2", "norewinds=1")
        server.pactl("load-module", "module-null-sink", *both)
        for source, side in (("mic.monitor", "left"), ("spk.monitor", "right")):
            channel = ("channels=1", "channel_map=mono", f"master_channel_map=front-{side}", "remix=no")
            server.pactl("load-module", "module-remap-sink", f"sink_name={side}", "master=both", *channel)
            loop = (f"source={source}", f"sink={side}", "latency_msec=20")
            server.pactl("load-module", "module-loopback", *loop)
        command = [
            "parec",
            "--device=both.monitor",
            f"--rate={RATE}",
            "--channels=2",
            "--format=s16le",
            "--raw",
        ]
        self._path = path
        self._process = subprocess.Popen([*command, "--latency-msec=20", str(path)], env=server.env)

    def stop(self) -> tuple[Samples, Samples]:
        self._process.terminate()
        self._process.wait()
        both = np.fromfile(self._path, np.int16)
        both = both[: len(both) // 2 * 2].reshape(-1, 2)
        return both[:, 0], both[:, 1]


def bursts(samples: Samples) -> list[tuple[float, float]]:
    """Start and end (seconds) of everything audible, joined over pauses shorter than QUIET_SECONDS."""
    block = RATE // 200
    loud = (
        np.abs(samples[: len(samples) // block * block].astype(np.int32)).reshape(-1, block).max(1) > AUDIBLE
    )
    found: list[list[float]] = []
    for index in np.flatnonzero(loud):
        start, end = index * block / RATE, (index + 1) * block / RATE
        if found and start - found[-1][1] < QUIET_SECONDS:
            found[-1][1] = end
        else:
            found.append([start, end])
    return [(start, end) for start, end in found]


def person(folder: Path, words: str) -> Path:
    path = folder / f"{words.replace(' ', '_')}.wav"
    write_wav(path, to_rate(Pcm(spoken(words), SPOKEN_RATE), RATE))
    return path


def show(name: str, values: list[float]) -> None:
    if values:
        p50, p95 = np.percentile(values, (50, 95))
        print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {max(values):.0f} ms, n {len(values)}")
    else:
        print(f"{name}: never")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--busy", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, SoundServer() as server:
        measure(server, Path(name), options.rounds, options.busy)


def measure(server: SoundServer, folder: Path, rounds: int, busy: int) -> None:
    stop = person(folder, "stop")
    cramps = [person(folder, words) for words in CRAMPS]
    stereo = Stereo(server, folder / "both.raw")
    began = time.monotonic()
    with Session(server.env) as device:
        device.wait_for("Listening")
        print(
            f"start to listening: {1000 * (time.monotonic() - began):.0f} ms, load {os.getloadavg()[0]:.1f}"
        )
        time.sleep(5)
        with busy_neighbours(busy):
            for round_ in range(rounds):
                server.play_into_microphone(cramps[round_ % len(cramps)])
                time.sleep(3.0)
                server.play_into_microphone(stop)
                time.sleep(3.0)
        resident, own = device.memory_mib("Rss"), device.memory_mib("Pss")
        print(f"memory: {resident:.0f} MiB resident, {own:.0f} MiB its own")
        device.end()
    heard, said = stereo.stop()
    report(bursts(heard), bursts(said), device.shown)
    print(f"load {os.getloadavg()[0]:.1f}")


def report(
    person_bursts: list[tuple[float, float]], device_bursts: list[tuple[float, float]], lines: list[str]
) -> None:
    answers, silences = [], []
    for cramp, stop in zip(person_bursts[::2], person_bursts[1::2], strict=False):
        reply = next((start for start, _ in device_bursts if cramp[1] < start < stop[0]), None)
        if reply is not None:
            answers.append(1000 * (reply - cramp[1]))
        sounding = next(((s, e) for s, e in device_bursts if s < stop[1] < e), None)
        if sounding is not None:
            silences.append(1000 * (sounding[1] - stop[1]))
    show("end of speech to first sound of the reply", answers)
    show("end of 'stop' to silence", silences)
    rounds = len(person_bursts) // 2
    print(f"answered {len(answers)} of {rounds}; heard {sum('person:' in line for line in lines)} utterances")


if __name__ == "__main__":
    main()
