"""A program that runs ``LiveAudio`` and does what standard input says.

One JSON command a line in, one JSON event a line out (``host``: the system-wide steady clock, s). It runs
apart from the tests because PortAudio keeps state for a whole process.

Commands: ``{"do": "tone", "seconds": 1.0, "token": 1, "in": 0.5}`` (``in``: so long from now, else queued),
``{"do": "beat", "wavs": [PATH, ...], "token": 1, "in": 1.0, "every": 1.0}`` (one each ``every`` s),
``{"do": "cut"}``, ``{"do": "play", "wav": PATH, "token": 2}``, ``{"do": "level"}``, ``{"do": "stop"}``.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from voiceskill.audio.level import dbfs
from voiceskill.audio.listener import Block
from voiceskill.audio.live import LiveAudio
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.wav import read_wav
from voiceskill.errors import VoiceskillError

RATE = 48_000


def tell(event: str, **fields: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, "host": time.monotonic(), **fields}) + "\n")
    sys.stdout.flush()


def tone(seconds: float) -> Pcm:
    count = round(seconds * RATE)
    return Pcm(np.rint(12_000 * np.sin(2 * np.pi * 1_000 * np.arange(count) / RATE)).astype(np.int16), RATE)


def obey(audio: LiveAudio, command: dict[str, Any], heard: list[float]) -> None:
    if command["do"] == "tone":
        at = audio.now() + command["in"] if "in" in command else None
        audio.play(tone(command["seconds"]), command["token"], at=at)
        tell("playing", token=command["token"])
    elif command["do"] == "play":
        audio.play(read_wav(Path(command["wav"])).pcm, command["token"])
    elif command["do"] == "beat":
        first = audio.now() + command["in"]
        for place, wav in enumerate(command["wavs"]):
            at = first + place * command["every"]
            audio.play(read_wav(Path(wav)).pcm, command["token"] + place, at=at)
        tell("playing", token=command["token"])
    elif command["do"] == "cut":
        audio.cut()
        tell("cut", time=audio.now())
    elif command["do"] == "level":
        tell("level", dbfs=heard[-1] if heard else None, blocks=len(heard))


def read_commands(commands: queue.Queue[dict[str, Any]]) -> None:
    for line in sys.stdin:
        commands.put(json.loads(line))
    commands.put({"do": "stop"})


def tell_block(block: Block) -> None:
    if block.opened:
        tell("opened", time=block.start, over_us=block.over_us, pre_roll=block.start - block.speech_start)
    if block.closed:
        tell("closed", time=block.start)


def tell_news(audio: LiveAudio) -> None:
    for end in audio.finished():
        tell("finished", token=end.token, time=end.time, complete=end.complete)
    for problem in audio.problems():
        tell("problem", sentence=problem.sentence, over=problem.over)


def run(audio: LiveAudio) -> None:
    commands: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=read_commands, args=(commands,), daemon=True).start()
    heard: list[float] = []
    last_start = -1.0
    while True:
        block = audio.read_block(0.02)
        if block is not None:
            assert block.start > last_start
            last_start = block.start
            heard.append(dbfs(block.samples))
            tell_block(block)
        tell_news(audio)
        while not commands.empty():
            command = commands.get()
            if command["do"] == "stop":
                return
            obey(audio, command, heard)


def main() -> int:
    audio = LiveAudio()
    try:
        audio.start()
    except VoiceskillError as error:
        tell("refused", sentence=str(error))
        return 1
    tell("listening", description=audio.description)
    run(audio)
    audio.stop()
    tell("stopped", dropped=audio.dropped)
    return 0


if __name__ == "__main__":
    sys.exit(main())
