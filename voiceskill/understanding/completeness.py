"""Whether somebody has said all that they wanted to say, as far as the words tell.

A device that waits for a long silence is slow, and one that does not cuts people off in mid-sentence. So the
words say how long a pause has to be: hardly any after "how long left", a long one after "my left".
``turn_ends.yaml`` of the language's folder holds the words and concepts that this takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from voiceskill.understanding.meaning import BODY_PARTS, Intent, ListeningState, Meaning
from voiceskill.understanding.utterance import Utterance
from voiceskill.yaml_source import load_yaml

__all__ = ["Completeness", "TurnEnds", "completeness", "load_turn_ends"]

Completeness: TypeAlias = Literal["whole", "unsure", "unfinished"]
"""``whole``: nothing that could follow changes what is meant; ``unfinished``: more must follow; ``unsure``:
the words do not tell.
"""

_ASKED_FOR_A_MUSCLE: frozenset[ListeningState] = frozenset({"ask_body_part", "ask_side", "confirm"})
_ANSWERS_NOTHING: frozenset[Intent] = frozenset({"out_of_scope"})
_SIDES = ("side_", "bare_")


@dataclass(frozen=True, slots=True)
class TurnEnds:
    """What ``turn_ends.yaml`` holds.

    ``certain`` is the confidence (0 to 1) from which a meaning counts as known, ``leads_on`` are words that
    end no sentence, ``trouble`` the concepts of which a report names one.
    """

    certain: float
    leads_on: frozenset[str]
    trouble: frozenset[str]


def completeness(
    meaning: Meaning, last_word: str, utterance: Utterance, state: ListeningState, ends: TurnEnds
) -> Completeness:
    """How complete an utterance of ``meaning`` is, said in ``state``.

    ``last_word`` is its last plain word as it was heard, a filler too; ``utterance`` are its words as the
    matcher sees them.
    Words that tell of danger are never ``whole``: what follows may be the worst of it, or take it back.
    """
    if last_word in ends.leads_on:
        return "unfinished"
    if meaning.red_flag is not None or meaning.check is not None:
        return "unsure"
    if meaning.intent == "report_cramp":
        return _report(meaning, utterance, state, ends)
    return "whole" if _is_certain(meaning, ends) else "unsure"


def _report(meaning: Meaning, utterance: Utterance, state: ListeningState, ends: TurnEnds) -> Completeness:
    names_trouble = any(span.concept in ends.trouble for span in utterance.spans)
    answers = state in _ASKED_FOR_A_MUSCLE and (
        meaning.body_part is not None or (state == "ask_side" and meaning.side is not None)
    )
    if answers or (names_trouble and meaning.body_part is not None):
        return "whole" if _is_certain(meaning, ends) else "unsure"
    return "unfinished" if not names_trouble and _only_names_a_place(utterance) else "unsure"


def _is_certain(meaning: Meaning, ends: TurnEnds) -> bool:
    return meaning.confidence >= ends.certain and meaning.intent not in _ANSWERS_NOTHING


def _only_names_a_place(utterance: Utterance) -> bool:
    """Whether nothing but a muscle, a side and words of little weight was said."""
    places = {
        place
        for span in utterance.spans
        if span.concept in BODY_PARTS or span.concept.startswith(_SIDES)
        for place in range(span.start, span.end)
    }
    return all(place in places or weight < 1.0 for place, weight in enumerate(utterance.weights))


def load_turn_ends(folder: Path) -> TurnEnds:
    """Read ``turn_ends.yaml`` of a language's folder; raises ``ContentError`` if it breaks its form."""
    root = load_yaml(folder / "turn_ends.yaml")
    root.only(TurnEnds.__dataclass_fields__)
    return TurnEnds(
        certain=root.require("certain").number(0.0, 1.0),
        leads_on=frozenset(" ".join(root.require("leads_on").texts()).split()),
        trouble=frozenset(root.require("trouble").texts()),
    )
