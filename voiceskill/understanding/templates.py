"""The sentences that people say, and how they are written out.

Recognition builds its language model from ``Templates.sentences`` and ``Templates.vocabulary``; the matcher
reads ``Templates.templates``. They come from files through ``template_loader.load_templates``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voiceskill.understanding.lexicon import Lexicon
from voiceskill.understanding.meaning import Intent, ListeningState
from voiceskill.understanding.normalise import Normaliser
from voiceskill.understanding.template_syntax import GAP, Item, words_of
from voiceskill.yaml_source import Node

__all__ = ["Combination", "Sentence", "Template", "Templates"]


@dataclass(frozen=True, slots=True)
class Template:
    """One template and what it means.

    ``strength`` is how surely the words mean ``intent`` when they are all that was said (1.0 is the
    ordinary). ``whole`` templates count only as the whole of an utterance. ``weight`` says how often people
    say it, beside the others of the intent. ``spoken`` is false where the recognizer shall not expect it.
    """

    intent: Intent
    items: tuple[Item, ...]
    node: Node
    states: frozenset[ListeningState]
    strength: float
    whole: bool
    weight: float
    spoken: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Combination:
    """Evidence by concepts anywhere in the utterance: all of ``every``, none of ``none``.

    A name that starts with "not " asks for the concept inside a negation ("no cramp").
    """

    intent: Intent
    every: tuple[str, ...]
    none: tuple[str, ...]
    node: Node
    states: frozenset[ListeningState]
    strength: float
    reason: str | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence that a recognizer should expect, with the relative frequency of its intent and wording."""

    words: tuple[str, ...]
    intent: Intent
    weight: float
    states: frozenset[ListeningState]


class Templates:
    """All templates and combinations of a language, checked against its lexicon."""

    def __init__(
        self,
        templates: tuple[Template, ...],
        combinations: tuple[Combination, ...],
        when_negated: Mapping[Intent, Intent | None],
        lexicon: Lexicon,
        normaliser: Normaliser,
    ) -> None:
        """``when_negated`` maps an intent to what its denial means; None where it means nothing."""
        self.templates = templates
        self.combinations = combinations
        self.when_negated = dict(when_negated)
        self.lexicon = lexicon
        self.normaliser = normaliser

    def sentences(self, most: int = 100_000, seed: int = 1) -> list[Sentence]:
        """Sentences to expect, spelled as in the files, each intent and template by its weight.

        A template that stands for more sentences than its share of ``most`` is sampled, repeatably for one
        ``seed``; the weights of its sample add up to the template's weight.
        """
        spoken = [template for template in self.templates if template.spoken]
        share = max(1, most // max(1, len(spoken)))
        chooser = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
        return [s for template in spoken for s in self._sampled(template, share, chooser)]

    def vocabulary(self) -> frozenset[str]:
        """Every word that a sentence may hold, spelled as in the files."""
        words: set[str] = set()
        for template in self.templates:
            words.update(words_of(template.items))
        for concept in self.lexicon:
            for items in self.lexicon.phrases(concept):
                words.update(words_of(items))
        return frozenset(words)

    def _sampled(self, template: Template, share: int, chooser: random.Random) -> Iterator[Sentence]:
        drawn: set[tuple[str, ...]] = set()
        for _ in range(share * 2):
            if len(drawn) >= share:
                break
            drawn.add(tuple(_one_of(template.items, self.lexicon, chooser)))
        drawn.discard(())
        for words in sorted(drawn):
            yield Sentence(words, template.intent, template.weight / len(drawn), template.states)


def _one_of(items: tuple[Item, ...], lexicon: Lexicon, chooser: random.Random) -> Iterator[str]:
    for item in items:
        if not isinstance(item, str):
            yield from _one_of(chooser.choice(item.choices), lexicon, chooser)
        elif item.startswith("{"):
            yield from _one_of(chooser.choice(lexicon.phrases(item[1:-1])), lexicon, chooser)
        elif item != GAP:
            yield item
