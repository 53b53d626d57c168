"""How alike an utterance is to what people are known to have said: naive Bayes over example sentences.

Templates are sure where they fit and silent where nobody foresaw a wording; here every word, pair of words
and concept counts a little, as in any text classifier (multinomial naive Bayes with a prior for each
state; evidence is tempered, since neighbouring words are far from independent). ``examples/`` of the
language's folder holds the sentences, ``likeness.yaml`` the two numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceskill.understanding.example_counts import Counts, cached_counts
from voiceskill.understanding.lexicon import Lexicon
from voiceskill.understanding.meaning import INTENTS, LISTENING_STATES, Intent, ListeningState
from voiceskill.understanding.normalise import Normaliser
from voiceskill.understanding.utterance import GrammarWords, Utterance, analyse
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["Example", "Likeness", "count_examples", "load_examples", "load_likeness"]

_PLACE: Mapping[Intent, int] = {intent: place for place, intent in enumerate(INTENTS)}
_RARE = 0.05
_SPREAD = 20
_PRIOR = 0.3
_MOST_NEW = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the intent that it carries in a state."""

    utterance: Utterance
    intent: Intent
    state: ListeningState


class Likeness:
    """Tells how probable each intent is, by examples; never changes once made."""

    def __init__(self, counts: Counts, temper: float, silent: frozenset[str]) -> None:
        """``temper`` (0 to 1) scales each piece of evidence; ``silent`` concepts, left out of ``counts``, are
        no evidence.
        """
        self._silent = silent
        self._rows = {piece: row for row, piece in enumerate(counts.pieces)}
        self._words = frozenset(counts.words)
        spread = counts.seen.sum(axis=0) + _RARE * len(counts.pieces) / _SPREAD
        self._weights = temper * np.log((counts.seen + _RARE) / np.maximum(spread, _RARE))
        priors = counts.said + _PRIOR
        self._priors: dict[str, NDArray[np.float64]] = dict(
            zip(LISTENING_STATES, np.log(priors / priors.sum(axis=1, keepdims=True)), strict=True)
        )

    def probabilities(self, utterance: Utterance, state: ListeningState) -> dict[Intent, float]:
        """The probability (0 to 1) of each intent; they add up to 1."""
        evidence = _evidence(utterance, self._silent)
        evidence.add(_new(utterance, lambda word: word not in self._words))
        rows = [row for piece in evidence if (row := self._rows.get(piece)) is not None]
        scores = self._priors[state] + self._weights[rows].sum(axis=0)
        odds = np.exp(scores - scores.max())
        return dict(zip(INTENTS, (odds / odds.sum()).tolist(), strict=True))


def count_examples(examples: Sequence[Example], silent: frozenset[str]) -> Counts:
    """How often each piece of evidence stands in the examples of each intent, but ``silent`` concepts."""
    seen = Counter(word for example in examples for word in set(example.utterance.words))
    once = frozenset(word for word, count in seen.items() if count == 1)
    said = np.zeros((len(LISTENING_STATES), len(INTENTS)))
    rows: dict[str, int] = {}
    places: list[tuple[int, int]] = []
    for example in examples:
        intent = _PLACE[example.intent]
        said[LISTENING_STATES.index(example.state), intent] += 1.0
        evidence = _evidence(example.utterance, silent)
        evidence.add(_new(example.utterance, once.__contains__))
        places += [(rows.setdefault(piece, len(rows)), intent) for piece in sorted(evidence)]
    counts = np.zeros((len(rows), len(INTENTS)))
    if places:
        np.add.at(counts, tuple(np.array(places).T), 1.0)
    return Counts(tuple(rows), tuple(seen), counts, said)


def _evidence(utterance: Utterance, silent: frozenset[str]) -> set[str]:
    words = utterance.words
    evidence = set(words)
    evidence.update(f"{one} {two}" for one, two in zip(("^", *words), (*words, "$"), strict=True))
    evidence.update(f"{{{s.concept}}}" for s in utterance.spans if s.concept not in silent)
    return evidence


def _new(utterance: Utterance, is_new: Callable[[str], bool]) -> str:
    """How many words of meaning nobody else said: people who talk past the device have more of them."""
    count = sum(
        weight == 1.0 and is_new(word)
        for word, weight in zip(utterance.words, utterance.weights, strict=True)
    )
    return f"?{min(count, _MOST_NEW)}"


def load_likeness(
    folder: Path, normaliser: Normaliser, lexicon: Lexicon, grammar: GrammarWords, cache: Path | None = None
) -> Likeness:
    """Read ``examples/*.yaml`` and ``likeness.yaml`` of a language's folder.

    The counts are taken from the folder ``cache``, and kept there, as long as neither a file that they depend
    on nor the code has changed.

    Raises ``ContentError`` for a file that breaks its form, an unknown intent or state, or a sentence that is
    given twice for one state.
    """
    root = load_yaml(folder / "likeness.yaml")
    root.only({"temper", "silent"})
    silent = frozenset(root.require("silent").texts())

    def count() -> Counts:
        return count_examples(load_examples(folder, normaliser, lexicon, grammar), silent)

    counts = count() if cache is None else cached_counts(cache, folder, count)
    return Likeness(counts, root.require("temper").number(0.0, 1.0), silent)


def load_examples(
    folder: Path, normaliser: Normaliser, lexicon: Lexicon, grammar: GrammarWords
) -> list[Example]:
    """Read ``examples/*.yaml``; raises ``ContentError`` as ``load_likeness`` does."""
    seen: dict[tuple[str, ListeningState], Node] = {}
    examples: list[Example] = []
    for path in sorted((folder / "examples").glob("*.yaml")):
        for intent, state, node in _sentences(load_yaml(path)):
            earlier = seen.setdefault((node.text(), state), node)
            if earlier is not node:
                raise node.error(f"this sentence stands in {earlier.path.name}:{earlier.line} too")
            utterance = analyse(normaliser.tokens(node.text()), lexicon, grammar)
            examples.append(Example(utterance, intent, state))
    return examples


def _sentences(root: Node) -> Iterator[tuple[Intent, ListeningState, Node]]:
    root.only({"intent", "said"})
    name = root.require("intent").choice(INTENTS)
    intent = next(intent for intent in INTENTS if intent == name)
    said = root.require("said")
    said.only(LISTENING_STATES)
    for state in LISTENING_STATES:
        given = said.get(state)
        for node in given.elements() if given is not None else ():
            yield intent, state, node
