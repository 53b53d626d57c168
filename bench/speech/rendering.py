"""How long speech takes to get ready: ``.venv/bin/python bench/speech/rendering.py``.

Prints a Markdown table: start of the process until it can speak, a new prompt, one from the disk and one from
memory (ms, at 48 kHz), resident memory of the speech process (MB), and how far ``estimate_seconds`` is off
(per cent, for three paces). The sentences are this file's own.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from voiceskill.speech.cache import PromptCache
from voiceskill.speech.engine import SpeechProcess
from voiceskill.speech.pacing import estimate_seconds
from voiceskill.speech.speaker import Speaker
from voiceskill.speech.voice import Voice

SENTENCES = (
    "Ten.",
    "Stay where you are, and let go of the blanket.",
    "Bring your toes up towards your knee, slowly.",
    "Hold it there, and breathe out.",
    "Is it easing, the same, or worse?",
    "Good. Two more rounds, then we rest.",
    "Rub the tight spot with your palm. Not too hard.",
    "Put a cloth between the cold pack and your skin.",
    "I will count for you, from one to twenty.",
    "If it does not let go in a few minutes, tell me.",
    "Take a few sips of water when you are ready.",
    "Which side is it on?",
)
PACES = (110, 150, 200)
RATE = 48_000
STARTS = 5


def _milliseconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begin)


def _row(name: str, unit: str, values: list[float]) -> None:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"| {name} | {statistics.median(ordered):.2f} {unit} | {p95:.2f} {unit} | {len(ordered)} |")


def _start_times() -> list[float]:
    def start() -> None:
        engine = SpeechProcess()
        engine.describe()
        engines.append(engine)

    engines: list[SpeechProcess] = []
    times = [_milliseconds(start) for _ in range(STARTS)]
    for engine in engines:
        engine.close()
    return times


def _resident_megabytes(engine: SpeechProcess) -> float:
    process = engine._process
    assert process is not None
    status = Path(f"/proc/{process.pid}/status").read_text()
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert match is not None
    return int(match[1]) / 1000


def _render_all(speaker: Speaker) -> list[float]:
    return [
        _milliseconds(lambda sentence=sentence, pace=pace: speaker.render(sentence, Voice("en-us", pace)))
        for pace in PACES
        for sentence in SENTENCES
    ]


def _estimate_errors(speaker: Speaker) -> list[float]:
    errors = []
    for pace in PACES:
        for sentence in SENTENCES:
            needed = speaker.render(sentence, Voice("en-us", pace)).seconds
            errors.append(100 * abs(estimate_seconds(sentence, pace) / needed - 1))
    return errors


def main() -> None:
    print("| what | median | 95 % | n |\n| --- | --- | --- | --- |")
    _row("start of the speech process until ready", "ms", _start_times())
    engine = SpeechProcess()
    with tempfile.TemporaryDirectory() as folder:
        first = Speaker(Voice(), RATE, PromptCache(Path(folder)), engine)
        first.render("Warm up.")
        _row("new prompt", "ms", _render_all(first))
        second = Speaker(Voice(), RATE, PromptCache(Path(folder)), engine)
        second.render("Warm up.")
        _row("prompt from the disk", "ms", _render_all(second))
        _row("prompt from memory", "ms", _render_all(second))
        _row("estimate of the duration is off by", "%", _estimate_errors(second))
    _row("resident memory of the speech process", "MB", [_resident_megabytes(engine)])
    engine.close()


if __name__ == "__main__":
    main()
