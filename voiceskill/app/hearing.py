"""From blocks of room sound to hypotheses in session time: the recognizer gets what the gate lets pass."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from voiceskill.audio.listener import Block
from voiceskill.audio.pcm import Samples
from voiceskill.recognition.hypothesis import Hypothesis, Word
from voiceskill.recognition.recognizer import SAMPLE_RATE, Recognizer
from voiceskill.understanding.meaning import ListeningState

__all__ = ["Hearing"]

_CHUNK_SAMPLES = SAMPLE_RATE // 10
_PRE_ROLL_SAMPLES = SAMPLE_RATE // 2
_NOTHING: Samples = np.zeros(0, np.int16)


@dataclass(frozen=True, slots=True)
class _Piece:
    stream: float
    session: float


class Hearing:
    """Owns the recognizer of a session; one thread at a time.

    The gate leaves out silence, so the recognizer's stream time runs slower than session time; each piece
    that was fed is remembered with both. The gate stays open for a while after a voice; once an utterance is
    over, that silence is left out too, as a recognizer that is given nothing but silence finds words in it.
    """

    def __init__(self, recognizer: Recognizer) -> None:
        """``recognizer`` is closed by ``close``."""
        self._recognizer = recognizer
        self._fed_samples = 0
        self._pieces: deque[_Piece] = deque(maxlen=64)
        self._between_utterances = True
        self._pre_roll: Samples = _NOTHING

    def take(self, block: Block) -> Sequence[Hypothesis]:
        """What the recognizer now believes, given the next 20 ms; oldest first, in session time."""
        heard: list[Hypothesis] = []
        if len(block.speech):
            heard.extend(self._listen(block))
        if any(hypothesis.final for hypothesis in heard):
            self._between_utterances = True
        return [*heard, *self.flush()] if block.closed else heard

    def flush(self) -> Sequence[Hypothesis]:
        """End the utterance now; what it was, unless none was under way."""
        if self._between_utterances:
            return []
        self._between_utterances = True
        return [self._in_session_time(hypothesis) for hypothesis in self._recognizer.flush()]

    def _listen(self, block: Block) -> Sequence[Hypothesis]:
        if not self._between_utterances:
            return self._feed(block.speech)
        if block.opened:
            self._pre_roll = _NOTHING
        self._pre_roll = np.concatenate([self._pre_roll, block.speech])
        if block.quiet_seconds > 0.0:
            self._pre_roll = self._pre_roll[-_PRE_ROLL_SAMPLES:]
            return []
        speech, self._pre_roll = self._pre_roll, _NOTHING
        self._between_utterances = False
        start = block.speech_start - (len(speech) - len(block.speech)) / SAMPLE_RATE
        self._pieces.append(_Piece(self._fed_samples / SAMPLE_RATE, start))
        return self._feed(speech)

    def _feed(self, speech: Samples) -> Sequence[Hypothesis]:
        heard: list[Hypothesis] = []
        for first in range(0, len(speech), _CHUNK_SAMPLES):
            chunk = speech[first : first + _CHUNK_SAMPLES]
            self._fed_samples += len(chunk)
            heard.extend(self._recognizer.accept(chunk.tobytes()))
        return [self._in_session_time(hypothesis) for hypothesis in heard]

    def expect(self, state: ListeningState) -> None:
        """Listen for what is said in ``state``."""
        self._recognizer.expect(state)

    def close(self) -> None:
        """Free the recognizer."""
        self._recognizer.close()

    def _in_session_time(self, hypothesis: Hypothesis) -> Hypothesis:
        offset = self._offset(hypothesis.start)
        return replace(
            hypothesis,
            start=hypothesis.start + offset,
            end=hypothesis.end + offset,
            words=tuple(_moved(word, offset) for word in hypothesis.words),
        )

    def _offset(self, stream_time: float) -> float:
        """Session time minus stream time of the piece in which ``stream_time`` lies."""
        newest_first = reversed(self._pieces)
        # A word may be placed a frame before its piece began.
        piece = next((p for p in newest_first if p.stream <= stream_time + 0.05), None)
        if piece is None:
            return 0.0
        return piece.session - piece.stream


def _moved(word: Word, offset: float) -> Word:
    return replace(word, start=word.start + offset, end=word.end + offset)
