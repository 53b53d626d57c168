"""Reads ``intents/<lang>/intents/*.yaml`` and refuses what can't work, naming file and line.

A file belongs to one intent: ``intent``, ``templates`` (strings, or groups of them under ``say`` with
options), ``combinations`` and ``when_negated``. ``short_answers.yaml`` is different: each entry says what
the same words mean in each state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from voiceskill.errors import ContentError
from voiceskill.understanding.claims import check_claims
from voiceskill.understanding.lexicon import Lexicon, load_lexicon, parsed
from voiceskill.understanding.meaning import INTENTS, LISTENING_STATES, Intent, ListeningState
from voiceskill.understanding.normalise import load_normaliser
from voiceskill.understanding.template_syntax import Item, concepts_of
from voiceskill.understanding.templates import Combination, Template, Templates
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["load_templates"]

_SHORT_ANSWERS = "short_answers.yaml"
_FILE_KEYS = {"intent", "templates", "combinations", "when_negated"}
_GROUP_KEYS = {"say", "states", "not_states", "strength", "whole", "weight", "spoken", "reason"}
_COMBINATION_KEYS = {"every", "none", "states", "not_states", "strength", "reason"}
_ALL_STATES: frozenset[ListeningState] = frozenset(LISTENING_STATES)
_DEFAULT = "default"


@dataclass(slots=True)
class _Gathered:
    templates: list[Template] = field(default_factory=list)
    combinations: list[Combination] = field(default_factory=list)
    when_negated: dict[Intent, Intent | None] = field(default_factory=dict)


def load_templates(folder: Path, validate: bool = False) -> Templates:
    """Read a language's folder (``intents/en``): its normaliser, lexicon and intents.

    Raises ``ContentError`` for what can't be read and an unknown concept, intent or state; with ``validate``
    also for what only an author can bring about, and which takes long to look for: a template that another
    one already covers or that can never be heard, and one sentence given to two intents in one state.
    """
    normaliser = load_normaliser(folder)
    lexicon = load_lexicon(folder, normaliser)
    gathered = _Gathered()
    paths = sorted((folder / "intents").glob("*.yaml"))
    if not paths:
        raise ContentError(folder / "intents", 1, "", "holds no file of intents")
    for path in paths:
        root = load_yaml(path)
        if path.name == _SHORT_ANSWERS:
            gathered.templates.extend(_short_answers(root))
        else:
            _read_file(root, gathered)
    _check_concepts(gathered, lexicon)
    if validate:
        check_claims(gathered.templates, normaliser)
    return Templates(
        tuple(gathered.templates), tuple(gathered.combinations), gathered.when_negated, lexicon, normaliser
    )


def _intent(node: Node) -> Intent:
    name = node.choice(INTENTS)
    return next(intent for intent in INTENTS if intent == name)


def _state(node: Node) -> ListeningState:
    name = node.choice(LISTENING_STATES)
    return next(state for state in LISTENING_STATES if state == name)


def _states(group: Node) -> frozenset[ListeningState]:
    given, barred = group.get("states"), group.get("not_states")
    states = frozenset(_state(node) for node in given.elements()) if given else _ALL_STATES
    return states - frozenset(_state(node) for node in barred.elements()) if barred else states


def _read_file(root: Node, gathered: _Gathered) -> None:
    root.only(_FILE_KEYS)
    intent = _intent(root.require("intent"))
    for group in _elements(root, "templates"):
        gathered.templates.extend(_group(group, intent))
    for node in _elements(root, "combinations"):
        gathered.combinations.append(_combination(node, intent))
    negated = root.get("when_negated")
    if negated is not None:
        gathered.when_negated[intent] = None if negated.text() == "nothing" else _intent(negated)


def _elements(root: Node, key: str) -> list[Node]:
    node = root.get(key)
    return node.elements() if node is not None else []


def _group(group: Node, intent: Intent) -> Iterator[Template]:
    if not group.is_mapping():
        yield Template(intent, parsed(group), group, _ALL_STATES, 1.0, False, 1.0, True, None)
        return
    group.only(_GROUP_KEYS)
    states = _states(group)
    for node in group.require("say").elements():
        yield Template(
            intent=intent,
            items=parsed(node),
            node=node,
            states=states,
            strength=_number(group, "strength", 1.0),
            whole=_flag(group, "whole", False),
            weight=_number(group, "weight", 1.0),
            spoken=_flag(group, "spoken", True),
            reason=_text(group, "reason"),
        )


def _combination(node: Node, intent: Intent) -> Combination:
    node.only(_COMBINATION_KEYS)
    none = node.get("none")
    return Combination(
        intent=intent,
        every=node.require("every").texts(),
        none=none.texts() if none is not None else (),
        node=node,
        states=_states(node),
        strength=_number(node, "strength", 1.0),
        reason=_text(node, "reason"),
    )


def _number(node: Node, key: str, default: float) -> float:
    given = node.get(key)
    return default if given is None else given.number(0.0, 100.0)


def _flag(node: Node, key: str, default: bool) -> bool:
    given = node.get(key)
    return default if given is None else given.boolean()


def _text(node: Node, key: str) -> str | None:
    given = node.get(key)
    return None if given is None else given.text()


def _short_answers(root: Node) -> Iterator[Template]:
    for entry in root.elements():
        entry.only({"say", "means"})
        meanings = _meanings(entry.require("means"))
        for node in entry.require("say").elements():
            items: tuple[Item, ...] = parsed(node)
            for intent, states in meanings.items():
                yield Template(intent, items, node, frozenset(states), 1.3, True, 1.0, True, None)


def _meanings(means: Node) -> dict[Intent, list[ListeningState]]:
    by_state: dict[ListeningState, Intent] = {}
    default = means.get(_DEFAULT)
    if default is not None:
        by_state = dict.fromkeys(LISTENING_STATES, _intent(default))
    for name, node in means.items():
        if name != _DEFAULT:
            if name not in LISTENING_STATES:
                raise node.error(f"'{name}' is no state; states: {', '.join(LISTENING_STATES)}")
            by_state[next(s for s in LISTENING_STATES if s == name)] = _intent(node)
    meanings: dict[Intent, list[ListeningState]] = {}
    for state, intent in by_state.items():
        meanings.setdefault(intent, []).append(state)
    return meanings


def _check_concepts(gathered: _Gathered, lexicon: Lexicon) -> None:
    for template in gathered.templates:
        for name in concepts_of(template.items):
            if name not in lexicon:
                raise template.node.error(f"there is no concept '{name}' in the lexicon")
    for combination in gathered.combinations:
        for name in (*combination.every, *combination.none):
            if name.removeprefix("not ") not in lexicon:
                raise combination.node.error(f"there is no concept '{name}' in the lexicon")
