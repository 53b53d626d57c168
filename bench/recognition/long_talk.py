"""Hours of talk that has nothing to do with us: what an idle device starts or asks, and how memory grows.

    python -m bench.recognition.long_talk --minutes 60 --speech ../shared/speech TEXT.txt

Reads ``television.txt`` and any plain English text that is named in synthetic voices in turn, half of it in
noise, and with ``--speech`` the recordings that measure (not those that settings were chosen on). All of it
goes through one recognizer, as in a night; each utterance meets a dialogue that waits, with the shipped
thresholds. ``started`` are sessions, ``asked`` are questions ("was that a cramp?"), ``alarms`` are dangers
that were acted on. ``--show`` prints each of them.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain, cycle
from pathlib import Path

from bench.recognition.coffee_set import CoffeeSet
from bench.recognition.spoken import RATE, Samples, hiss, quiet, voice
from voiceskill.app.content import shipped_content
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.audio.pcm import Pcm
from voiceskill.config import Config
from voiceskill.recognition.decode import decode
from voiceskill.recognition.default_model import default_model
from voiceskill.recognition.vosk_recognizer import VoskRecognizer

_TELEVISION = Path(__file__).with_name("television.txt")
_NOISE_DB = 15.0
_WORDS_AT_ONCE = 14
_REPORT_SECONDS = 300.0
_PAGE_KIB = 4


def main() -> None:
    """Print memory on the way, and the counts at the end."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path, nargs="*", help="plain English texts to read aloud")
    parser.add_argument("--minutes", type=float, default=60.0, help="how much talk at most")
    parser.add_argument("--speech", type=Path, help="the folder with coffee/")
    parser.add_argument("--show", action="store_true", help="print what started or asked something")
    arguments = parser.parse_args()
    content = shipped_content()
    recognizer = VoskRecognizer(default_model(quiet))
    counts: Counter[str] = Counter()
    seconds, reported = 0.0, 0.0
    begun = time.process_time()
    for samples in _talk(arguments.texts, arguments.speech):
        if seconds >= 60.0 * arguments.minutes:
            break
        seconds += len(samples) / RATE
        for hypothesis in decode(recognizer, Pcm(samples, RATE)):
            conversation = begin_conversation(content, Config(), Transcript(), night=True)
            conversation.hear(hypothesis, hypothesis.end)
            outcome = _OUTCOMES.get(conversation.listening_state, "started")
            counts[outcome] += 1
            if arguments.show and outcome != "nothing":
                print(f"{outcome} {hypothesis.confidence:.2f} {hypothesis.text}", flush=True)
        if seconds - reported >= _REPORT_SECONDS:
            reported = seconds
            print(f"{seconds / 60:.0f} min: {_resident_mib():.0f} MiB", flush=True)
    busy = time.process_time() - begun
    hours = seconds / 3600
    print(f"\n{hours:.2f} hours, {sum(counts.values())} utterances, processor s per s {busy / seconds:.2f}\n")
    print("| | count | an hour |\n| --- | --- | --- |")
    for outcome in ("started", "asked", "alarms"):
        print(f"| {outcome} | {counts[outcome]} | {counts[outcome] / hours:.1f} |")


_OUTCOMES = {"idle": "nothing", "confirm": "asked", "emergency": "alarms"}
"""By the state that the dialogue is in afterwards; any other one is a session."""


def _talk(texts: list[Path], speech: Path | None) -> Iterator[Samples]:
    """People first, then television, then the texts from their beginning, as long as there are any."""
    if speech is not None:
        yield from (recording.samples() for recording in CoffeeSet(speech / "coffee").measurement)
    sentences = chain(_TELEVISION.read_text(encoding="utf-8").splitlines(), *map(_sentences, texts))
    for number, (sentence, noisy) in enumerate(zip(sentences, cycle((False, True)), strict=False)):
        samples = voice(number // 2).say(sentence)
        yield hiss(samples, _NOISE_DB, number) if noisy else samples


def _sentences(path: Path) -> Iterator[str]:
    """Pieces of a text that are said in one breath: words and apostrophes only."""
    text = path.read_text(encoding="utf-8", errors="replace").lower()
    for sentence in re.split(r"[.;:!?()]|\n\s*\n", text):
        words = re.findall(r"[a-z]+(?:'[a-z]+)*", sentence)
        for start in range(0, len(words), _WORDS_AT_ONCE):
            yield " ".join(words[start : start + _WORDS_AT_ONCE])


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * _PAGE_KIB / 1024


if __name__ == "__main__":
    main()
