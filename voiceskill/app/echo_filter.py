"""The second net under echo cancelling: tells our own words, picked up again, from the person's.

We know what we said and when. A heard word is ours if we said the same word at about the same time. An
utterance is dropped when most of its words are ours; one that means "stop", asks for help or holds a red
flag only when every word is. What the canceller leaves of our voice may also sound like other words: one or
two that are hardly heard while we speak are dropped too, unless they mean one of those things.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.speech.telephone import digit_by_digit
from voiceskill.understanding.meaning import Intent, Meaning
from voiceskill.understanding.normalise import UNITS

__all__ = ["EchoFilter"]

_NEVER_LOST: frozenset[Intent] = frozenset({"stop", "help", "call_help", "cancel_emergency"})
_MEMORY_SECONDS = 30.0
_AROUND_SECONDS = 1.0
_SCRAP_WORDS = 2
_SCRAP_SECONDS = 0.4
"""How far (seconds) from a word of ours a scrap of it may be heard."""


@dataclass(frozen=True, slots=True)
class _TimedWord:
    text: str
    time: float


class EchoFilter:
    """Remembers the words that the device said lately; times are session seconds."""

    def __init__(
        self,
        tolerance_seconds: float = 0.8,
        own_share: float = 0.6,
        same_word: float = 0.75,
        hardly_heard: float = 0.5,
    ) -> None:
        """A heard word is ours if its spelling is at least ``same_word`` (0 to 1) alike to one that we said
        within ``tolerance_seconds``; an utterance is, if at least ``own_share`` (0 to 1) of its words are.
        Scraps are heard with less than ``hardly_heard`` confidence (0 to 1).
        """
        self._hardly_heard = hardly_heard
        self._tolerance_seconds = tolerance_seconds
        self._own_share = own_share
        self._same_word = same_word
        self._said: deque[_TimedWord] = deque()

    def remember(self, text: str, start: float, end: float) -> None:
        """Note that the device says ``text`` from ``start`` to ``end``."""
        words = _plain_words(text)
        step = (end - start) / max(1, len(words))
        self._said.extend(_TimedWord(word, start + (i + 0.5) * step) for i, word in enumerate(words))
        while self._said and self._said[0].time < start - _MEMORY_SECONDS:
            self._said.popleft()

    def forget_after(self, time: float) -> None:
        """The sound was cut off at ``time``: what was still to be said never sounded."""
        self._said = deque(word for word in self._said if word.time <= time)

    def was_speaking(self, start: float, end: float) -> bool:
        """Whether any word of ours fell between ``start`` and ``end``, or within a second of them."""
        return any(start - _AROUND_SECONDS <= word.time <= end + _AROUND_SECONDS for word in self._said)

    def is_own_voice(self, hypothesis: Hypothesis, meaning: Meaning) -> bool:
        """Whether ``hypothesis`` is our own speech come back through the microphone."""
        heard = _timed(hypothesis)
        if not heard:
            return False
        own = sum(map(self._was_said, heard))
        if meaning.red_flag is not None or meaning.intent in _NEVER_LOST:
            return own == len(heard)
        return own / len(heard) >= self._own_share or self._is_scrap(hypothesis, heard, meaning)

    def _is_scrap(self, hypothesis: Hypothesis, heard: Sequence[_TimedWord], meaning: Meaning) -> bool:
        spotted = hypothesis.spotted
        called_out = spotted is not None and spotted.log_odds >= 0.0
        plain = hypothesis.confidence >= self._hardly_heard or called_out
        if len(heard) > _SCRAP_WORDS or plain or meaning.check:
            return False
        return all(any(abs(said.time - word.time) <= _SCRAP_SECONDS for said in self._said) for word in heard)

    def _was_said(self, heard: _TimedWord) -> bool:
        return any(
            abs(said.time - heard.time) <= self._tolerance_seconds
            and Levenshtein.normalized_similarity(said.text, heard.text) >= self._same_word
            for said in self._said
        )


def _plain_words(text: str) -> list[str]:
    """The words of ``text`` as they sound: a telephone number is said, and heard, digit by digit."""
    said = digit_by_digit(text.lower())
    spaced = "".join(c if c.isalnum() or c == "'" else " " for c in said)
    return [UNITS[int(word)] if word in "0123456789" else word for word in spaced.split()]


def _timed(hypothesis: Hypothesis) -> Sequence[_TimedWord]:
    if hypothesis.words:
        return [_TimedWord(word.text, (word.start + word.end) / 2) for word in hypothesis.words]
    words = _plain_words(hypothesis.text)
    step = (hypothesis.end - hypothesis.start) / max(1, len(words))
    return [_TimedWord(word, hypothesis.start + (i + 0.5) * step) for i, word in enumerate(words)]
