from pathlib import Path

import numpy as np
import pytest

from voiceskill.errors import ContentError
from voiceskill.simulation.acoustics import Acoustics, place_response
from voiceskill.simulation.filtering import energy_db
from voiceskill.simulation.image_source import sabine_seconds
from voiceskill.simulation.rooms import PLACES, load_rooms, rooms

GOOD = """\
bedroom:
  says: A bedroom
  size: [4, 3, 2.5]
  absorption: {floor: 0.4, ceiling: 0.2, walls: 0.3}
  microphone: {at: [0.5, 0.9, 0.6], voice_dbfs: -34}
  speaker: {at: [0.5, 0.4, 0.6], voice_db: -4, delay: 0.05, drive: 0.8, high_pass_hz: 250}
  places: {person: [1, 1, 1], partner: [2, 1, 1], far: [3, 2, 1], television: [3.5, 2, 1]}
"""


def loaded(folder: Path, text: str) -> None:
    path = folder / "rooms.yaml"
    path.write_text(text)
    load_rooms(path)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("[0.5, 0.9, 0.6]", "[0.5, 3.9, 0.6]", r"rooms.yaml:5: bedroom.microphone.at: is not inside"),
        ("[4, 3, 2.5]", "[4, 3]", r"rooms.yaml:3: bedroom.size: expected three numbers"),
        ("walls: 0.3", "walls: 0", r"rooms.yaml:4: bedroom.absorption.walls: 0 is outside"),
        ("drive: 0.8, ", "", r"rooms.yaml:6: bedroom.speaker: the key 'drive' is missing"),
        (", television: [3.5, 2, 1]", "", r"rooms.yaml:7: bedroom.places: the key 'television' is missing"),
        ("says: A bedroom", "said: A bedroom", r"rooms.yaml:2: bedroom.said: unknown key"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    loaded(tmp_path, GOOD)
    with pytest.raises(ContentError, match=message):
        loaded(tmp_path, GOOD.replace(right, wrong))


@pytest.mark.parametrize("name", rooms())
def test_who_is_farther_away_is_softer(name: str) -> None:
    levels = [energy_db(place_response(rooms()[name], place)) for place in ("person", "partner", "far")]
    assert levels == sorted(levels, reverse=True)
    assert set(rooms()[name].places) == set(PLACES)


def test_rooms_differ_in_how_long_they_ring() -> None:
    carpet, bare = (sabine_seconds(rooms()[name].box) for name in ("bedside_table", "bare_room"))
    assert carpet < 0.35
    assert bare > 0.6


def test_a_room_with_headphones_gives_nothing_back() -> None:
    acoustics = Acoustics(rooms()["headphones"], 0.0)
    assert not any(acoustics.echo(np.full(320, 9000, np.int16)).any() for _ in range(20))
