"""Real people who speak of coffee: nothing that they say may start a session or raise a flag.

python -m bench.recognition.false_accepts ../shared/speech --limit 140
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.recognition.coffee_set import CoffeeSet
from bench.recognition.spoken import RATE, quiet
from voiceskill.app.content import shipped_understander
from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.decode import decode
from voiceskill.recognition.default_model import default_model
from voiceskill.recognition.vosk_recognizer import VoskRecognizer

STARTS = {"report_cramp", "start_bedtime_stretch", "start_breathing", "call_help"}
"""Intents that open a session when nothing is going on."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("speech", type=Path, help="the folder with coffee/")
    parser.add_argument("--limit", type=int, default=140, help="recordings of the measurement set to use")
    parser.add_argument("--least", type=float, nargs="*", default=[0.0, 0.5, 0.7, 0.85, 0.9])
    parser.add_argument("--development", action="store_true", help="use the development recordings")
    parser.add_argument("--show", action="store_true", help="print what was accepted")
    arguments = parser.parse_args()
    if not (arguments.speech / "coffee" / "labels.json").exists():
        raise SystemExit(f"There are no recordings in {arguments.speech}: this bench is skipped.")
    coffee = CoffeeSet(arguments.speech / "coffee")
    recordings = coffee.development if arguments.development else coffee.measurement
    understander = shipped_understander()
    recognizer = VoskRecognizer(default_model(quiet))
    seconds = 0.0
    accepted: list[float] = []
    flagged: list[float] = []
    starting: list[float] = []
    cramps: list[float] = []
    for recording in recordings[: arguments.limit]:
        samples = recording.samples()
        seconds += len(samples) / RATE
        for hypothesis in decode(recognizer, Pcm(samples, RATE)):
            meaning = understander.understand(hypothesis.text, "idle")
            if meaning.intent != "out_of_scope":
                accepted.append(hypothesis.confidence)
            if meaning.intent in STARTS:
                starting.append(hypothesis.confidence)
            if meaning.intent == "report_cramp":
                cramps.append(hypothesis.confidence)
            if meaning.red_flag is not None:
                flagged.append(hypothesis.confidence)
            if arguments.show and (meaning.intent != "out_of_scope" or meaning.red_flag):
                print(f"{hypothesis.confidence:.2f} {meaning.intent} {meaning.red_flag} | {hypothesis.text}")
    hours = seconds / 3600
    print(f"{hours:.2f} hours of talk about coffee")
    print("| least confidence | any intent | starts a session | a cramp | an hour | red flags | an hour |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for least in arguments.least:
        kinds = (accepted, starting, cramps, flagged)
        intents, starts, reports, flags = (sum(value >= least for value in found) for found in kinds)
        cells = [intents, starts, reports, f"{reports / hours:.1f}", flags, f"{flags / hours:.1f}"]
        print(f"| {least} | {' | '.join(map(str, cells))} |")


if __name__ == "__main__":
    main()
