"""What an utterance plainly means speaks against a danger that it only resembles.

Likeness to example sentences finds dangers that no rule foresaw, and takes "it's let me go" for despair.
Where the words are surely an ordinary answer or request in the middle of an episode, an emergency that rests
on likeness alone becomes one short question. A question that rests on likeness alone is not asked about what
is surely talk. What a rule named is never touched, nor what is said to the waiting device, where no answer is
due.
"""

from __future__ import annotations

from dataclasses import replace

from voiceskill.understanding.meaning import Intent, Level, ListeningState
from voiceskill.understanding.red_flags import FlagFindings

__all__ = ["temper"]

_SURE = 0.95
"""Confidence (0 to 1) in an intent from which it speaks against a mere likeness."""
_TALK = "talk"
_MAY_BE_DANGER: frozenset[Intent] = frozenset({"out_of_scope", "call_help", "help", "no", "yes", "worse"})
"""Intents that say nothing against danger."""


def temper(
    danger: FlagFindings, intent: Intent, confidence: float, reason: str | None, state: ListeningState
) -> FlagFindings:
    """``danger`` with its guesses weighed against a sure ``intent`` (or the ``reason`` for none)."""
    if confidence < _SURE:
        return danger
    if intent not in _MAY_BE_DANGER and state != "idle":
        return _ask_instead(danger)
    if reason == _TALK and danger.check is not None and danger.check not in danger.sure:
        return replace(danger, check=None)
    return danger


def _ask_instead(danger: FlagFindings) -> FlagFindings:
    flag = danger.red_flag
    if flag is None or flag.level is not Level.EMERGENCY or flag in danger.sure:
        return danger
    rest = danger.others
    return replace(danger, red_flag=rest[0] if rest else None, others=rest[1:], check=flag)
