"""Which intent an utterance carries: templates and combinations give candidates, the best-scored one wins.

A candidate's score is its strength, less for words it leaves unexplained, more for each word it explains,
plus what the dialogue state and the intent's rank add. A candidate that lies inside a longer one is
dropped ("stop" in "don't stop"); one that a negation reaches turns into its opposite. ``scoring.yaml``
holds the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from voiceskill.understanding.likeness import Likeness
from voiceskill.understanding.meaning import INTENTS, LISTENING_STATES, Intent, ListeningState
from voiceskill.understanding.spotter import Spotter
from voiceskill.understanding.templates import Combination, Templates
from voiceskill.understanding.utterance import GrammarWords, Utterance
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["Candidate", "IntentMatcher", "Scoring", "load_scoring"]


@dataclass(frozen=True, slots=True)
class Scoring:
    """The numbers of ``scoring.yaml``; scores have no unit, 1.0 is a plain full match.

    ``unexplained`` is lost in a state when no word is explained (people talk to the device in the middle
    of an exercise, and past it when it is idle), ``light_only`` by a template that took only light words
    of an utterance that has others, ``per_word`` won for each explained word up to
    ``words_counted``; below ``threshold`` nothing was meant for us. ``ranks`` are added for each intent,
    ``priors`` for each intent in a state. ``domain`` is how far a word that names a concept, but is not part
    of the candidate, counts as explained. ``slotted`` intents carry a body part and a side.
    ``likeness`` times its probability by examples is added to each intent; one that no template speaks for
    starts from ``unseen``.
    """

    unexplained: Mapping[ListeningState, float]
    light_only: float
    per_word: float
    words_counted: int
    threshold: float
    domain: float
    ranks: Mapping[Intent, float]
    priors: Mapping[ListeningState, Mapping[Intent, float]]
    slotted: frozenset[Intent]
    likeness: float
    unseen: float


class Candidate(NamedTuple):
    """An intent that some words speak for; ``words`` has bit i set where word i is one of them."""

    intent: Intent
    score: float
    coverage: float
    words: int
    reason: str | None = None


class _Found(NamedTuple):
    intent: Intent
    strength: float
    words: int
    reason: str | None


class IntentMatcher:
    """Ranks intents; never changes once made."""

    def __init__(
        self, templates: Templates, scoring: Scoring, grammar: GrammarWords, likeness: Likeness
    ) -> None:
        """Compile ``templates``; takes a fraction of a second."""
        self._likeness = likeness
        self._templates = templates.templates
        self._combinations = {
            state: _by_first_name(each for each in templates.combinations if state in each.states)
            for state in LISTENING_STATES
        }
        self._when_negated = templates.when_negated
        self._scoring = scoring
        self._spotter = Spotter(grammar.skippable, templates.normaliser)
        for number, template in enumerate(self._templates):
            self._spotter.add(template.items, number)

    @property
    def threshold(self) -> float:
        """The score below which an utterance was not meant for us."""
        return self._scoring.threshold

    def rank(self, utterance: Utterance, state: ListeningState) -> tuple[Candidate, ...]:
        """The best candidate of each intent, best first; empty when there is no word at all."""
        if not utterance.words:
            return ()
        found = _outermost([*self._spotted(utterance, state), *self._combined(utterance, state)])
        best: dict[Intent, Candidate] = {}
        for candidate in self._scored(found, utterance, state):
            known = best.get(candidate.intent)
            if known is None or candidate.score > known.score:
                best[candidate.intent] = candidate
        self._add_likeness(best, self._likeness.probabilities(utterance, state))
        return tuple(sorted(best.values(), key=lambda c: (-c.score, _PLACE[c.intent])))

    def _add_likeness(self, best: dict[Intent, Candidate], probabilities: Mapping[Intent, float]) -> None:
        scoring = self._scoring
        for intent, probability in probabilities.items():
            floor = scoring.threshold if intent == "out_of_scope" else scoring.unseen
            won = scoring.likeness * probability
            known = best.get(intent)
            if known is None:
                best[intent] = Candidate(intent, floor + won, 0.0, 0)
            else:
                best[intent] = known._replace(score=max(known.score, floor) + won)

    def _scored(
        self, found: Iterable[_Found], utterance: Utterance, state: ListeningState
    ) -> Iterator[Candidate]:
        scoring, weights = self._scoring, utterance.weights
        priors = scoring.priors.get(state, {})
        unexplained = scoring.unexplained[state]
        named = _bits(i for span in utterance.spans for i in range(span.start, span.end))
        total = sum(weights) or 1.0
        for item in found:
            own = _weight(item.words, weights)
            coverage = (own + scoring.domain * _weight(named & ~item.words, weights)) / total
            score = (
                item.strength
                - unexplained * (1.0 - coverage)
                + scoring.per_word * min(own, scoring.words_counted)
                + scoring.ranks.get(item.intent, 0.0)
                + priors.get(item.intent, 0.0)
            )
            yield Candidate(item.intent, score, coverage, item.words, item.reason)

    def _spotted(self, utterance: Utterance, state: ListeningState) -> Iterator[_Found]:
        everything = sum(utterance.weights)
        for spot in self._spotter.spots(utterance.words, utterance.spans):
            template = self._templates[spot.template]
            if state not in template.states:
                continue
            inside = sum(utterance.weights[spot.start : spot.end])
            if template.whole and everything - inside > _WHOLE_SLACK:
                continue
            intent: Intent | None = template.intent
            if utterance.turned[spot.start]:
                intent = self._when_negated.get(template.intent, template.intent)
            if intent is not None:
                words = (1 << spot.end) - (1 << spot.start)
                light = inside < 1.0 and spot.end - spot.start < 3 and everything - inside > _WHOLE_SLACK
                strength = template.strength - (self._scoring.light_only if light else 0.0)
                yield _Found(intent, strength, words, template.reason)

    def _combined(self, utterance: Utterance, state: ListeningState) -> Iterator[_Found]:
        named = _named(utterance)
        names = named.keys()
        combinations = self._combinations[state]
        for first in named:
            for every, none, combination in combinations.get(first, ()):
                if every <= names and none.isdisjoint(names):
                    words = 0
                    for name in combination.every:
                        words |= named[name]
                    yield _Found(combination.intent, combination.strength, words, combination.reason)


_PLACE: Mapping[Intent, int] = {intent: place for place, intent in enumerate(INTENTS)}
_WHOLE_SLACK = 0.5
_NEARLY_AS_STRONG = 0.3


def _by_first_name(
    combinations: Iterable[Combination],
) -> dict[str, list[tuple[frozenset[str], frozenset[str], Combination]]]:
    """What each combination needs and bars, under one of the names that it needs."""
    found: dict[str, list[tuple[frozenset[str], frozenset[str], Combination]]] = {}
    for each in combinations:
        found.setdefault(each.every[0], []).append((frozenset(each.every), frozenset(each.none), each))
    return found


def _bits(places: Iterable[int]) -> int:
    bits = 0
    for place in places:
        bits |= 1 << place
    return bits


def _weight(words: int, weights: tuple[float, ...]) -> float:
    total = 0.0
    while words:
        lowest = words & -words
        total += weights[lowest.bit_length() - 1]
        words ^= lowest
    return total


def _named(utterance: Utterance) -> dict[str, int]:
    named: dict[str, int] = {}
    for span in utterance.spans:
        name = f"not {span.concept}" if utterance.denied[span.start] else span.concept
        named[name] = named.get(name, 0) | ((1 << span.end) - (1 << span.start))
    return named


def _outermost(found: list[_Found]) -> list[_Found]:
    strongest: dict[tuple[Intent, int], _Found] = {}
    for item in found:
        key = (item.intent, item.words)
        known = strongest.get(key)
        if known is None or item.strength > known.strength:
            strongest[key] = item
    items = list(strongest.values())
    return [item for item in items if not any(_covers(other, item) for other in items)]


def _covers(outer: _Found, inner: _Found) -> bool:
    return (
        inner.words & outer.words == inner.words
        and inner.words != outer.words
        and outer.strength >= inner.strength - _NEARLY_AS_STRONG
    )


def load_scoring(folder: Path) -> Scoring:
    """Read ``scoring.yaml`` of a language's folder; raises ``ContentError`` if it breaks its form."""
    root = load_yaml(folder / "scoring.yaml")
    root.only(Scoring.__dataclass_fields__)
    priors = {state: _by_intent(node) for state, node in root.require("priors").items()}
    for state, node in root.require("priors").items():
        if state not in LISTENING_STATES:
            raise node.error(f"'{state}' is no state; states: {', '.join(LISTENING_STATES)}")
    return Scoring(
        unexplained=_by_state(root.require("unexplained")),
        light_only=root.require("light_only").number(0.0, 5.0),
        per_word=root.require("per_word").number(0.0, 1.0),
        words_counted=root.require("words_counted").integer(0, 100),
        threshold=root.require("threshold").number(-5.0, 5.0),
        domain=root.require("domain").number(0.0, 1.0),
        ranks=_by_intent(root.require("ranks")),
        priors={state: priors[state] for state in LISTENING_STATES if state in priors},
        likeness=root.require("likeness").number(0.0, 5.0),
        unseen=root.require("unseen").number(-5.0, 5.0),
        slotted=frozenset(_intent(node) for node in root.require("slotted").elements()),
    )


def _by_state(node: Node) -> dict[ListeningState, float]:
    node.only(LISTENING_STATES)
    return {state: node.require(state).number(0.0, 5.0) for state in LISTENING_STATES}


def _intent(node: Node) -> Intent:
    name = node.choice(INTENTS)
    return next(intent for intent in INTENTS if intent == name)


def _by_intent(node: Node) -> dict[Intent, float]:
    given: dict[str, float] = {}
    for name, value in node.items():
        if name not in INTENTS:
            raise value.error(f"'{name}' is no intent")
        given[name] = value.number(-5.0, 5.0)
    return {intent: given[intent] for intent in INTENTS if intent in given}
