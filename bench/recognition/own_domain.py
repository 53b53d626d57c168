"""Our own domain in synthetic voices: word errors, intents and dangers after the whole way through.

    python -m bench.recognition.own_domain --rows 100 --snr 12 --room 0.5

The sentences are examples of ``intents/en`` that the model is made without (``held_out``): six intents to
three dangers and one look-alike of danger. Right is what understanding makes of the recognized text, against
what it makes of the true text: so this counts hearing alone. "Asked" are dangers that only other readings
hold. Every voice has a row of its own.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.recognition.held_out import DECIDE, MEASURE, Row, held_out, make_model_without_held_out
from bench.recognition.spoken import RATE, Samples, Voice, shuffled, voice, word_errors
from bench.recognition.surroundings import Change, noise, room, untouched
from voiceskill.app.content import shipped_understander
from voiceskill.app.danger_in_doubt import with_danger_in_doubt
from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.decode import decode
from voiceskill.recognition.language_model.corpus import spoken_words
from voiceskill.recognition.vosk_recognizer import VoskRecognizer
from voiceskill.understanding.meaning import LISTENING_STATES, Meaning
from voiceskill.understanding.understander import Understander

_KIB = 1024
_COLUMNS = (
    "voice",
    "utterances",
    "same meaning",
    "word errors",
    "danger heard",
    "danger asked",
    "false danger",
    "processor s per s",
)


@dataclass(frozen=True)
class Heard:
    """An utterance and what became of it; ``seconds`` of sound, ``busy`` seconds of processor."""

    voice: str
    true: Meaning
    heard: Meaning
    words: int
    errors: int
    seconds: float
    busy: float

    @property
    def same(self) -> bool:
        """Danger counts as one meaning, whichever it is."""
        if self.true.red_flag is not None or self.heard.red_flag is not None:
            return self.true.red_flag is not None and self.heard.red_flag is not None
        return (self.true.intent, self.true.body_part) == (self.heard.intent, self.heard.body_part)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100, help="how many sentences")
    parser.add_argument("--snr", type=float, nargs="*", default=[12.0], help="dB of speech over pink noise")
    parser.add_argument("--room", type=float, nargs="*", default=[], help="reverberation times (s)")
    parser.add_argument("--decide", action="store_true", help="use the sentences that settings are chosen on")
    parser.add_argument("--file", type=Path, help="lines of 'state|text' in place of held-out sentences")
    arguments = parser.parse_args()
    tenths = arguments.rows // 10
    counts = {"intent": 6 * tenths, "danger": 3 * tenths, "look-alike": tenths}
    if arguments.file:
        rows = _rows(arguments.file)[: arguments.rows]
    else:
        rows = held_out(DECIDE if arguments.decide else MEASURE, counts)
    print(f"| {' | '.join(_COLUMNS)} |\n|{' --- |' * len(_COLUMNS)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model"
        make_model_without_held_out(model)
        opened = VoskRecognizer(model)
        understander = shipped_understander()
        for condition, change in _conditions(arguments.snr, arguments.room):
            found = [
                _hear(row, voice(number), partial(_changed, change, number), opened.sibling(), understander)
                for number, row in enumerate(rows)
            ]
            for name in dict.fromkeys(one.voice for one in found):
                print(_line(name, condition, [one for one in found if one.voice == name]))
            print(_line("all", condition, found), flush=True)
    print(f"Most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB:.0f} MiB")


def _rows(path: Path) -> list[Row]:
    """Mixed, the same each time."""
    lines = [line.partition("|") for line in path.read_text(encoding="utf-8").splitlines()]
    states = {str(state): state for state in LISTENING_STATES}
    return shuffled([Row(text, states[state], "intent") for state, _, text in lines])


def _conditions(ratios: Sequence[float], rooms: Sequence[float]) -> list[tuple[str, Change]]:
    """Clean speech first; each with its name."""
    noisy = [(f"{ratio:g} dB", noise(ratio)) for ratio in ratios]
    return [("clean", untouched), *noisy, *((f"room of {seconds:g} s", room(seconds)) for seconds in rooms)]


def _changed(change: Change, number: int, samples: Samples) -> Samples:
    return change(samples, number)


def _hear(
    row: Row,
    speaker: Voice,
    change: Callable[[Samples], Samples],
    recognizer: VoskRecognizer,
    understander: Understander,
) -> Heard:
    """With a recognizer that hears the voice for the first time."""

    def understand(text: str) -> Meaning:
        return understander.understand(text, row.state)

    recognizer.expect(row.state)
    samples = change(speaker.say(row.text))
    begun = time.process_time()
    hypotheses = decode(recognizer, Pcm(samples, RATE))
    busy = time.process_time() - begun
    text = " ".join(hypothesis.text for hypothesis in hypotheses).strip()
    meaning = understand(text)
    for hypothesis in hypotheses:
        meaning = with_danger_in_doubt(meaning, hypothesis, understand)
    expected = spoken_words(row.text)
    errors = word_errors(expected, text.split())
    return Heard(
        speaker.name, understand(row.text), meaning, len(expected), errors, len(samples) / RATE, busy
    )


def _line(name: str, condition: str, found: Sequence[Heard]) -> str:
    danger = [one for one in found if one.true.red_flag is not None]
    plain = [one for one in found if one.true.red_flag is None]
    cells = (
        f"{name}, {condition}",
        str(len(found)),
        f"{100 * sum(one.same for one in found) / len(found):.0f} %",
        f"{100 * sum(one.errors for one in found) / sum(one.words for one in found):.0f} %",
        f"{sum(one.heard.red_flag is not None for one in danger)} of {len(danger)}",
        str(sum(one.heard.check is not None for one in danger)),
        f"{sum(one.heard.red_flag is not None for one in plain)} of {len(plain)}",
        f"{sum(one.busy for one in found) / sum(one.seconds for one in found):.2f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
