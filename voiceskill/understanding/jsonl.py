"""Meanings as JSON, and the JSON lines that ask for them: the form of ``voiceskill understand``."""

from __future__ import annotations

import json
from typing import Any

from voiceskill.errors import VoiceskillError
from voiceskill.understanding.meaning import LISTENING_STATES, ListeningState, Meaning, RedFlag

__all__ = ["BadLine", "as_json", "read_line"]


class BadLine(VoiceskillError):  # noqa: N818 - it names the line, which is at fault
    """A line of input is no request; the message is one sentence that says what it should be."""


def read_line(line: str, default_state: ListeningState = "idle") -> tuple[str, ListeningState]:
    """The text and the dialogue state of one line ``{"text": ..., "state": ...}``; the state may be left out.

    Raises ``BadLine`` for what is no JSON, no object, has no text, or names an unknown state.
    """
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine(
            'this is not JSON: write one object a line, such as {"text": "my calf is cramping"}.'
        ) from None
    if not isinstance(request, dict) or not isinstance(request.get("text"), str):
        raise BadLine('the line needs a "text" that is a string, such as {"text": "my calf is cramping"}.')
    given = request.get("state", default_state)
    for state in LISTENING_STATES:
        if state == given:
            return request["text"], state
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
    }


def _flag(flag: RedFlag | None) -> dict[str, str] | None:
    return None if flag is None else {"id": flag.id, "level": flag.level.label}
