"""Fits ``confidence.yaml``: ``python -m bench.understanding.calibrate`` from the root of the repository.

The example sentences are split in folds; each fold is ranked by a matcher that has not seen its sentences,
and a logistic curve over best score and lead is fitted to whether the best intent was right (Platt's
scaling).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voiceskill.locations import content_dir
from voiceskill.understanding.confidence import MOST_LEAD
from voiceskill.understanding.intents import IntentMatcher, load_scoring
from voiceskill.understanding.likeness import Example, Likeness, count_examples, load_examples
from voiceskill.understanding.template_loader import load_templates
from voiceskill.understanding.utterance import load_grammar_words

_FOLDER = content_dir("intents") / "en"
_FOLDS = 5
_TEMPER = 0.3
_SILENT = frozenset({"det", "person", "first_person"})
_STEPS = 4_000
_RATE = 0.5


def _features(examples: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
    templates, grammar = load_templates(_FOLDER), load_grammar_words(_FOLDER)
    scoring = load_scoring(_FOLDER)
    rows: list[tuple[float, float, float]] = []
    right: list[float] = []
    for fold in range(_FOLDS):
        known = [example for place, example in enumerate(examples) if place % _FOLDS != fold]
        likeness = Likeness(count_examples(known, _SILENT), _TEMPER, _SILENT)
        matcher = IntentMatcher(templates, scoring, grammar, likeness)
        for example in examples[fold::_FOLDS]:
            best, second = matcher.rank(example.utterance, example.state)[:2]
            rows.append((1.0, best.score, min(best.score - second.score, MOST_LEAD)))
            right.append(float(best.intent == example.intent))
    return np.array(rows), np.array(right)


def main() -> None:
    templates, grammar = load_templates(_FOLDER), load_grammar_words(_FOLDER)
    examples = load_examples(_FOLDER, templates.normaliser, templates.lexicon, grammar)
    features, right = _features(examples)
    weights = np.zeros(3)
    for _ in range(_STEPS):
        expected = 1.0 / (1.0 + np.exp(-features @ weights))
        weights -= _RATE * features.T @ (expected - right) / len(right)
    print(f"{len(right)} examples, {right.mean():.1%} right out of fold")
    for name, weight in zip(("intercept", "per_score", "per_lead"), weights, strict=True):
        print(f"{name}: {weight:.2f}")


if __name__ == "__main__":
    main()
