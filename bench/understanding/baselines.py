"""Other ways to find an intent with the same templates: hassil, padacioso and the nearest sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rapidfuzz import fuzz, process

from voiceskill.understanding.template_syntax import GAP, Item
from voiceskill.understanding.templates import Templates

__all__ = ["Classifier", "hassil_classifier", "nearest_sentence_classifier", "padacioso_classifier"]

Classifier = Callable[[str, str], str]
"""From a text and a state to the name of an intent."""

_PADACIOSO_SENTENCES = 400
_NEAREST_SENTENCES = 40_000


def _hassil_text(items: Iterable[Item]) -> str:
    return " ".join(item if isinstance(item, str) else _hassil_choice(item.choices) for item in items)


def _hassil_choice(choices: tuple[tuple[Item, ...], ...]) -> str:
    said = "|".join(_hassil_text(choice) for choice in choices if choice)
    return f"[{said}]" if () in choices else f"({said})"


def _has_gap(items: Iterable[Item]) -> bool:
    return any(
        item == GAP if isinstance(item, str) else any(_has_gap(choice) for choice in item.choices)
        for item in items
    )


def _concept_rules(templates: Templates) -> dict[str, str]:
    lexicon = templates.lexicon
    return {
        concept: "(" + "|".join(_hassil_text(items) for items in lexicon.phrases(concept)) + ")"
        for concept in lexicon
    }


def hassil_classifier(templates: Templates, states: Iterable[str]) -> Classifier:
    """The templates without gaps in hassil, which matches whole sentences; one set of intents a state."""
    from hassil import Intents
    from hassil.recognize import recognize_best

    rules = {
        name: text.replace("{", "<").replace("}", ">") for name, text in _concept_rules(templates).items()
    }
    by_state: dict[str, Any] = {}
    for state in states:
        sentences: dict[str, list[str]] = {}
        for template in templates.templates:
            if state in template.states and not _has_gap(template.items):
                text = _hassil_text(template.items).replace("{", "<").replace("}", ">")
                sentences.setdefault(template.intent, []).append(text)
        by_state[state] = Intents.from_dict(
            {
                "language": "en",
                "intents": {name: {"data": [{"sentences": said}]} for name, said in sentences.items()},
                "expansion_rules": rules,
            }
        )

    def classify(text: str, state: str) -> str:
        result = recognize_best(text, by_state[state])
        return result.intent.name if result is not None else "out_of_scope"

    return classify


def padacioso_classifier(templates: Templates) -> Classifier:
    """A sample of the templates' sentences in padacioso with its fuzzy matching; it knows no states."""
    from padacioso import IntentContainer

    said: dict[str, list[str]] = {}
    for sentence in templates.sentences(_PADACIOSO_SENTENCES):
        said.setdefault(sentence.intent, []).append(" ".join(sentence.words))
    container = IntentContainer(fuzz=False)
    for intent, sentences in said.items():
        container.add_intent(intent, sorted(set(sentences)))

    def classify(text: str, _: str) -> str:
        found = container.calc_intent(text)
        return (found or {}).get("name") or "out_of_scope"

    return classify


def nearest_sentence_classifier(templates: Templates, cut: float = 75.0) -> Classifier:
    """The intent of the nearest of a sample of sentences that fit the state (rapidfuzz's ratio, 0 to 100)."""
    by_state: dict[str, tuple[list[str], list[str]]] = {}
    for sentence in templates.sentences(_NEAREST_SENTENCES):
        for state in sentence.states:
            texts, intents = by_state.setdefault(state, ([], []))
            texts.append(" ".join(sentence.words))
            intents.append(sentence.intent)

    def classify(text: str, state: str) -> str:
        texts, intents = by_state[state]
        found = process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=cut)
        return intents[found[2]] if found is not None else "out_of_scope"

    return classify
