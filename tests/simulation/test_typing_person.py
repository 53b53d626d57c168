"""The scripted person without sound: when words come, and when the session is over."""

import pytest

from voiceskill.app.transcript import Entry
from voiceskill.simulation.onlooker import Onlooker
from voiceskill.simulation.scenario import Condition, Turn
from voiceskill.simulation.typing_person import TypingPerson


def person(onlooker: Onlooker, *conditions: Condition, at_most: float = 600.0) -> TypingPerson:
    turns = [Turn(f"turn {i}", when) for i, when in enumerate(conditions)]
    return TypingPerson(turns, onlooker.view, at_most)


def test_words_come_at_their_moment() -> None:
    someone = person(Onlooker(), Condition(2.0, 0.0, None, None))
    assert someone.wait(1.5) is None
    assert someone.now() == pytest.approx(1.5)
    assert someone.wait(1.5) == "turn 0"
    assert someone.now() == pytest.approx(2.0, abs=0.06)
    assert someone.moments == [someone.now()]


def test_nobody_answers_faster_than_people_react() -> None:
    onlooker = Onlooker()
    onlooker.see(Entry(1.0, "said", "Where is it?", until=3.0))
    someone = person(onlooker, Condition(0.0, 0.0, None, "where"))
    assert someone.wait(2.0) == "turn 0"
    assert someone.now() >= 1.2


def test_quiet_is_measured_from_the_end_of_the_devices_words() -> None:
    onlooker = Onlooker()
    onlooker.see(Entry(1.0, "said", "Where is it?", until=3.0))
    someone = person(onlooker, Condition(0.0, 0.5, None, None))
    assert someone.wait(10.0) == "turn 0"
    assert someone.now() == pytest.approx(3.5, abs=0.06)


def test_a_silenced_device_is_quiet_at_once() -> None:
    onlooker = Onlooker()
    onlooker.see(Entry(1.0, "said", "A long sentence.", until=9.0))
    onlooker.see(Entry(2.0, "silenced", ""))
    assert onlooker.view(2.5).quiet_since == 2.0


def test_the_session_is_over_when_all_is_said_and_the_device_has_rested() -> None:
    someone = person(Onlooker())
    with pytest.raises(EOFError):
        someone.wait(60.0)
    assert someone.now() == pytest.approx(30.0, abs=0.06)


def test_the_session_ends_at_its_limit_whatever_is_left_to_say() -> None:
    someone = person(Onlooker(), Condition(500.0, 0.0, None, None), at_most=20.0)
    with pytest.raises(EOFError):
        someone.wait(60.0)
    assert someone.now() == pytest.approx(20.0, abs=0.06)
