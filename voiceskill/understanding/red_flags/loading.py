"""Makes the scanner of a language: rules, and the second opinion that is fitted to the example sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags.content import load_content
from voiceskill.understanding.red_flags.examples import (
    Sentence,
    read_around,
    read_examples,
    read_row_sentences,
    read_talk,
)
from voiceskill.understanding.red_flags.fitted_store import Tell, fingerprint, kept_or_fitted, read_kept
from voiceskill.understanding.red_flags.fitting import fit
from voiceskill.understanding.red_flags.judgement import load_judgement
from voiceskill.understanding.red_flags.kinds import load_kinds
from voiceskill.understanding.red_flags.learning_apart import learn_apart
from voiceskill.understanding.red_flags.likeness import Fitted, Likeness
from voiceskill.understanding.red_flags.scanner import RedFlagScanner
from voiceskill.understanding.red_flags.second_opinion import SecondOpinion

__all__ = [
    "fitted_to_examples",
    "fitting_sentences",
    "is_learned",
    "load_likeness",
    "load_red_flags",
    "load_rules",
    "with_words_around",
]

_EVERY = 5


def load_red_flags(folder: Path, store: Path | None = None, tell: Tell | None = None) -> RedFlagScanner:
    """Read ``intents/<language>/red_flags``; raise ``ContentError`` where it is wrong.

    A folder with ``examples/`` gets a second opinion, which is fitted now unless the folder ``store`` holds
    it already; ``tell`` is called with a line to show to whoever waits for that, and may stop it by raising.
    """
    rules = load_rules(folder)
    if not (folder / "examples").is_dir():
        return rules
    return rules.with_opinion(
        SecondOpinion(load_likeness(folder, rules, store, tell), load_judgement(folder))
    )


def is_learned(folder: Path, store: Path) -> bool:
    """Whether ``store`` holds what the next ``load_red_flags`` needs."""
    return read_kept(store, fingerprint(folder)) is not None


def load_likeness(
    folder: Path, rules: RedFlagScanner, store: Path | None = None, tell: Tell | None = None
) -> Likeness:
    """The likeness to danger alone, as ``load_red_flags`` has it; ``rules`` are those of the same folder."""
    fitted = kept_or_fitted(
        store,
        fingerprint(folder),
        partial(fitted_to_examples, folder, rules),
        partial(learn_apart, folder),
        tell or _silent,
    )
    return Likeness(fitted, {row.flag.id: row.flag for row in rules.rows})


def fitted_to_examples(folder: Path, rules: RedFlagScanner) -> Fitted:
    """What is fitted now to the examples (many seconds); ``rules`` are those of the same folder."""
    sentences = with_words_around(folder, fitting_sentences(folder, rules))
    evidence = [rules.evidence(sentence.text) for sentence in sentences]
    return fit(sentences, evidence, [row.flag.id for row in rules.rows])


def load_rules(folder: Path) -> RedFlagScanner:
    """The scanner without a second opinion; raises ``ContentError`` as ``load_red_flags`` does."""
    return RedFlagScanner(load_content(folder), load_kinds(folder / "kinds.yaml"))


def fitting_sentences(folder: Path, rules: RedFlagScanner) -> list[Sentence]:
    """All there is to fit to, each sentence once for each writer.

    Look-alikes of one row may mean another, and what is said to the device may be danger: where the ``rules``
    alarm at them they are left out.
    """
    flags = {row.flag.id: row.flag for row in rules.rows}
    found: dict[tuple[str, str], Sentence] = {}
    for sentence in read_examples(folder, flags):
        found.setdefault((sentence.writer, sentence.text), sentence)
    for sentence in (*read_row_sentences(rules.rows), *read_talk(folder)):
        if sentence.level is not Level.NONE or rules.scan_text(sentence.text).red_flag is None:
            found.setdefault((sentence.writer, sentence.text), sentence)
    return list(found.values())


def with_words_around(folder: Path, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences, and every few of them once more with words around them that tell nothing."""
    around = read_around(folder)
    if around is None:
        return list(sentences)
    wrapped = (around.wrapped(sentence, place) for place, sentence in enumerate(sentences[::_EVERY]))
    return [*sentences, *wrapped]


def _silent(_: str) -> None:
    """Whoever loads without a listener waits without a word."""
