"""Words to a partner, a dog, a telephone or a game start nothing; a complaint beside them does."""

from __future__ import annotations

import pytest
from support.english import meaning

from voiceskill.understanding.meaning import ListeningState


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("you're lying on my arm again", "idle"),
        ("your feet are freezing get them off me", "idle"),
        ("rex stop licking my toes", "idle"),
        ("side effects may include muscle cramps and dizziness", "idle"),
        ("cover my back i'm reloading", "idle"),
        ("head shoulders knees and toes knees and toes", "idle"),
        ("i was telling jean about your calf thing", "idle"),
        ("i had my flu jab in the left arm today", "idle"),
        ("go back to sleep, it's only my leg", "hold"),
        ("darling can you pass me that pillow", "step"),
        ("how do you take your tea", "idle"),
        ("he cuts inside from the left wing", "idle"),
        ("and then he breaks her heart", "idle"),
    ],
)
def test_talk_past_the_device_is_taken_for_talk(text: str, state: ListeningState) -> None:
    found = meaning(text, state)
    assert (found.intent, found.body_part) == ("out_of_scope", None)
    assert found.reason is not None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("get off the bed dog, ow, my calf", "calf"),
        ("go back to sleep love, my calf's cramping", "calf"),
        ("did i wake you, my foot has cramped", "foot"),
        ("no love not you, machine, my calf's cramping", "calf"),
        ("my calf has gone again, it's sore from last night", "calf"),
    ],
)
def test_a_complaint_beside_it_is_a_report(text: str, part: str) -> None:
    found = meaning(text)
    assert (found.intent, found.body_part) == ("report_cramp", part)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("me erector spinae has gone", "lower_back"),
        ("thenar eminence cramping", "hand"),
        ("big toe cramp, the flexor hallucis", "toes"),
        ("my gams are cramping", "leg"),
        ("cramp in me pins", "leg"),
        ("my hoof is cramping", "foot"),
        ("front of the arm below the elbow is cramping", "forearm"),
        ("bottom half of my leg round the back is cramping", "calf"),
        ("it is paining in my right thigh only, backside portion", "hamstring"),
        ("she's got cramp in her thigh", "thigh"),
        ("my back is in spasm low down", "lower_back"),
        ("old friend is back in the calf", "calf"),
    ],
)
def test_regional_childish_and_anatomical_names_are_known(text: str, part: str) -> None:
    assert meaning(text).body_part == part


@pytest.mark.parametrize("text", ["who's listening to this", "can anyone hear me", "are you recording this"])
def test_who_listens_is_asked_of_the_device(text: str) -> None:
    found = meaning(text)
    assert (found.intent, found.reason) == ("out_of_scope", "unknown")


def test_to_be_alright_is_to_decline() -> None:
    assert meaning("nope you're alright", "confirm").intent == "no"


def test_somebody_who_can_not_stand_is_asked_why() -> None:
    found = meaning("i can't stand up")
    assert found.red_flag is None
    assert found.check is not None
    assert found.check.id == "e_para"
