"""Makes a whole model directory at once, or nothing."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.confidence import GARBAGE_WORD
from voiceskill.recognition.expected_answers import NO_EXPECTATION, ExpectedAnswers
from voiceskill.recognition.language_model.general_english import GeneralEnglish
from voiceskill.recognition.language_model.ngram import Ngram, WeightedSentence, estimate
from voiceskill.recognition.model_files import MADE_MODEL_FILE, SPEECH_GAUSSIANS_FILE, describe_files
from voiceskill.recognition.model_maker.allowance import load_allowance
from voiceskill.recognition.model_maker.grammar_graph import build_grammar_graph
from voiceskill.recognition.model_maker.kaldi.binary import BINARY_MARK
from voiceskill.recognition.model_maker.kaldi.conf import conf_text
from voiceskill.recognition.model_maker.kaldi.fst import lookahead_bytes, vector_bytes
from voiceskill.recognition.model_maker.kaldi.transition_model import TransitionModel, Triple
from voiceskill.recognition.model_maker.kaldi.word_boundary import word_boundary_text
from voiceskill.recognition.model_maker.level_reference import speech_gaussians
from voiceskill.recognition.model_maker.lexicon_graph import GARBAGE_SENONE, LexiconGraph, build_lexicon_graph
from voiceskill.recognition.model_maker.phone_set import NOISE, SILENCE, PhoneSet
from voiceskill.recognition.model_maker.scoring_network import pdf_order, scoring_network
from voiceskill.recognition.model_maker.settings import (
    FEATURES,
    FRAME_SECONDS,
    DecoderSettings,
    ModelSettings,
)
from voiceskill.recognition.model_maker.sphinx.acoustic_model import AcousticModel, read_acoustic_model
from voiceskill.recognition.model_maker.sphinx.dictionary import Lexicon
from voiceskill.recognition.speech_gaussians import gaussians_to_bytes

__all__ = ["GARBAGE_WORD", "STEPS", "Progress", "make_model"]

Progress = Callable[[str], None]
"""Told the name of each step of ``STEPS`` when it begins."""

STEPS = ("reading the acoustic model", "language model", "pronunciations", "network", "writing")
_GARBAGE_LOOP = 0.9
_SMALL = 1e-9
_ATTEMPTS = 20
"""How often a model may be taken out of the way of the new one before it counts as an error."""


def make_model(
    directory: Path,
    sentences: Sequence[WeightedSentence],
    lexicon: Lexicon,
    general_english: GeneralEnglish,
    settings: ModelSettings,
    progress: Progress,
    expected_answers: ExpectedAnswers = NO_EXPECTATION,
) -> None:
    """Make a model that hears the words of ``lexicon`` in the order that ``sentences`` suggest.

    Sentences with a word that the lexicon lacks are left out. ``general_english`` gives probabilities of
    words that may come up besides. The directory appears complete or not at all; one that is there already
    is replaced. Raise ``VoiceskillError`` if it can't be written.
    """
    progress(STEPS[0])
    model = _allowing_for_rooms(read_acoustic_model(), settings.allowance)
    progress(STEPS[1])
    sentences = [(words, weight) for words, weight in sentences if lexicon.keys() >= set(words)]
    ngram = _language_model(sentences, general_english, lexicon, settings)
    progress(STEPS[2])
    word_ids = number_words(lexicon)
    graph = build_lexicon_graph(model.definition, lexicon, word_ids, word_ids[GARBAGE_WORD], settings.graph)
    progress(STEPS[3])
    files = _acoustic_files(model, graph, settings, len(word_ids))
    progress(STEPS[4])
    grammar = build_grammar_graph(
        ngram, word_ids, scale=settings.language_scale, word_cost=settings.word_cost
    )
    files |= {
        "graph/Gr.fst": vector_bytes(grammar),
        "graph/words.txt": _words_text(word_ids),
        "graph/disambig_tid.int": b"",
        "graph/phones/word_boundary.int": word_boundary_text(
            PhoneSet(model.definition).word_boundaries()
        ).encode(),
        "conf/mfcc.conf": conf_text(FEATURES).encode(),
        "conf/model.conf": conf_text(_decoder_options(settings.decoder)).encode(),
    }
    expected = frozenset(word for words, _ in sentences for word in words)
    facts = describe_files(files, FRAME_SECONDS, settings.cepstral_mean, expected, expected_answers)
    _write(directory, files | {MADE_MODEL_FILE: facts})


def _allowing_for_rooms(model: AcousticModel, strength: float) -> AcousticModel:
    return replace(model, gaussians=load_allowance().within(model.gaussians, strength))


def number_words(lexicon: Lexicon) -> dict[str, int]:
    """Ids from 1, words that sound alike at the start side by side, the garbage word last.

    Neighbouring ids let a state of the pronunciation tree describe the words below it as few intervals.
    """
    ordered = sorted(lexicon, key=lambda word: (lexicon[word][0], word))
    return {word: number for number, word in enumerate((*ordered, GARBAGE_WORD), start=1)}


def _language_model(
    sentences: Iterable[WeightedSentence],
    general_english: GeneralEnglish,
    lexicon: Lexicon,
    settings: ModelSettings,
) -> Ngram:
    background = _within(general_english, lexicon, settings)
    return estimate(
        sentences,
        background,
        order=settings.order,
        discount=settings.discount,
        background_share=settings.background_share,
    )


def _within(general: GeneralEnglish, lexicon: Lexicon, settings: ModelSettings) -> GeneralEnglish:
    """What the lexicon holds of general English, its other words as rare ones, and the garbage word."""
    words = {word: probability for word, probability in general.words.items() if word in lexicon}
    total = sum(words.values()) or 1.0
    words = dict.fromkeys(lexicon, min(words.values(), default=total)) | words
    words[GARBAGE_WORD] = total * settings.garbage_probability / max(settings.background_share, _SMALL)
    pairs = {
        first: {second: p for second, p in followers.items() if second in lexicon}
        for first, followers in general.pairs.items()
        if first in lexicon
    }
    return GeneralEnglish(words, pairs)


def _acoustic_files(
    model: AcousticModel, graph: LexiconGraph, settings: ModelSettings, n_words: int
) -> dict[str, bytes]:
    senones = pdf_order(model, [senone for _, _, senone, _ in graph.steps if senone != GARBAGE_SENONE])
    pdfs = {senone: pdf for pdf, senone in enumerate((*senones, GARBAGE_SENONE))}
    phones = PhoneSet(model.definition)
    triples = graph.triples(pdfs)
    transitions = TransitionModel(phones.size, triples, [_loop(model, phones, triple) for triple in triples])
    network = scoring_network(model, senones, settings.cepstral_mean, settings.garbage_score)
    graph.label_transitions(transitions, pdfs, settings.transition_scale)
    final_label = n_words + 1
    return {
        "am/final.mdl": BINARY_MARK + transitions.to_bytes() + network.to_bytes(),
        SPEECH_GAUSSIANS_FILE: gaussians_to_bytes(speech_gaussians(model)),
        "graph/HCLr.fst": lookahead_bytes(graph.fst, graph.reachable(final_label), final_label),
    }


def _loop(model: AcousticModel, phones: PhoneSet, triple: Triple) -> float:
    """The probability of staying in a transition state."""
    phone, state, _ = triple
    base = phones.base_of(phone)
    if base is None:
        return _GARBAGE_LOOP
    return float(model.transitions[model.definition.base_matrix[base], state, state])


def _words_text(word_ids: Mapping[str, int]) -> bytes:
    return "".join(f"{word} {number}\n" for word, number in {"<eps>": 0, **word_ids}.items()).encode()


def _decoder_options(decoder: DecoderSettings) -> dict[str, float | int | str | bool]:
    return {
        "min-active": decoder.min_active,
        "max-active": decoder.max_active,
        "beam": decoder.beam,
        "lattice-beam": decoder.lattice_beam,
        "acoustic-scale": decoder.acoustic_scale,
        "frame-subsampling-factor": 1,
        "frames-per-chunk": decoder.frames_per_chunk,
        "endpoint.silence-phones": f"{SILENCE}:{NOISE}",
        "endpoint.rule1.min-trailing-silence": decoder.endpoint_nothing,
        "endpoint.rule2.min-trailing-silence": decoder.endpoint_certain,
        "endpoint.rule3.min-trailing-silence": decoder.endpoint_likely,
        "endpoint.rule4.min-trailing-silence": decoder.endpoint_any,
    }


def _write(directory: Path, files: Mapping[str, bytes]) -> None:
    """All files into a new folder beside ``directory``, which then takes its place."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{directory.name}-", dir=directory.parent) as scratch:
            unfinished = Path(scratch) / "model"
            for name, content in files.items():
                path = unfinished / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            _put_in_place(unfinished, directory, Path(scratch))
    except OSError as error:
        raise VoiceskillError(
            f"The model can't be written to {directory.parent} ({error.strerror}): free some space there, "
            "or set VOICESKILL_HOME to a folder that can be written to."
        ) from None


def _put_in_place(finished: Path, directory: Path, scratch: Path) -> None:
    """Rename ``finished`` to ``directory``; one that is there, or that another process puts there meanwhile,
    moves into ``scratch``.
    """
    for attempt in range(_ATTEMPTS):
        try:
            finished.rename(directory)
            return
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST) or attempt == _ATTEMPTS - 1:
                raise
        with suppress(FileNotFoundError):
            directory.rename(scratch / f"replaced-{attempt}")
