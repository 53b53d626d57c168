"""The taxonomy's own phrases: each fires with its level, and what sounds alike does not."""

from __future__ import annotations

import pytest
from red_flag_bank import Phrase, asked, level_of, lookalikes, rows, rules, said, scanner

from voiceskill.locations import content_dir
from voiceskill.understanding.meaning import LISTENING_STATES, Level
from voiceskill.understanding.normalise import load_normaliser
from voiceskill.understanding.red_flags.rows import Row

_MOST_RAISED = 0.02


def _name(phrase: Phrase) -> str:
    return f"{phrase.row}: {phrase.text}"


@pytest.mark.parametrize("phrase", said(), ids=_name)
def test_what_the_taxonomy_says_fires_with_its_level(phrase: Phrase) -> None:
    flag = rules().scan_text(phrase.text).red_flag
    assert flag is not None
    assert flag.level is phrase.level
    assert level_of(phrase.text) >= phrase.level


@pytest.mark.parametrize("phrase", lookalikes(), ids=_name)
def test_what_only_sounds_alike_does_not_fire(phrase: Phrase) -> None:
    flag = rules().scan_text(phrase.text).red_flag
    assert flag is None or flag.level <= phrase.level


def test_likeness_raises_hardly_a_look_alike_of_the_taxonomy() -> None:
    raised = [phrase.text for phrase in lookalikes() if level_of(phrase.text) > phrase.level]
    assert len(raised) <= _MOST_RAISED * len(lookalikes()), raised


@pytest.mark.parametrize("phrase", asked(), ids=_name)
def test_despair_in_pain_is_asked_about_without_an_alarm(phrase: Phrase) -> None:
    findings = scanner().scan_text(phrase.text)
    assert findings.red_flag is None
    assert findings.check is not None
    assert findings.check.id == phrase.row


def test_the_bank_is_complete() -> None:
    assert len(rows()) == 64
    assert len(said()) + len(asked()) == 666
    assert len(lookalikes()) == 318


def test_every_row_of_the_taxonomy_is_a_row_here_with_the_same_level() -> None:
    assert {row.flag.id: row.flag.level for row in scanner().rows} == rows()


def test_most_phrases_fire_their_own_row() -> None:
    own = sum(_fires(phrase.row, phrase.text) for phrase in said())
    assert own / len(said()) > 0.95


def _fires(row: str, text: str) -> bool:
    findings = scanner().scan_text(text)
    return row in {flag.id for flag in (findings.red_flag, *findings.others) if flag}


def test_the_dialogue_state_changes_nothing_but_that_an_answer_may_add() -> None:
    normaliser = load_normaliser(content_dir("intents") / "en")
    for phrase in said()[::7]:
        tokens = normaliser.tokens(phrase.text)
        found = {state: scanner().scan(tokens, state) for state in LISTENING_STATES}
        answer = found.pop("confirm")
        assert len(set(found.values())) == 1
        assert answer.red_flag is not None
        assert answer.red_flag.level >= phrase.level


@pytest.mark.parametrize("row", scanner().rows, ids=lambda row: row.flag.id)
def test_each_row_keeps_the_promises_of_its_own_examples(row: Row) -> None:
    for sentence in row.says:
        assert level_of(sentence) >= row.flag.level, sentence
    for sentence in row.lookalikes:
        assert level_of(sentence) is Level.NONE or not _fires(row.flag.id, sentence), sentence
