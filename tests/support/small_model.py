"""What a small model is made of; a module of its own, so that other processes can import it too."""

from __future__ import annotations

from voiceskill.recognition.model_maker.sphinx.acoustic_model import dictionary_path
from voiceskill.recognition.model_maker.sphinx.dictionary import read_dictionary

__all__ = ["SENTENCES", "small_model_inputs"]

SENTENCES = (
    "stop",
    "pause please",
    "carry on",
    "how long left",
    "my chest hurts",
    "the other leg",
    "my calf is cramping",
    "my left calf is cramping",
    "my right foot is cramping",
    "i have a cramp in my thigh",
)


def small_model_inputs() -> tuple[list[tuple[tuple[str, ...], float]], dict]:
    sentences = [(tuple(text.split()), 1.0) for text in SENTENCES]
    words = {word for sentence, _ in sentences for word in sentence}
    return sentences, read_dictionary(dictionary_path(), words)
