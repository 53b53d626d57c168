"""Fits the coefficients of ``voiceskill/recognition/confidence.yaml`` on development recordings.

    python -m bench.recognition.fit_confidence ../shared/speech

Positive where the recognized text is understood as the true text is; negative where not, and wherever
people of the development part of the coffee recordings are understood as anything but out of scope. Prints
the new file, and how well it separates the two (area under the curve) on every fourth utterance, which the
fit does not see.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.recognition.coffee_set import CoffeeSet
from bench.recognition.own_domain import TUNED_ON
from bench.recognition.spoken import RATE, Samples, hiss, quiet, shuffled, voice
from bench.understanding.sets import read_flags, read_intents
from voiceskill.app.content import shipped_understander
from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.confidence import Evidence
from voiceskill.recognition.decode import decode
from voiceskill.recognition.default_model import default_model
from voiceskill.recognition.vosk_recognizer import VoskRecognizer

_RIDGE = 1.0
_ROUNDS = 30


def main() -> None:
    """Print the file and the area under the curve."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("speech", type=Path, help="the folder with coffee/")
    parser.add_argument("--talk", type=int, default=40, help="recordings of other talk to use")
    parser.add_argument(
        "--rows", type=int, default=TUNED_ON, help="sentences of ours, and half as many red flags"
    )
    arguments = parser.parse_args()
    features, right = gather(arguments.speech, arguments.talk, arguments.rows)
    shown = np.arange(len(right)) % 4 != 0
    for name, members in (("held out", ~shown), ("fitted", shown)):
        coefficients = fit(features[shown], right[shown])
        area = area_under_curve(features[members] @ coefficients[1:], right[members])
        print(f"# {name}: {members.sum()} utterances, {right[members].mean():.2f} right, area {area:.3f}")
    final = fit(features, right)
    for name, value in zip(("intercept", *Evidence.__slots__), final, strict=True):
        print(f"{name}: {value:.3f}")


def gather(speech: Path, talk: int, rows_used: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Features (n, 7) and whether the text was right (n,), in an order that mixes both sources."""
    recognizer = VoskRecognizer(default_model(quiet))
    understander = shipped_understander()
    found: list[tuple[list[float], bool]] = []

    def listen(samples: Samples, truth: str | None, state: str) -> None:
        for hypothesis in decode(recognizer, Pcm(samples, RATE)):
            if recognizer.evidence is None or not hypothesis.text:
                continue
            meaning = understander.understand(hypothesis.text, state)
            if truth is None:
                right = False
            else:
                true = understander.understand(truth, state)
                right = (meaning.intent, meaning.body_part) == (true.intent, true.body_part)
            found.append((list(recognizer.evidence.features().values()), right))

    rows = [*shuffled(read_intents("dev"))[:rows_used], *shuffled(read_flags("dev"))[: rows_used // 2]]
    for number, row in enumerate(rows):
        samples = voice(number).say(row.text)
        listen(samples if number % 3 else hiss(samples, 15.0, number), row.text, row.state)
    for recording in CoffeeSet(speech / "coffee").development[:talk]:
        listen(recording.samples(), None, "idle")
    order = np.random.default_rng(5).permutation(len(found))
    return np.array([found[i][0] for i in order]), np.array([found[i][1] for i in order])


def fit(features: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Intercept and coefficients (8,) by Newton's method with a small ridge on all but the intercept."""
    inputs = np.concatenate([np.ones((len(features), 1)), features], axis=1)
    ridge = np.diag([0.0] + [_RIDGE] * features.shape[1])
    coefficients = np.zeros(inputs.shape[1])
    for _ in range(_ROUNDS):
        probability = 1.0 / (1.0 + np.exp(-inputs @ coefficients))
        gradient = inputs.T @ (right - probability) - ridge @ coefficients
        curvature = (inputs * (probability * (1.0 - probability))[:, None]).T @ inputs + ridge
        coefficients = coefficients + np.linalg.solve(curvature, gradient)
    return coefficients


def area_under_curve(scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """How often a right utterance scores above a wrong one."""
    differences = scores[right][:, None] - scores[~right][None, :]
    return float((differences > 0).mean() + 0.5 * (differences == 0).mean())


if __name__ == "__main__":
    main()
