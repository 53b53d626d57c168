"""Makes the model of a language's ``intents``: its sentences, words, pronunciations and short answers."""

from __future__ import annotations

from pathlib import Path

from voiceskill.recognition.expected_answers import read_expected_answers
from voiceskill.recognition.language_model.corpus import read_corpus
from voiceskill.recognition.language_model.general_english import general_english
from voiceskill.recognition.model_maker.maker import Progress, make_model
from voiceskill.recognition.model_maker.settings import ModelSettings
from voiceskill.recognition.model_maker.sphinx.acoustic_model import dictionary_path, general_english_path
from voiceskill.recognition.model_maker.sphinx.dictionary import read_words
from voiceskill.recognition.pronunciations import find_pronunciations

__all__ = ["make_model_of_intents"]


def make_model_of_intents(path: Path, intents: Path, settings: ModelSettings, progress: Progress) -> None:
    """Make the model of the language's folder ``intents`` (``intents/en``) at ``path``, whole or not at all.

    Raise ``VoiceskillError`` if it can't be made, ``ContentError`` if a file of ``intents`` is wrong.
    """
    progress("sentences")
    corpus = read_corpus(intents, settings.most_sentences, settings.danger_share)
    general = general_english(general_english_path(), read_words(dictionary_path()), settings.general_words)
    additions = intents / "pronunciations.yaml"
    lexicon = find_pronunciations(corpus.words | general.words.keys(), corpus.danger_words, additions)
    answers = read_expected_answers(intents, settings.most_sentences)
    make_model(path, corpus.sentences, lexicon, general, settings, progress, answers)
