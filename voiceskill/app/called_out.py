"""Whether an utterance was a command after all: a short word called out that was taken for another one.

The open search hears "chop" where somebody called "stop" across a room, or over our own voice. What decides
is the moment. Whoever utters something short over our voice has most likely told us to stop or to wait; where
an answer is due, words that are one stay what they are; and no sign of danger is taken for a command.
"""

from __future__ import annotations

from dataclasses import replace

from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import Intent, ListeningState, Meaning

__all__ = ["as_called_out", "in_doubt"]

_OVER_US = 9.0
_IN_SILENCE = 2.0
"""Log odds (nats) of a command against other words, before they are heard: chosen on development voices, see
``bench/audio/README.md``.
"""
_BESIDE_A_HINT = 3.0
"""The same against words with a hint of danger, which would otherwise be asked about."""
_NEVER = float("-inf")
_ASKING: frozenset[ListeningState] = frozenset({"ask_body_part", "ask_side", "after_hold", "confirm"})
_ANSWERS: frozenset[Intent] = frozenset({"yes", "no", "better", "not_better", "worse", "report_cramp"})
_OBEYED: frozenset[Intent] = frozenset({"stop", "pause"})
"""Words that silence us already need no other."""
_DOUBT = 0.5


def as_called_out(
    hypothesis: Hypothesis, meaning: Meaning, state: ListeningState, *, over_us: bool
) -> Hypothesis:
    """``hypothesis`` as the command that was spotted in it, if it is likelier to be that; else as it is.

    ``meaning`` is what its words mean in ``state``; ``over_us``: it was said while we spoke.
    """
    spotted = hypothesis.spotted
    if spotted is None or spotted.text == hypothesis.text:
        return hypothesis
    if spotted.log_odds + _prior(meaning, state, over_us=over_us) < 0.0:
        return hypothesis
    return replace(hypothesis, text=spotted.text, confidence=1.0, words=(), readings=())


def in_doubt(hypothesis: Hypothesis, meaning: Meaning) -> Hypothesis:
    """A ``hypothesis`` that was called out: silence and pauses cost little and are given at once, but a call
    for help that only the small search heard is asked about.
    """
    return replace(hypothesis, confidence=_DOUBT) if meaning.red_flag is not None else hypothesis


def _prior(meaning: Meaning, state: ListeningState, *, over_us: bool) -> float:
    answers = meaning.intent in _ANSWERS and state in _ASKING
    if meaning.red_flag is not None or meaning.intent in _OBEYED or answers:
        return _NEVER
    if over_us:
        return _OVER_US if meaning.check is None else _BESIDE_A_HINT
    means_something = meaning.intent != "out_of_scope" or meaning.check is not None
    return 0.0 if means_something else _IN_SILENCE
