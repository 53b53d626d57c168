"""A second, small search beside the open one, for the few words that interrupt.

Words of one syllable in a ringing room sound like a dozen others, and an open search has a thousand to choose
from. This one knows only the interruptions, what else is as short, and garbage. Both see the same sound and
score it on the same scale, so the difference of their scores says how well a command fits beside what the
open search understood. In terms of keyword spotting the whole language is the background model
(J. R. Rohlicek, W. Russell, S. Roukos and H. Gish, "Continuous hidden Markov modeling for speaker-independent
word spotting", ICASSP 1989).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from voiceskill.recognition.confidence import GARBAGE_WORD, without_garbage
from voiceskill.recognition.interruptions import Interruptions
from voiceskill.recognition.libvosk import Decoder, SpeechModel
from voiceskill.recognition.recognizer import SAMPLE_RATE

__all__ = ["CommandSpotter"]

_LONGEST_SECONDS = 4.0
"""Whoever speaks longer than this, the pause before and after included, has more to say than a command."""
_READINGS = 10
_BYTES_A_SECOND = 2 * SAMPLE_RATE


class CommandSpotter:
    """Follows one utterance after another; fed what the open search is fed."""

    def __init__(self, model: SpeechModel, interruptions: Interruptions) -> None:
        """Texts with a word that ``model`` does not know are left out."""
        self._model = model
        self._commands = frozenset(_known(model, interruptions.commands))
        self._others = frozenset(_known(model, interruptions.others))
        self._decoder: Decoder | None = None
        self._fed = 0

    def accept(self, pcm: bytes) -> None:
        """Take the next sound of the utterance: mono s16le at 16 kHz."""
        self._fed += len(pcm)
        if not self._commands or self._fed > _LONGEST_SECONDS * _BYTES_A_SECOND:
            self._decoder = None
            return
        if self._decoder is None:
            phrases = [*sorted(self._commands | self._others), GARBAGE_WORD]
            self._decoder = self._model.decoder(SAMPLE_RATE, _READINGS, phrases)
        self._decoder.accept(pcm)

    def finish(self) -> tuple[str, float] | None:
        """The command that the whole utterance sounds most like and its score (nats, on the scale of an open
        search); None if it sounds more like something else that is short. The next utterance begins.
        """
        decoder, self._decoder, self._fed = self._decoder, None, 0
        if decoder is None:
            return None
        scores = _scores(json.loads(decoder.final())["alternatives"])
        whole = {text: score for text, score in scores.items() if text in self._commands | self._others}
        best = max(whole, key=whole.__getitem__, default="")
        return (best, whole[best]) if best in self._commands else None


def _scores(entries: list[dict[str, object]]) -> Mapping[str, float]:
    """The best score of each text, garbage left out."""
    scores: dict[str, float] = {}
    for entry in entries:
        text = without_garbage(str(entry["text"]))
        score = float(str(entry["confidence"]))
        scores[text] = max(score, scores.get(text, score))
    return scores


def _known(model: SpeechModel, texts: Sequence[str]) -> list[str]:
    return [text for text in texts if all(map(model.knows, text.split()))]
