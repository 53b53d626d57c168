"""Meanings as JSON, and the JSON lines that ask for them: the form of ``voiceskill understand``."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from voiceskill.errors import VoiceskillError
from voiceskill.understanding.meaning import LISTENING_STATES, ListeningState, Meaning, RedFlag

__all__ = ["BadLine", "Request", "as_json", "read_line"]


class BadLine(VoiceskillError):  # noqa: N818 - it names the line, which is at fault
    """A line of input is no request; the message is one sentence that says what it should be."""


class Request(NamedTuple):
    """What to understand: a text, said in a dialogue state while these facts were known."""

    text: str
    state: ListeningState
    facts_known: tuple[str, ...]


def read_line(line: str, default_state: ListeningState = "idle") -> Request:
    """One line ``{"text": ..., "state": ..., "facts_known": [...]}``; all but the text may be left out.

    Raises ``BadLine`` for what is no JSON, no object, has no text, names an unknown state, or has facts that
    are no list of names.
    """
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine(
            'this is not JSON: write one object a line, such as {"text": "my calf is cramping"}.'
        ) from None
    if not isinstance(request, dict) or not isinstance(request.get("text"), str):
        raise BadLine('the line needs a "text" that is a string, such as {"text": "my calf is cramping"}.')
    facts = request.get("facts_known", [])
    if not isinstance(facts, list) or not all(isinstance(name, str) for name in facts):
        raise BadLine('the "facts_known" must be a list of names, such as ["pregnant"].')
    given = request.get("state", default_state)
    for state in LISTENING_STATES:
        if state == given:
            return Request(request["text"], state, tuple(facts))
    raise BadLine(f'the "state" must be one of: {", ".join(LISTENING_STATES)}.')


def as_json(meaning: Meaning) -> dict[str, Any]:
    """The JSON object of a meaning; keys stand in the order of the contract, further ones after them."""
    return {
        "text": meaning.text,
        "intent": meaning.intent,
        "confidence": round(meaning.confidence, 3),
        "body_part": meaning.body_part,
        "side": meaning.side,
        "red_flag": _flag(meaning.red_flag),
        "negated": list(meaning.negated),
        "check": _flag(meaning.check),
        "facts": list(meaning.facts),
        "reason": meaning.reason,
        "bystander": meaning.bystander,
        "also": list(meaning.also),
        "heard": list(meaning.heard),
    }


def _flag(flag: RedFlag | None) -> dict[str, str] | None:
    return None if flag is None else {"id": flag.id, "level": flag.level.label}
