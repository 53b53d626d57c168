"""One utterance as the matcher sees it: its words without fillers, their weight, the concepts they name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voiceskill.understanding.lexicon import Lexicon
from voiceskill.understanding.normalise import Token
from voiceskill.understanding.span import Span
from voiceskill.yaml_source import load_yaml

__all__ = ["GrammarWords", "Utterance", "analyse", "load_grammar_words"]

MAX_WORDS = 120
"""Words beyond this are not matched with intents: the first and last halves of the limit are kept."""


@dataclass(frozen=True, slots=True)
class GrammarWords:
    """Words with a role in any sentence; ``words.yaml`` of the language's folder.

    ``light`` words carry little meaning, ``skippable`` ones may stand inside a template, ``negators`` deny
    what follows, reaching over ``carriers`` ("don't WANT TO stop"), ``plain_negators`` deny only the next
    word.
    """

    light: frozenset[str]
    skippable: frozenset[str]
    negators: frozenset[str]
    plain_negators: frozenset[str]
    carriers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Utterance:
    """The words of an utterance; every tuple but ``spans`` has one element a word.

    ``weights`` is what each word counts towards coverage, ``denied`` whether a negation reaches it;
    ``turned`` leaves out a mere "no", which may be an answer before a command ("no, carry on").
    """

    words: tuple[str, ...]
    pauses: tuple[bool, ...]
    weights: tuple[float, ...]
    denied: tuple[bool, ...]
    turned: tuple[bool, ...]
    spans: tuple[Span, ...]


_LIGHT_WEIGHT = 0.2
_NOWHERE: frozenset[str] = frozenset()


def analyse(tokens: Sequence[Token], lexicon: Lexicon, grammar: GrammarWords) -> Utterance:
    """Prepare the tokens of one utterance; a lone filler ("please") is kept, others are left out."""
    kept = [token for token in tokens if not token.filler] or list(tokens)
    if len(kept) > MAX_WORDS:
        kept = kept[: MAX_WORDS // 2] + kept[-MAX_WORDS // 2 :]
    words = tuple(token.text for token in kept)
    pauses = tuple(token.pause for token in kept)
    light = grammar.light
    weights = tuple(_LIGHT_WEIGHT if word in light else 1.0 for word in words)
    denied = _denied(words, pauses, grammar)
    turned = tuple(
        here and (place == 0 or words[place - 1] not in grammar.plain_negators)
        for place, here in enumerate(denied)
    )
    return Utterance(words, pauses, weights, denied, turned, tuple(lexicon.spans(words)))


def _denied(words: Sequence[str], pauses: Sequence[bool], grammar: GrammarWords) -> tuple[bool, ...]:
    reach: Collection[str] = _NOWHERE
    denied: list[bool] = []
    active = False
    for word, pause in zip(words, pauses, strict=True):
        if pause:
            active = False
        denied.append(active and not (reach is _NOWHERE and word in grammar.light))
        if word in grammar.negators:
            active, reach = True, grammar.carriers
        elif word in grammar.plain_negators:
            active, reach = True, _NOWHERE
        elif active and word not in reach:
            active = False
    return tuple(denied)


def load_grammar_words(folder: Path) -> GrammarWords:
    """Read ``words.yaml`` of a language's folder; raises ``ContentError`` if it breaks its form."""
    root = load_yaml(folder / "words.yaml")
    kinds: Mapping[str, frozenset[str]] = {
        name: frozenset(" ".join(node.texts()).split()) for name, node in root.items()
    }
    root.only(GrammarWords.__dataclass_fields__)
    return GrammarWords(**{name: kinds[root.require(name).key] for name in GrammarWords.__dataclass_fields__})
