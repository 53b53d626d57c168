from __future__ import annotations

import pytest
from support.english import understander

from voiceskill.understanding.meaning import ListeningState


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("not the calf the foot", "foot"),
        ("it's my leg the calf", "calf"),
        ("it's my foot now the calf's fine", "foot"),
        ("foot no calf", "calf"),
        ("it's the thigh no lower the calf sorry the calf", "calf"),
        ("the hip flexor", "hip_flexor"),
        ("front of my thigh", "quad"),
        ("deep in my bum", "piriformis"),
        ("my back the low part", "lower_back"),
        ("it's my leg round the back just below the knee", "calf"),
        ("leg cramp at the front above the knee", "quad"),
        ("the arm it's near the wrist", "forearm"),
        ("the muscle i stand on tiptoes with", "calf"),
        ("where my thumb joins my hand", "hand"),
        ("where they give you the injection", "upper_arm"),
        ("it's in my leg it hurts", "leg"),
        ("cramp in my back when i move", "back"),
    ],
)
def test_the_meant_muscle_is_found(text: str, part: str) -> None:
    assert understander().understand(text, "ask_body_part").body_part == part


@pytest.mark.parametrize(
    ("state", "text", "side"),
    [
        ("ask_side", "left", "left"),
        ("ask_side", "right", "right"),
        ("ask_side", "um not the right the left", "left"),
        ("ask_side", "left no right", "right"),
        ("ask_side", "both of them", "both"),
        ("ask_side", "the other one", "other"),
        ("step", "no the other leg", "other"),
        ("idle", "right my calf is cramping", None),
        ("idle", "my calf is cramping right now", None),
        ("hold", "how long is left", None),
        ("confirm", "that's right", None),
        ("idle", "calf left", "left"),
        ("idle", "both my calves are cramping", "both"),
    ],
)
def test_the_side_is_exact(state: ListeningState, text: str, side: str | None) -> None:
    assert understander().understand(text, state).side == side


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("step", "go back"),
        ("step", "i've got my foot against the board now what"),
        ("hold", "is it nearly done my arms are going to drop off"),
        ("idle", "who will foot the bill"),
    ],
)
def test_a_muscle_in_passing_fills_no_slot(state: ListeningState, text: str) -> None:
    assert understander().understand(text, state).body_part is None


@pytest.mark.parametrize(
    ("text", "part", "side"),
    [
        ("my left calf and my right foot are both cramping", "calf", "left"),
        ("my right hand and my left foot have cramped", "hand", "right"),
        ("cramp in the right thigh and the left calf too", "thigh", "right"),
        ("my left calf and my right calf are both cramping", "calf", "both"),
        ("both my calves are cramping", "calf", "both"),
        ("not the left calf the right foot", "foot", "right"),
    ],
)
def test_each_of_two_muscles_keeps_its_own_side(text: str, part: str, side: str) -> None:
    meaning = understander().understand(text)
    assert (meaning.body_part, meaning.side) == (part, side)
