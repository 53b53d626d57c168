"""Latency, recovery and idle cost of the live path on a private sound server.

    .venv/bin/python bench/audio/live.py [--rounds 20]

Needs what ``tests/support/sound_server.py`` needs, and flite. Times include that of the recorder that looks
on (5 ms and more), so they are upper bounds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from support.probe import Probe
from support.sound_server import SoundServer

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.wav import write_wav

BYTES_AT_ONCE = 2 * 240


class Onlooker:
    """Hears a source of the server and knows when it became loud or silent (steady clock, s)."""

    def __init__(self, server: SoundServer, source: str) -> None:
        form = ["--raw", "--rate=48000", "--channels=1", "--format=s16le", "--latency-msec=5"]
        self._parec = subprocess.Popen(
            ["parec", f"--device={source}", *form], env=server.env, stdout=subprocess.PIPE
        )
        self.changes: list[tuple[float, bool]] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._parec.stdout is not None
        loud, quiet_pieces = False, 0
        while piece := self._parec.stdout.read(BYTES_AT_ONCE):
            now = time.monotonic()
            sounds = bool(np.abs(np.frombuffer(piece, np.int16).astype(int)).max() > 100)
            quiet_pieces = 0 if sounds else quiet_pieces + 1
            if sounds and not loud:
                loud = True
                self.changes.append((now, True))
            elif loud and quiet_pieces == 6:
                loud = False
                self.changes.append((now - 5 * 0.005, False))

    def after(self, moment: float, *, loud: bool) -> float:
        """When it next became loud, or silent, after ``moment``."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for at, became in self.changes:
                if at > moment and became == loud:
                    return at
            time.sleep(0.005)
        raise TimeoutError("nothing was heard")

    def close(self) -> None:
        self._parec.terminate()
        self._parec.wait()


def row(what: str, seconds: list[float]) -> None:
    p50, p95 = np.percentile(seconds, [50, 95]) * 1e3
    print(f"| {what} | {p50:.0f} | {p95:.0f} | {len(seconds)} |", flush=True)


def speaking(server: SoundServer, probe: Probe, rounds: int) -> None:
    speaker = Onlooker(server, "spk.monitor")
    time.sleep(1)
    starts, stops = [], []
    for number in range(rounds):
        probe.do("tone", seconds=20.0, token=number)
        asked = probe.wait("playing", token=number)["host"]
        starts.append(speaker.after(asked, loud=True) - asked)
        time.sleep(0.3)
        probe.do("cut")
        asked = probe.wait("cut")["host"]
        stops.append(speaker.after(asked, loud=False) - asked)
        time.sleep(0.2)
    row("play → first sample", starts)
    row("cut → silence", stops)
    speaker.close()


def hearing(server: SoundServer, probe: Probe, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "stop.wav"
        subprocess.run(["flite", "-voice", "slt", "-t", "stop it please", "-o", str(wav)], check=True)
        quiet, over_us = [], []
        microphone = Onlooker(server, "mic.monitor")
        time.sleep(1)
        for number in range(rounds):
            for times, playing in ((quiet, False), (over_us, True)):
                if playing:
                    probe.do("tone", seconds=20.0, token=1_000 + number)
                    time.sleep(4.0)
                before = time.monotonic()
                server.play_into_microphone(wav, wait=False)
                opened = probe.wait("opened", over_us=playing)["host"]
                times.append(opened - microphone.after(before, loud=True))
                probe.do("cut")
                probe.wait("closed")
        microphone.close()
    row("person starts → noticed, while we are silent", quiet)
    row("person starts → ducked, while we speak", over_us)


def recovering(server: SoundServer, probe: Probe, rounds: int) -> None:
    noticed, back = [], []
    for _ in range(rounds):
        server.kill()
        killed = time.monotonic()
        noticed.append(probe.wait("problem", over=False)["host"] - killed)
        server.restart()
        ready = time.monotonic()
        back.append(probe.wait("problem", over=True)["host"] - ready)
        time.sleep(1)
    row("server dies → noticed", noticed)
    row("server is back → sound is back", back)


def idle(server: SoundServer, probe: Probe, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "room.wav"
        count = round(48_000 * (seconds + 8))
        noise = np.random.default_rng(0).standard_normal(count) * 18
        write_wav(wav, Pcm(noise.astype(np.int16), 48_000))
        server.play_into_microphone(wav, wait=False)
        time.sleep(4)
        before = cpu_seconds(probe)
        time.sleep(seconds)
        used = cpu_seconds(probe) - before
    print(f"\nidle in a room at -65 dBFS: {used / seconds:.1%} of a core, {resident(probe)} MB resident")


def cpu_seconds(probe: Probe) -> float:
    fields = Path(f"/proc/{probe.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def resident(probe: Probe) -> int:
    status = Path(f"/proc/{probe.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    print("| what | p50, ms | p95, ms | n |")
    print("| --- | --- | --- | --- |")
    with SoundServer() as server:
        begun = time.monotonic()
        probe = Probe(server.env)
        row("start of the process → listening", [probe.wait("listening")["host"] - begun])
        speaking(server, probe, rounds)
        hearing(server, probe, max(3, rounds // 3))
        recovering(server, probe, max(3, rounds // 3))
        idle(server, probe, 20)
        probe.end()


if __name__ == "__main__":
    main()
