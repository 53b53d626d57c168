"""The sentences that people are expected to say, gathered from ``intents/<language>``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voiceskill.recognition.language_model.ngram import WeightedSentence
from voiceskill.understanding.red_flags.sentences import red_flag_sentences
from voiceskill.understanding.template_loader import load_templates
from voiceskill.yaml_source import load_yaml

__all__ = ["Corpus", "read_corpus", "spoken_words"]

_EXAMPLES_SHARE = 0.6
"""Share of the weight that goes to single example sentences, beside the templates and the red flags' rows."""
_LOOKALIKES = "none"
_LOOKALIKE_WEIGHT = 0.3
"""Weight of a sentence that only looks like danger, beside 1 for another example."""

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*'?")


@dataclass(frozen=True, slots=True)
class Corpus:
    """``sentences`` with the weight of each; ``danger_words`` are those of red flags, ``words`` are all."""

    sentences: tuple[WeightedSentence, ...]
    danger_words: frozenset[str]
    words: frozenset[str]


def read_corpus(folder: Path, most_sentences: int, danger_share: float) -> Corpus:
    """Expand the templates of ``folder``; add the sentences of its red flags and all example sentences.

    ``danger_share`` (0 to 1) is the share of the red flags' sentences in the weight of all. The weights add
    up to the count of sentences. Raise ``ContentError`` if a file is wrong.
    """
    templates = load_templates(folder)
    ordinary = [
        (spoken_words(" ".join(sentence.words)), sentence.weight)
        for sentence in templates.sentences(most_sentences)
    ]
    cries, lookalikes = _flag_examples(folder / "red_flags" / "examples")
    told = [(spoken_words(text), 1.0) for text in _intent_examples(folder / "examples")]
    told += [(spoken_words(text), _LOOKALIKE_WEIGHT) for text in lookalikes]
    danger = [(spoken_words(text), weight) for text, weight in red_flag_sentences(folder / "red_flags")]
    danger_words = frozenset(word for words, _ in danger for word in words)
    danger_examples = [(spoken_words(text), 1.0) for text in cries]
    count = len(ordinary) + len(told) + len(danger) + len(danger_examples)
    sentences = (
        *_mixed(ordinary, told, count * (1.0 - danger_share)),
        *_mixed(danger, danger_examples, count * danger_share),
    )
    return Corpus(sentences, danger_words, frozenset(word for words, _ in sentences for word in words))


def spoken_words(text: str) -> tuple[str, ...]:
    """The words of a sentence as the pronouncing dictionary spells them: lower case, apostrophes kept."""
    return tuple(_WORD.findall(text.lower().replace("’", "'").replace("-", " ")))


def _intent_examples(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.yaml")):
        states = load_yaml(path).require("said")
        yield from (text for _, said in states.items() for text in said.texts())


def _flag_examples(folder: Path) -> tuple[list[str], list[str]]:
    """What people said in danger, and what only looks like it."""
    danger: list[str] = []
    lookalikes: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        for row, said in load_yaml(path).items():
            (lookalikes if row == _LOOKALIKES else danger).extend(said.texts())
    return danger, lookalikes


def _mixed(
    written: list[WeightedSentence], examples: list[WeightedSentence], total: float
) -> list[WeightedSentence]:
    """Both together with the weight ``total``, of which the examples get their share."""
    share = _EXAMPLES_SHARE if written and examples else float(bool(examples))
    return [*_scaled(written, total * (1.0 - share)), *_scaled(examples, total * share)]


def _scaled(sentences: list[WeightedSentence], total: float) -> list[WeightedSentence]:
    weight = sum(weight for _, weight in sentences) or 1.0
    return [(words, own * total / weight) for words, own in sentences if words]
