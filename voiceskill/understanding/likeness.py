"""How alike an utterance is to what people are known to have said: naive Bayes over example sentences.

Templates are sure where they fit and silent where nobody foresaw a wording; here every word, pair of words
and concept counts a little, as in any text classifier (multinomial naive Bayes with a prior for each
state; evidence is tempered, since neighbouring words are far from independent). ``examples/`` of the
language's folder holds the sentences, ``likeness.yaml`` the two numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceskill.understanding.lexicon import Lexicon
from voiceskill.understanding.meaning import INTENTS, LISTENING_STATES, Intent, ListeningState
from voiceskill.understanding.normalise import Normaliser
from voiceskill.understanding.utterance import GrammarWords, Utterance, analyse
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["Example", "Likeness", "load_examples", "load_likeness"]

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

    def __init__(self, examples: Iterable[Example], temper: float, silent: frozenset[str]) -> None:
        """``temper`` (0 to 1) scales each piece of evidence; ``silent`` concepts are no evidence."""
        self._silent = silent
        self._rows: dict[str, int] = {}
        known = list(examples)
        seen = Counter(word for example in known for word in set(example.utterance.words))
        self._words = frozenset(seen)
        once = frozenset(word for word, count in seen.items() if count == 1)
        places: list[tuple[int, int]] = []
        priors = {state: np.full(len(INTENTS), _PRIOR) for state in LISTENING_STATES}
        for example in known:
            intent = _PLACE[example.intent]
            priors[example.state][intent] += 1.0
            evidence = self._evidence(example.utterance) | {_new(example.utterance, once.__contains__)}
            places += [(self._rows.setdefault(piece, len(self._rows)), intent) for piece in evidence]
        counts: NDArray[np.float64] = np.zeros((len(self._rows), len(INTENTS)))
        if places:
            np.add.at(counts, tuple(np.array(places).T), 1.0)
        spread = counts.sum(axis=0) + _RARE * len(self._rows) / _SPREAD
        self._weights = temper * np.log((counts + _RARE) / np.maximum(spread, _RARE))
        self._priors = {state: np.log(prior / prior.sum()) for state, prior in priors.items()}

    def probabilities(self, utterance: Utterance, state: ListeningState) -> dict[Intent, float]:
        """The probability (0 to 1) of each intent; they add up to 1."""
        evidence = self._evidence(utterance) | {_new(utterance, lambda word: word not in self._words)}
        rows = [row for piece in evidence if (row := self._rows.get(piece)) is not None]
        scores = self._priors[state] + self._weights[rows].sum(axis=0)
        odds = np.exp(scores - scores.max())
        return dict(zip(INTENTS, (odds / odds.sum()).tolist(), strict=True))

    def _evidence(self, utterance: Utterance) -> set[str]:
        words = utterance.words
        evidence = set(words)
        evidence.update(f"{one} {two}" for one, two in zip(("^", *words), (*words, "$"), strict=True))
        evidence.update(f"{{{s.concept}}}" for s in utterance.spans if s.concept not in self._silent)
        return evidence


def _new(utterance: Utterance, is_new: Callable[[str], bool]) -> str:
    """How many words of meaning nobody else said: people who talk past the device have more of them."""
    count = sum(
        weight == 1.0 and is_new(word)
        for word, weight in zip(utterance.words, utterance.weights, strict=True)
    )
    return f"?{min(count, _MOST_NEW)}"


def load_likeness(folder: Path, normaliser: Normaliser, lexicon: Lexicon, grammar: GrammarWords) -> Likeness:
    """Read ``examples/*.yaml`` and ``likeness.yaml`` of a language's folder.

    Raises ``ContentError`` for a file that breaks its form, an unknown intent or state, or a sentence that is
    given twice for one state.
    """
    root = load_yaml(folder / "likeness.yaml")
    root.only({"temper", "silent"})
    examples = load_examples(folder, normaliser, lexicon, grammar)
    return Likeness(
        examples, root.require("temper").number(0.0, 1.0), frozenset(root.require("silent").texts())
    )


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
