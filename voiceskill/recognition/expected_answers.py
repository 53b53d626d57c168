"""Short answers that the dialogue waits for in a state: readings of them are preferred to sound-alikes.

Built with the model from the templates and ``intents/<language>/expected_answers.yaml``, and kept in the
model, whose words they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voiceskill.recognition.language_model.corpus import spoken_words
from voiceskill.understanding.meaning import INTENTS, LISTENING_STATES, ListeningState
from voiceskill.understanding.template_loader import load_templates
from voiceskill.understanding.templates import Sentence
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["NO_EXPECTATION", "ExpectedAnswers", "read_expected_answers"]

_FILE = "expected_answers.yaml"
_KEYS = ("most_words", "preference", "states")


@dataclass(frozen=True, slots=True)
class ExpectedAnswers:
    """``preference`` (nats, at least 0) is how much likelier a text of ``by_state`` is in its state."""

    preference: float = 0.0
    by_state: Mapping[ListeningState, frozenset[str]] = field(default_factory=dict)

    def within(self, state: ListeningState) -> frozenset[str]:
        """Texts of lower-case words; none where nothing is preferred."""
        return self.by_state.get(state, frozenset())


NO_EXPECTATION = ExpectedAnswers()


def read_expected_answers(folder: Path, most_sentences: int) -> ExpectedAnswers:
    """From the language's folder, of whose templates ``most_sentences`` are drawn.

    Raise ``ContentError`` if a file is wrong.
    """
    root = load_yaml(folder / _FILE)
    root.only(_KEYS)
    most_words = root.require("most_words").integer(minimum=1)
    sentences = [
        (sentence, words)
        for sentence in load_templates(folder).sentences(most_sentences)
        if len(words := spoken_words(" ".join(sentence.words))) <= most_words
    ]
    states = root.require("states")
    states.only(LISTENING_STATES)
    by_state = {
        state: _answers(states.require(state), state, sentences)
        for state in LISTENING_STATES
        if states.get(state) is not None
    }
    return ExpectedAnswers(root.require("preference").number(minimum=0.0), by_state)


def _answers(
    meanings: Node, state: ListeningState, sentences: Sequence[tuple[Sentence, tuple[str, ...]]]
) -> frozenset[str]:
    wanted = {meaning.choice(INTENTS) for meaning in meanings.elements()}
    return frozenset(
        " ".join(words)
        for sentence, words in sentences
        if sentence.intent in wanted and state in sentence.states
    )
