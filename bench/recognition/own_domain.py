"""Our own sentences in synthetic voices: word errors, intents and red flags after the whole way through.

    python -m bench.recognition.own_domain --rows 100

The sentences are the development rows of ``bench/understanding/sets`` (they are in no template); the first
``TUNED_ON`` in the shuffled order were used to choose settings and are skipped. Right is what understanding
makes of the recognized text, against what it makes of the true text: so this counts hearing alone.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass

from bench.recognition.spoken import RATE, hiss, quiet, shuffled, voice, word_errors
from bench.understanding.sets import read_flags, read_intents
from voiceskill.app.content import shipped_understander
from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.decode import decode
from voiceskill.recognition.default_model import default_model
from voiceskill.recognition.language_model.corpus import spoken_words
from voiceskill.recognition.vosk_recognizer import VoskRecognizer
from voiceskill.understanding.meaning import Meaning

TUNED_ON = 60
_KIB = 1024


@dataclass
class Tally:
    """Counts over the utterances of one condition."""

    utterances: int = 0
    same_intent: int = 0
    flags: int = 0
    flags_found: int = 0
    plain: int = 0
    false_flags: int = 0
    words: int = 0
    errors: int = 0
    seconds: float = 0.0
    busy: float = 0.0

    def add(self, true: Meaning, heard: Meaning) -> None:
        self.utterances += 1
        self.same_intent += (true.intent, true.body_part) == (heard.intent, heard.body_part)
        alarm, raised = (meaning.red_flag is not None for meaning in (true, heard))
        self.flags += alarm
        self.flags_found += alarm and raised
        self.plain += not alarm
        self.false_flags += raised and not alarm

    def row(self, condition: str) -> str:
        cells = [
            condition,
            str(self.utterances),
            f"{100 * self.same_intent / self.utterances:.1f} %",
            f"{100 * self.errors / self.words:.1f} %",
            f"{self.flags_found} of {self.flags}",
            f"{self.false_flags} of {self.plain}",
            f"{self.busy / self.seconds:.2f}",
        ]
        return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rows", type=int, default=100, help="sentences of intents, and half as many red flags"
    )
    parser.add_argument("--snr", type=float, nargs="*", default=[12.0], help="dB of speech over pink noise")
    arguments = parser.parse_args()
    rows = [
        *shuffled(read_intents("dev"))[TUNED_ON : TUNED_ON + arguments.rows],
        *shuffled(read_flags("dev"))[TUNED_ON : TUNED_ON + arguments.rows // 2],
    ]
    model = default_model(quiet)
    understander = shipped_understander()
    print(
        "| speech | utterances | same meaning | word errors | flags found | false flags | processor s per s |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for snr in [None, *arguments.snr]:
        tally = Tally()
        for number, row in enumerate(rows):
            recognizer = VoskRecognizer(model)
            recognizer.expect(row.state)
            samples = voice(number).say(row.text)
            if snr is not None:
                samples = hiss(samples, snr, number)
            begun = time.process_time()
            heard = " ".join(hypothesis.text for hypothesis in decode(recognizer, Pcm(samples, RATE)))
            tally.busy += time.process_time() - begun
            tally.seconds += len(samples) / RATE
            expected = spoken_words(row.text)
            tally.words += len(expected)
            tally.errors += word_errors(expected, heard.split())
            tally.add(understander.understand(row.text, row.state), understander.understand(heard, row.state))
        print(tally.row("clean" if snr is None else f"{snr:g} dB"), flush=True)
    print(f"Most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB:.0f} MiB")


if __name__ == "__main__":
    main()
