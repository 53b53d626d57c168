"""How long the recognizer works on each block of sound that it is fed: what capture must be able to wait for.

    python -m bench.recognition.block_times --rows 24

Development sentences of dangers in synthetic voices, one after the other, fed in blocks of 40 ms as a live
session feeds them. Most blocks cost little; the one that settles an utterance's level hands the decoder all
that was held back, and the one that ends it has the readings drawn up. Milliseconds of processor time, which
other work on the machine hardly changes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numpy as np

from bench.recognition.spoken import RATE, Samples, quiet, shuffled, voice
from bench.understanding.sets import read_flags
from voiceskill.recognition.default_model import default_model
from voiceskill.recognition.vosk_recognizer import VoskRecognizer

_BLOCK = RATE * 40 // 1000
_SHARES = (50, 90, 99, 99.9, 100)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=24, help="sentences to speak")
    arguments = parser.parse_args()
    recognizer = VoskRecognizer(default_model(quiet))
    sentences = shuffled(read_flags("dev"))[: arguments.rows]
    spoken = [voice(number).say(row.text) for number, row in enumerate(sentences)]
    times = np.array([spent for samples in spoken for spent in _times(recognizer, samples)])
    seconds = sum(map(len, spoken)) / RATE
    print(f"{len(times)} blocks of 40 ms; processor s per s {times.sum() / 1000 / seconds:.2f}\n")
    print(f"| {' | '.join(f'{share:g} %' for share in _SHARES)} | over 40 ms |")
    print(f"| {' | '.join('---' for _ in _SHARES)} | --- |")
    cells = [f"{np.percentile(times, share):.0f} ms" for share in _SHARES]
    print(f"| {' | '.join(cells)} | {100 * (times > 40).mean():.1f} % |")


def _times(recognizer: VoskRecognizer, samples: Samples) -> Iterator[float]:
    """Processor time (ms) of each block, and of the end of the utterance."""
    for start in range(0, len(samples), _BLOCK):
        begun = time.process_time()
        recognizer.accept(samples[start : start + _BLOCK].tobytes())
        yield (time.process_time() - begun) * 1000
    begun = time.process_time()
    recognizer.flush()
    yield (time.process_time() - begun) * 1000


if __name__ == "__main__":
    main()
