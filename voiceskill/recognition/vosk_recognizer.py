"""Recognition by libvosk: sound in pieces in, hypotheses with word times and confidences out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voiceskill.locations import LANGUAGE, content_dir
from voiceskill.recognition.alternatives import Alternative, Choice, choose
from voiceskill.recognition.command_spotter import CommandSpotter
from voiceskill.recognition.confidence import (
    GARBAGE_WORD,
    Calibration,
    Evidence,
    load_calibration,
    mean_confidence,
    weigh,
    without_garbage,
)
from voiceskill.recognition.equalizer import Equalizer
from voiceskill.recognition.hypothesis import Hypothesis, Spotted, Word
from voiceskill.recognition.interruptions import Interruptions, read_interruptions
from voiceskill.recognition.libvosk import Decoder, SpeechModel
from voiceskill.recognition.model_files import SPEECH_GAUSSIANS_FILE, ModelFacts, check_model
from voiceskill.recognition.recognizer import SAMPLE_RATE
from voiceskill.recognition.speech_gaussians import SpeechGaussians, gaussians_from_bytes
from voiceskill.recognition.suppressor import Suppressor
from voiceskill.understanding.meaning import ListeningState

__all__ = ["VoskRecognizer"]

_BYTES_PER_SAMPLE = 2
_CHUNK_BYTES = SAMPLE_RATE // 10 * _BYTES_PER_SAMPLE
_READINGS = 10
"""How many readings of an utterance are asked for and weighed."""


@dataclass(frozen=True, slots=True)
class _OpenedModel:
    """What any number of recognizers share, in any threads."""

    facts: ModelFacts
    model: SpeechModel
    gaussians: SpeechGaussians | None
    calibration: Calibration
    interruptions: Interruptions | None

    def spotter(self) -> CommandSpotter | None:
        """A fresh one, for models made here: on the scores of others nothing was calibrated."""
        return CommandSpotter(self.model, self.interruptions) if self.interruptions is not None else None

    def equalizer(self) -> Equalizer | None:
        """A fresh one, for models made here."""
        if self.gaussians is None or self.facts.cepstral_mean is None:
            return None
        return Equalizer(self.gaussians, self.facts.cepstral_mean)


class VoskRecognizer:
    """A ``Recognizer`` on any Vosk model directory.

    ``evidence`` is what the newest final hypothesis' confidence was drawn from, None with a model from
    elsewhere. Each utterance gets a fresh decoder: libvosk keeps what its search has composed (tens of MiB
    within minutes) as long as its decoder lives, and counts time from its beginning.
    """

    def __init__(self, model: Path | _OpenedModel) -> None:
        """Open the model; raise ``VoiceskillError`` if it is missing or damaged."""
        self._opened = _open_model(model) if isinstance(model, Path) else model
        self._facts = self._opened.facts
        self._decoder = self._fresh_decoder()
        self._suppressor = Suppressor()
        self._equalizer = self._opened.equalizer()
        self._spotter = self._opened.spotter()
        self.evidence: Evidence | None = None
        self._state: ListeningState = "idle"
        self._fed = 0
        self._utterance_start = 0
        self._may_be_command = False
        self._partial = ""

    def sibling(self) -> VoskRecognizer:
        """Another recognizer, for another stream, on the same model, which is not loaded a second time."""
        return VoskRecognizer(self._opened)

    def accept(self, pcm: bytes) -> Sequence[Hypothesis]:
        """Take mono s16le at 16 kHz; give finals, oldest first, and at most one new partial, last."""
        known: list[Hypothesis] = []
        for start in range(0, len(pcm), _CHUNK_BYTES):
            known += self._feed(self._equalized(pcm[start : start + _CHUNK_BYTES]))
        finals = [hypothesis for hypothesis in known if hypothesis.final]
        return finals + known[-1:] if known and not known[-1].final else finals

    def flush(self) -> Sequence[Hypothesis]:
        """End the utterance now; give its final hypothesis unless nothing was heard."""
        return [hypothesis for hypothesis in (*self._feed(self._rest()), *self._finish()) if hypothesis.final]

    def expect(self, state: ListeningState) -> None:
        """Prefer, from the next final hypothesis on, readings that are short answers awaited in ``state``.

        Only what the decoder heard anyway is weighed again: libvosk could swap its grammar for a list of
        phrases, but that would take the danger signs and all other talk out of what can be heard. While
        something is under way, interruptions are listened for beside all that.
        """
        self._state = state

    def close(self) -> None:
        """Free the decoder, and the model once no sibling uses it."""
        del self._decoder, self._spotter, self._opened

    def _fresh_decoder(self) -> Decoder:
        return self._opened.model.decoder(SAMPLE_RATE, _READINGS)

    def _equalized(self, chunk: bytes) -> bytes:
        if self._equalizer is None:
            return chunk
        return self._equalizer.accept(self._suppressor.accept(np.frombuffer(chunk, "<i2"))).tobytes()

    def _rest(self) -> bytes:
        """What suppressor and equalizer still hold back."""
        if self._equalizer is None:
            return b""
        last = self._equalizer.accept(self._suppressor.flush())
        return np.concatenate([last, self._equalizer.flush()]).tobytes()

    def _feed(self, chunk: bytes) -> Iterator[Hypothesis]:
        if not chunk:
            return
        if self._fed == self._utterance_start:
            self._may_be_command = self._state != "idle"
        if self._spotter is not None and self._may_be_command:
            self._spotter.accept(chunk)
        self._fed += len(chunk) // _BYTES_PER_SAMPLE
        if self._decoder.accept(chunk):
            yield from self._finish()
            return
        text = without_garbage(json.loads(self._decoder.partial())["partial"])
        if text != self._partial:
            self._partial = text
            start, now = self._utterance_start / SAMPLE_RATE, self._fed / SAMPLE_RATE
            yield Hypothesis(text, start, now, 0.0, final=False)

    def _finish(self) -> Iterator[Hypothesis]:
        result = json.loads(self._decoder.final())
        self._decoder = self._fresh_decoder()
        choice = self._choose(result["alternatives"])
        words = choice.words
        spotted = self._spotted(result["alternatives"])
        loudness = 0.0
        if self._equalizer is not None:
            loudness = self._equalizer.loudness_db
            self._equalizer.next_utterance(heard=any(word.text != GARBAGE_WORD for word in words))
        heard = tuple(word for word in words if word.text != GARBAGE_WORD)
        if words:
            yield Hypothesis(
                text=" ".join(word.text for word in heard),
                start=words[0].start,
                end=words[-1].end,
                confidence=self._confidence(choice, loudness),
                final=True,
                words=heard,
                readings=choice.readings,
                spotted=spotted,
            )
        self._utterance_start = self._fed
        self._partial = ""

    def _spotted(self, entries: Sequence[dict[str, Any]]) -> Spotted | None:
        command = self._spotter.finish() if self._spotter is not None else None
        if command is None:
            return None
        text, score = command
        return Spotted(text, score - max(entry["confidence"] for entry in entries))

    def _confidence(self, choice: Choice, loudness_db: float) -> float:
        if self._facts.expected_words is None:
            return mean_confidence(choice.words)
        self.evidence = weigh(choice.words, choice.share, self._facts.expected_words, loudness_db)
        return self._opened.calibration.probability(self.evidence)

    def _choose(self, entries: Sequence[dict[str, Any]]) -> Choice:
        alternatives = [
            Alternative(self._words(entry.get("result", [])), entry["confidence"]) for entry in entries
        ]
        answers = self._facts.expected_answers
        return choose(alternatives, answers.within(self._state), answers.preference)

    def _words(self, entries: Sequence[dict[str, Any]]) -> tuple[Word, ...]:
        utterance_start = self._utterance_start / SAMPLE_RATE

        def seconds(reported: float) -> float:
            return utterance_start + reported * self._facts.time_scale

        return tuple(
            Word(entry["word"], seconds(entry["start"]), seconds(entry["end"]), confidence=0.0)
            for entry in entries
        )


def _open_model(folder: Path) -> _OpenedModel:
    facts = check_model(folder)
    made_here = facts.cepstral_mean is not None
    gaussians = gaussians_from_bytes((folder / SPEECH_GAUSSIANS_FILE).read_bytes()) if made_here else None
    interruptions = read_interruptions(content_dir("intents") / LANGUAGE) if made_here else None
    return _OpenedModel(facts, SpeechModel(folder), gaussians, load_calibration(), interruptions)
