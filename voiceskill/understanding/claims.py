"""Who claims which sentence: no two intents may claim the same one in the same state with the same strength.

Only short templates are written out in full (up to ``_MOST`` sentences each): there a clash is a mistake of
whoever wrote the files, while long templates overlap by design and are told apart by their scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from voiceskill.understanding.meaning import ListeningState
from voiceskill.understanding.normalise import Normaliser
from voiceskill.understanding.template_syntax import Item
from voiceskill.understanding.templates import Template

__all__ = ["check_claims"]

_MOST = 60


def check_claims(templates: Iterable[Template], normaliser: Normaliser) -> None:
    """Raise ``ContentError`` at a template that clashes with an earlier one, or that can never be heard."""
    plain = lru_cache(maxsize=None)(lambda word: " ".join(normaliser.words(word)))
    claims: dict[tuple[str, ListeningState, float], Template] = {}
    for template in templates:
        if not template.states:
            raise template.node.error("this template can never be reached: no state is left for it")
        fresh = False
        for sentence in _sentences(template, plain):
            for state in sorted(template.states):
                earlier = claims.setdefault((sentence, state, template.strength), template)
                fresh = fresh or earlier is template
                if earlier.intent != template.intent:
                    raise template.node.error(
                        f"'{sentence}' means {template.intent} here but {earlier.intent} in "
                        f"{earlier.node.path.name}:{earlier.node.line} (state {state})"
                    )
        if not fresh:
            raise template.node.error("this template can never be reached: earlier ones say all that it says")


def _sentences(template: Template, plain: Callable[[str], str]) -> Iterator[str]:
    paths = _paths(template.items)
    if len(paths) > _MOST:
        yield f"template of line {template.node.line} in {template.node.path.name}"
        return
    for path in paths:
        yield " ".join(word if word.startswith("{") else plain(word) for word in path)


def _paths(items: tuple[Item, ...]) -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = [()]
    for item in items:
        tails = [(item,)] if isinstance(item, str) else [p for c in item.choices for p in _paths(c)]
        paths = [head + tail for head in paths for tail in tails][: _MOST + 1]
    return paths
