from __future__ import annotations

import pytest

from voiceskill.locations import content_dir
from voiceskill.understanding.lexicon import load_lexicon
from voiceskill.understanding.meaning import ListeningState
from voiceskill.understanding.normalise import load_normaliser
from voiceskill.understanding.phonetics import distance, sound_key
from voiceskill.understanding.repair import load_repairer
from voiceskill.understanding.utterance import load_grammar_words

ENGLISH = content_dir("intents") / "en"
NORMALISER = load_normaliser(ENGLISH)
REPAIRER = load_repairer(ENGLISH, NORMALISER, load_lexicon(ENGLISH, NORMALISER), load_grammar_words(ENGLISH))


def repaired(text: str, state: ListeningState = "idle") -> str:
    return " ".join(token.text for token in REPAIRER.repair(NORMALISER.tokens(text), state))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("my cough is cramping", "my calf is cramping"),
        ("cramp in me cafe", "cramp in me calf"),
        ("got a gramp in my cuff", "got a cramp in my calf"),
        ("got camp in right leg", "got cramp in right leg"),
        ("leg clamp", "leg cramp"),
        ("ham string", "hamstring"),
        ("char lee horse", "charley horse"),
        ("how many camps this month", "how many cramps this month"),
        ("my loot is cramping", "my glute is cramping"),
    ],
)
def test_a_mishearing_beside_the_other_half_is_put_right(heard: str, meant: str) -> None:
    assert repaired(heard) == meant


@pytest.mark.parametrize(
    "text",
    [
        "i have a cough",
        "we went camping",
        "a cafe by the sea",
        "the crowd was loud",
        "half past four",
        "my cat",
    ],
)
def test_without_context_nothing_changes(text: str) -> None:
    assert repaired(text) == text


def test_a_short_answer_is_taken_for_the_muscle_that_it_sounds_like() -> None:
    assert repaired("groan", "ask_body_part") == "groin"
    assert repaired("cough", "ask_body_part") == "calf"
    assert repaired("groan") == "groan"
    assert repaired("i have a cough", "ask_body_part") == "i have a cough"


def test_words_that_sound_alike_are_near() -> None:
    assert sound_key("calf") == sound_key("cough") == sound_key("cuff")
    assert distance("cramp", "clamp") == 1
    assert distance("calf", "hamstring") > 3
