"""Every kind of expectation, met and not met."""

from typing import Any

import pytest

from voiceskill.app.transcript import Entry, Transcript
from voiceskill.profile import Profile
from voiceskill.simulation.expectation import Expectation, Reply
from voiceskill.simulation.outcome import failures, words_of_nobody
from voiceskill.simulation.scenario import Condition, PersonVoice, Scenario, Turn
from voiceskill.understanding.meaning import Level

AT_ONCE = Condition(0.0, 0.0, None, None)
GUIDANCE: Any = {"touching": frozenset({"calf.towel.say.0"}), "coaching": frozenset({"calf.towel.say.0"})}


def problems(expect: Expectation, *replies: Reply, moments: tuple[float, ...] = (1.0, 10.0)) -> str:
    turns = tuple(Turn(f"turn {i}", AT_ONCE, then=reply) for i, reply in enumerate(replies))
    scenario = Scenario("a night", PersonVoice("espeak", ""), -65.0, 0, 60.0, Profile(), True, turns, expect)
    transcript = Transcript()
    transcript.add(Entry(1.4, "said", "Your left calf.", fields=(("key", "calf.position.say.0"),)))
    transcript.add(Entry(4.0, "said", "Take a towel.", fields=(("key", "calf.towel.say.0"),)))
    transcript.add(Entry(10.0, "flag", "e_heart", fields=(("level", "emergency"),)))
    transcript.add(Entry(10.0, "said", "Call 911 now.", fields=(("key", "phrases.call_emergency.0"),)))
    found = failures(transcript, scenario, moments[: len(turns)], "emergency", GUIDANCE)
    return "\n".join(found)


@pytest.mark.parametrize(
    "expect",
    [
        Expectation(said=("left calf", "call 911")),
        Expectation(said=("dial 911 | call 911",)),
        Expectation(never_said=("heat",)),
        Expectation(flag="e_heart"),
        Expectation(level=Level.EMERGENCY),
        Expectation(state="emergency"),
    ],
)
def test_a_night_as_expected_has_no_problem(expect: Expectation) -> None:
    assert problems(expect) == ""


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        (Expectation(said=("call 911", "left calf")), "'left calf' was not said, or not in that place"),
        (Expectation(never_said=("towel",)), "'towel' must never be said, and was: 'Take a towel.'"),
        (Expectation(flag="e_stroke"), "the red flag e_stroke was not raised; raised: e_heart"),
        (Expectation(level=Level.NONE), "highest level should have been none; raised: e_heart"),
        (Expectation(state="idle"), "ended in the state emergency instead of idle"),
    ],
)
def test_what_is_wrong_with_the_whole_is_told(expect: Expectation, problem: str) -> None:
    assert problem in problems(expect)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(first="left calf", within=0.5),
        Reply(said=("calf", "towel")),
        Reply(never=("911",)),
        Reply(never_again=("heat",)),
    ],
)
def test_a_reply_as_expected_has_no_problem(reply: Reply) -> None:
    assert problems(Expectation(), reply, Reply()) == ""


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(first="towel"), "after 'turn 0': the first words should hold 'towel', but 'Your left calf.'"),
        (Reply(said=("towel", "calf")), "'calf' was not said, or not in that place"),
        (Reply(said=("call 911",)), "'call 911' was not said"),
        (Reply(never=("towel",)), "'towel' must never be said"),
        (Reply(within=0.2), "nothing was said within 0.2 seconds"),
        (Reply(quiet_for=5.0), "spoke too soon: 'Your left calf.'"),
        (Reply(never_again=("911",)), "'911' must never be said"),
        (Reply(no_more="touching"), "no more touching, but this was said: 'Take a towel.'"),
    ],
)
def test_what_is_wrong_with_a_reply_is_told(reply: Reply, problem: str) -> None:
    assert problem in problems(Expectation(), reply, Reply())


def test_a_moment_that_never_came_is_told() -> None:
    told = problems(Expectation(), Reply(), Reply(first="anything"), moments=(1.0,))
    assert told == "the moment to say 'turn 1' never came"


@pytest.mark.parametrize(
    ("at", "until", "is_ours"),
    [(2.0, 3.0, False), (1.8, 2.5, False), (3.4, 3.9, False), (0.5, 1.2, True), (4.0, 5.0, True)],
)
def test_words_that_nobody_spoke_are_told(at: float, until: float, is_ours: bool) -> None:
    transcript = Transcript()
    transcript.add(Entry(at, "heard", "worse", until=until))
    told = words_of_nobody(transcript, [(2.0, 3.0)])
    assert bool(told) is is_ours
    assert not is_ours or told == (f"took 'worse' for the person's words at {at:.1f} s, when nobody spoke",)
