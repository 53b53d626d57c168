"""Fits the coefficients of ``voiceskill/recognition/confidence.yaml`` on development material.

    python -m bench.recognition.fit_confidence ../shared/speech

Only what would do something counts: an utterance that is understood as an intent of ours or as a red flag. It
is right where the true text is understood the same way, and never where people talk of other things (the
development part of the coffee recordings; ``other_talk.txt`` in synthetic voices). Ours are examples that
the model is made without (``held_out``) and ``short_answers.yaml`` in synthetic voices, a third in noise.
Prints the new file, and what five-fold cross-validation says of it: for each least confidence, how many
utterances pass, how many of these are right, and how many were other talk. ``--raise`` is added to the
intercept, before the table too: how many of what a device hears are right is not what this mixture says.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.recognition.coffee_set import CoffeeSet
from bench.recognition.held_out import DECIDE, held_out, make_model_without_held_out
from bench.recognition.short_answers import short_answers
from bench.recognition.spoken import RATE, VOICES, Samples, hiss, voice
from voiceskill.app.content import shipped_understander
from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.confidence import Evidence
from voiceskill.recognition.decode import decode
from voiceskill.recognition.vosk_recognizer import VoskRecognizer
from voiceskill.understanding.meaning import ListeningState, Meaning

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LEAST = (0.5, 0.7, 0.75, 0.82, 0.9)
_HERE = Path(__file__).parent
_RIDGE = 1.0
_ROUNDS = 30
_FOLDS = 5
_NOISE_DB = 15.0


@dataclass(frozen=True)
class Said:
    """Sound, what was truly said (None for other talk), and the state that it was said in."""

    samples: Samples
    truth: str | None
    state: ListeningState


@dataclass(frozen=True)
class Heard:
    """Features (n, 4), whether each was understood rightly (n,), and whether it was other talk (n,)."""

    features: Floats
    right: Bools
    other: Bools


def main() -> None:
    """Print the file and the cross-validation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("speech", type=Path, help="the folder with coffee/")
    parser.add_argument("--talk", type=int, default=60, help="recordings of other talk to use")
    parser.add_argument("--rows", type=int, default=96, help="sentences of ours, besides the short answers")
    parser.add_argument("--raise", type=float, default=1.11, dest="lift", help="added to the intercept")
    arguments = parser.parse_args()
    heard = gather([*ours(arguments.rows), *other_talk(arguments.speech, arguments.talk)])
    print_reliability(heard, arguments.lift)
    final = fit(heard.features, heard.right)
    final[0] += arguments.lift
    for name, value in zip(("intercept", *Evidence.__slots__), final, strict=True):
        print(f"{name}: {value:.3f}")


def ours(rows_used: int) -> list[Said]:
    """Held-out sentences, and each short answer in half of the voices."""
    eighth = rows_used // 8
    counts = {"intent": 4 * eighth, "danger": 3 * eighth, "look-alike": eighth}
    sentences = [(row.text, row.state) for row in held_out(DECIDE, counts)]
    sentences += [(text, state) for state, text in short_answers() for _ in range(len(VOICES) // 2 + 1)]
    said = []
    for number, (text, state) in enumerate(sentences):
        samples = voice(number).say(text)
        said.append(Said(samples if number % 3 else hiss(samples, _NOISE_DB, number), text, state))
    return said


def other_talk(speech: Path, recordings: int) -> list[Said]:
    """People who speak of coffee, and sentences as from a television."""
    coffee = [
        Said(recording.samples(), None, "idle")
        for recording in CoffeeSet(speech / "coffee").development[:recordings]
    ]
    television = [
        Said(voice(number).say(text), None, "idle") for number, text in enumerate(_lines("other_talk.txt"))
    ]
    return [*coffee, *television]


def gather(said: list[Said]) -> Heard:
    """What the recognizer makes of each that would do something."""
    with tempfile.TemporaryDirectory() as folder:
        make_model_without_held_out(Path(folder) / "model")
        return _heard(VoskRecognizer(Path(folder) / "model"), said)


def _heard(recognizer: VoskRecognizer, said: list[Said]) -> Heard:
    understander = shipped_understander()
    found: list[tuple[list[float], bool, bool]] = []
    for utterance in said:
        recognizer.expect(utterance.state)
        for hypothesis in decode(recognizer, Pcm(utterance.samples, RATE)):
            meaning = understander.understand(hypothesis.text, utterance.state)
            if recognizer.evidence is None or not _would_act(meaning):
                continue
            right = False
            if utterance.truth is not None:
                right = _same(meaning, understander.understand(utterance.truth, utterance.state))
            found.append((list(recognizer.evidence.features().values()), right, utterance.truth is None))
    features, right, other = zip(*found, strict=True)
    return Heard(np.array(features), np.array(right), np.array(other))


def print_reliability(heard: Heard, lift: float) -> None:
    """Five-fold cross-validation, as a table."""
    folds = np.random.default_rng(5).permutation(len(heard.right)) % _FOLDS
    confidence = np.zeros(len(heard.right))
    for fold in range(_FOLDS):
        inside = folds != fold
        coefficients = fit(heard.features[inside], heard.right[inside])
        scores = lift + coefficients[0] + heard.features[~inside] @ coefficients[1:]
        confidence[~inside] = 1.0 / (1.0 + np.exp(-scores))
    area = area_under_curve(confidence, heard.right)
    print(
        f"# {len(heard.right)} utterances that would act, {heard.other.sum()} of them other talk; "
        f"{heard.right.mean():.2f} right; area {area:.3f}"
    )
    print("# | least confidence | pass | right | other talk that passes | right ones lost |")
    for least in LEAST:
        passing = confidence >= least
        lost = heard.right & ~passing
        print(
            f"# | {least} | {passing.sum()} | {(heard.right & passing).sum()} | "
            f"{(heard.other & passing).sum()} of {heard.other.sum()} | {lost.sum()} of {heard.right.sum()} |"
        )


def fit(features: Floats, right: Bools) -> Floats:
    """Intercept and coefficients (5,) by Newton's method with a small ridge on all but the intercept."""
    inputs = np.concatenate([np.ones((len(features), 1)), features], axis=1)
    ridge = np.diag([0.0] + [_RIDGE] * features.shape[1])
    coefficients = np.zeros(inputs.shape[1])
    for _ in range(_ROUNDS):
        probability = 1.0 / (1.0 + np.exp(-inputs @ coefficients))
        gradient = inputs.T @ (right - probability) - ridge @ coefficients
        curvature = (inputs * (probability * (1.0 - probability))[:, None]).T @ inputs + ridge
        coefficients = coefficients + np.linalg.solve(curvature, gradient)
    return coefficients


def area_under_curve(scores: Floats, right: Bools) -> float:
    """How often a right utterance scores above a wrong one."""
    differences = scores[right][:, None] - scores[~right][None, :]
    return float((differences > 0).mean() + 0.5 * (differences == 0).mean())


def _would_act(meaning: Meaning) -> bool:
    return meaning.intent != "out_of_scope" or meaning.red_flag is not None


def _same(heard: Meaning, true: Meaning) -> bool:
    """The same danger, or without one the same intent and body part."""
    if heard.red_flag is not None or true.red_flag is not None:
        return heard.red_flag is not None and true.red_flag is not None
    return (heard.intent, heard.body_part) == (true.intent, true.body_part)


def _lines(name: str) -> list[str]:
    return (_HERE / name).read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main()
