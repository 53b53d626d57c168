"""How many rooms with satellites one core holds in real time; see README.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.ping import Ping, Pong
from wyoming.pipeline import PipelineStage, RunPipeline

from voiceskill.audio.pcm import Samples
from voiceskill.audio.wav import read_wav

RATE = 16_000
PIECE = 1_024
AUDIBLE = 500
TURNS = ("my left calf is cramping", "stop")
TURN_SECONDS = 6.0
NOISE = 12.0
"""RMS of the room's noise: about -69 dBFS."""


def spoken(text: str, folder: Path) -> Samples:
    path = folder / f"{text.replace(' ', '_')}.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(path)], check=True)
    return read_wav(path).pcm.samples


class Room:
    """A satellite that streams in real time, and notes how soon it is answered."""

    def __init__(self, port: int, turns: Sequence[Samples], offset: float) -> None:
        self.port = port
        self.turns = turns
        self.offset = offset
        self.waits: list[float] = []
        self._ended: float | None = None

    async def live(self, seconds: float) -> None:
        await asyncio.sleep(self.offset)
        async with AsyncTcpClient("127.0.0.1", self.port) as client:
            await client.write_event(RunPipeline(PipelineStage.WAKE, PipelineStage.TTS, True).event())
            listening = asyncio.create_task(self._listen(client))
            await self._talk(client, seconds)
            listening.cancel()

    async def _talk(self, client: AsyncTcpClient, seconds: float) -> None:
        noise = np.random.default_rng(round(1_000 * self.offset)).normal(0, NOISE, round(seconds * RATE))
        sound = noise.astype(np.int16)
        ends = []
        for number in range(int(seconds / TURN_SECONDS) if self.turns else 0):
            turn = self.turns[number % len(self.turns)]
            first = round((number * TURN_SECONDS + 0.5) * RATE)
            sound[first : first + len(turn)] += turn[: len(sound) - first]
            if number % len(self.turns) == 0:
                ends.append(first + len(turn))
        began = time.monotonic()
        for first in range(0, len(sound), PIECE):
            await client.write_event(AudioChunk(RATE, 2, 1, sound[first : first + PIECE].tobytes()).event())
            if any(first <= end < first + PIECE for end in ends):
                self._ended = time.monotonic()
            await asyncio.sleep(max(0.0, began + (first + PIECE) / RATE - time.monotonic()))

    async def _listen(self, client: AsyncTcpClient) -> None:
        while (event := await client.read_event()) is not None:
            if Ping.is_type(event.type):
                await client.write_event(Pong().event())
            elif self._ended is not None and audible(event):
                self.waits.append(time.monotonic() - self._ended)
                self._ended = None


def audible(event: Event) -> bool:
    if not AudioChunk.is_type(event.type) or not event.payload:
        return False
    return bool((np.abs(np.frombuffer(event.payload, "<i2").astype(np.int32)) > AUDIBLE).any())


def processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def measure(process: int, port: int, count: int, turns: Sequence[Samples], seconds: float) -> str:
    rooms = [Room(port, turns, 1.0 + TURN_SECONDS * number / count) for number in range(count)]
    living = [asyncio.create_task(room.live(seconds)) for room in rooms]
    await asyncio.sleep(1.0 + TURN_SECONDS)
    before, began = processor_seconds(process), time.monotonic()
    await asyncio.sleep(seconds - TURN_SECONDS - 1.0)
    share = (processor_seconds(process) - before) / (time.monotonic() - began)
    memory = resident_megabytes(process)
    await asyncio.gather(*living)
    waits = [wait for room in rooms for wait in room.waits]
    reply = f"p50 {np.median(waits):.2f} s, p95 {np.quantile(waits, 0.95):.2f} s" if waits else "-"
    return (
        f"{count:5d}   {share:6.3f}   {share / count:8.4f}   {reply:24s} {len(waits):4d}   {memory:6.0f} MB"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--quiet", action="store_true", help="nobody speaks")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        turns = [] if arguments.quiet else [spoken(text, Path(folder)) for text in TURNS]
        server = subprocess.Popen(
            [sys.executable, "-m", "voiceskill", "serve", "--uri", "tcp://127.0.0.1:0"],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {0}),
        )
        assert server.stdout is not None
        port = int(server.stdout.readline().partition(". ")[0].rpartition(":")[2])
        print("rooms   cores   per room   end of speech to reply   turns  memory")
        for count in arguments.rooms:
            print(asyncio.run(measure(server.pid, port, count, turns, arguments.seconds)), flush=True)
        server.terminate()
        server.wait(20)
    return 0


if __name__ == "__main__":
    sys.exit(main())
