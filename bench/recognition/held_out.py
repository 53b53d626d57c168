"""Example sentences of ``intents/en`` that a model is made without, so that they are new to it.

Every tenth example (by a checksum of its words, so that adding sentences moves no other) measures; the next
tenth is for decisions. What the templates say word for word is left out of both.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.recognition.spoken import quiet, shuffled
from voiceskill import locations
from voiceskill.recognition.expected_answers import read_expected_answers
from voiceskill.recognition.language_model.corpus import read_corpus, spoken_words
from voiceskill.recognition.language_model.general_english import general_english
from voiceskill.recognition.model_maker.maker import make_model
from voiceskill.recognition.model_maker.settings import ModelSettings
from voiceskill.recognition.model_maker.sphinx.acoustic_model import dictionary_path, general_english_path
from voiceskill.recognition.model_maker.sphinx.dictionary import read_words
from voiceskill.recognition.pronunciations import find_pronunciations
from voiceskill.understanding.meaning import LISTENING_STATES, ListeningState
from voiceskill.understanding.red_flags.sentences import red_flag_sentences
from voiceskill.understanding.template_loader import load_templates
from voiceskill.yaml_source import load_yaml

MEASURE, DECIDE = 0, 1
_PARTS = 10
_LOOKALIKES = "none"


@dataclass(frozen=True)
class Row:
    """A sentence, the state that it was said in, and ``kind``: intent, danger or look-alike."""

    text: str
    state: ListeningState
    kind: str


def held_out(part: int, counts: dict[str, int]) -> list[Row]:
    """As many rows of each kind as ``counts`` says (or as there are), mixed, the same each time."""
    new = _new_sentences(_folder(), ModelSettings())
    rows = [row for row in _examples() if _part(row.text) == part and spoken_words(row.text) in new]
    chosen = [
        row for kind, count in counts.items() for row in shuffled([r for r in rows if r.kind == kind])[:count]
    ]
    return shuffled(chosen)


def make_model_without_held_out(path: Path) -> None:
    """The default model, but for the sentences of both parts."""
    folder, settings = _folder(), ModelSettings()
    corpus = read_corpus(folder, settings.most_sentences, settings.danger_share)
    banned = _new_sentences(folder, settings)
    sentences = tuple(row for row in corpus.sentences if row[0] not in banned)
    words = frozenset(word for said, _ in sentences for word in said)
    general = general_english(general_english_path(), read_words(dictionary_path()), settings.general_words)
    lexicon = find_pronunciations(
        words | general.words.keys(), corpus.danger_words & words, folder / "pronunciations.yaml"
    )
    answers = read_expected_answers(folder, settings.most_sentences)
    make_model(path, sentences, lexicon, general, settings, quiet, answers)


def _new_sentences(folder: Path, settings: ModelSettings) -> Collection[tuple[str, ...]]:
    drawn = load_templates(folder).sentences(settings.most_sentences)
    written = {spoken_words(" ".join(sentence.words)) for sentence in drawn}
    written |= {spoken_words(text) for text, _ in red_flag_sentences(folder / "red_flags")}
    examples = {spoken_words(row.text) for row in _examples() if _part(row.text) in (MEASURE, DECIDE)}
    return examples - written


def _examples() -> Iterator[Row]:
    folder = _folder()
    for path in sorted((folder / "examples").glob("*.yaml")):
        said = load_yaml(path).require("said")
        for state in LISTENING_STATES:
            node = said.get(state)
            yield from (Row(text, state, "intent") for text in (node.texts() if node else ()))
    for path in sorted((folder / "red_flags" / "examples").glob("*.yaml")):
        for name, node in load_yaml(path).items():
            kind = "look-alike" if name == _LOOKALIKES else "danger"
            yield from (Row(text, "idle", kind) for text in node.texts())


def _part(text: str) -> int:
    return zlib.crc32(" ".join(spoken_words(text)).encode()) % _PARTS


def _folder() -> Path:
    return locations.content_dir("intents") / "en"
