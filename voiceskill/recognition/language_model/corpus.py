"""The sentences that people are expected to say, gathered from ``intents/<language>``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from voiceskill.recognition.language_model.ngram import WeightedSentence
from voiceskill.understanding.red_flags.sentences import red_flag_sentences
from voiceskill.understanding.template_loader import load_templates

__all__ = ["Corpus", "read_corpus", "spoken_words"]

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*'?")


@dataclass(frozen=True, slots=True)
class Corpus:
    """``sentences`` with the weight of each; ``danger_words`` are those of red flags, ``words`` are all."""

    sentences: tuple[WeightedSentence, ...]
    danger_words: frozenset[str]
    words: frozenset[str]


def read_corpus(folder: Path, most_sentences: int, danger_share: float) -> Corpus:
    """Expand the templates of ``folder`` and the example sentences of its red flags.

    ``danger_share`` (0 to 1) is the share of the red flags' sentences in the weight of all. The weights add
    up to the count of sentences. Raise ``ContentError`` if a file is wrong.
    """
    templates = load_templates(folder)
    ordinary = [
        (spoken_words(" ".join(sentence.words)), sentence.weight)
        for sentence in templates.sentences(most_sentences)
    ]
    danger = [(spoken_words(text), weight) for text, weight in red_flag_sentences(folder / "red_flags")]
    count = len(ordinary) + len(danger)
    sentences = (*_scaled(ordinary, count * (1.0 - danger_share)), *_scaled(danger, count * danger_share))
    danger_words = frozenset(word for words, _ in danger for word in words)
    return Corpus(sentences, danger_words, frozenset(word for words, _ in sentences for word in words))


def spoken_words(text: str) -> tuple[str, ...]:
    """The words of a sentence as the pronouncing dictionary spells them: lower case, apostrophes kept."""
    return tuple(_WORD.findall(text.lower().replace("’", "'").replace("-", " ")))


def _scaled(sentences: list[WeightedSentence], total: float) -> list[WeightedSentence]:
    weight = sum(weight for _, weight in sentences) or 1.0
    return [(words, own * total / weight) for words, own in sentences if words]
