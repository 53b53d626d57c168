import numpy as np

from voiceskill.app.device_view import DeviceView
from voiceskill.audio.pcm import Pcm
from voiceskill.simulation.person import Person
from voiceskill.simulation.scenario import Condition, Turn

WORD = Pcm(np.full(320, 1000, np.int16), 16_000)


def person(*conditions: Condition) -> Person:
    turns = [Turn(f"turn {i}", when, None) for i, when in enumerate(conditions)]
    return Person(turns, [WORD] * len(turns))


def view(
    now: float,
    state: str = "idle",
    quiet_since: float | None = 0.0,
    said: tuple[tuple[float, str], ...] = (),
) -> DeviceView:
    return DeviceView(now, state, quiet_since, said)


def speaks(someone: Person, moment: DeviceView) -> bool:
    return bool(someone.read(320, moment).any())


def test_waits_for_the_time_since_the_last_words() -> None:
    someone = person(Condition(2.0, 0.0, None, None))
    assert not speaks(someone, view(1.9))
    assert speaks(someone, view(2.0))
    assert someone.is_done


def test_waits_for_a_state() -> None:
    someone = person(Condition(0.0, 0.0, "hold", None))
    assert not speaks(someone, view(1.0, state="step"))
    assert speaks(someone, view(1.1, state="hold"))


def test_waits_until_the_device_has_been_quiet() -> None:
    someone = person(Condition(0.0, 0.5, None, None))
    assert not speaks(someone, view(5.0, quiet_since=None))
    assert not speaks(someone, view(5.2, quiet_since=5.0))
    assert speaks(someone, view(5.5, quiet_since=5.0))


def test_waits_for_words_said_since_the_last_turn() -> None:
    someone = person(Condition(0.0, 0.0, None, None), Condition(0.0, 0.0, None, "Toes"))
    said = ((0.5, "Bring your toes up."),)
    assert speaks(someone, view(1.0))
    assert not speaks(someone, view(2.0, said=said))
    assert speaks(someone, view(3.0, said=(*said, (2.5, "Toes up again."))))


def test_is_silent_when_everything_is_said() -> None:
    someone = person()
    assert someone.is_done
    assert not speaks(someone, view(9.0))


def test_remembers_from_when_to_when_it_spoke() -> None:
    someone = Person([Turn("a word", Condition(1.0, 0.0, None, None))], [Pcm(np.ones(700, np.int16), 16_000)])
    for number in range(200):
        someone.read(320, view(number * 0.02))
    assert someone.moments == [1.0]
    assert someone.endings == [1.04]
    assert someone.silent_for(3.04) == 2.0
