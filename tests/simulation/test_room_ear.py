"""What the microphone of a simulated room takes up."""

from dataclasses import replace

import numpy as np
import pytest

from voiceskill.app.device_view import DeviceView
from voiceskill.audio.level import dbfs
from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.profile import Profile
from voiceskill.simulation.ear import RoomEar
from voiceskill.simulation.expectation import Expectation
from voiceskill.simulation.person import Person
from voiceskill.simulation.rooms import rooms
from voiceskill.simulation.scenario import Condition, Noise, PersonVoice, Scenario, Turn

AT_ONCE = Condition(0.0, 0.0, None, None)
ONE_TURN = (Turn("something", AT_ONCE),)
SECONDS = 3
VOICE: Samples = np.random.default_rng(9).normal(0, 3277, SECONDS * 16_000).astype(np.int16)
SILENCE = np.zeros_like(VOICE)
QUIET_NIGHT = Scenario(
    "A night", PersonVoice("espeak", ""), -100.0, 5, 60.0, Profile(), True, ONE_TURN, Expectation()
)


def busy(now: float) -> DeviceView:
    return DeviceView(now, "step", None, ())


def heard(scenario: Scenario, spoken: Samples, said: Samples) -> Samples:
    person = Person(scenario.turns, [Pcm(spoken, 16_000)] * len(scenario.turns))
    ear = RoomEar(scenario, person, busy)
    for number, block in enumerate(said.reshape(-1, 320)):
        assert ear.hear(block, number * 0.02) is not None
    return np.concatenate(ear.heard)


@pytest.mark.parametrize("kind", ["pink", "fan", "kitchen", "television"])
def test_the_same_scenario_sounds_the_same_to_the_last_bit(kind: str) -> None:
    scenario = replace(QUIET_NIGHT, noise=Noise(kind, 10.0), drift_ppm=80.0)
    assert np.array_equal(heard(scenario, VOICE, VOICE), heard(scenario, VOICE, VOICE))
    assert not np.array_equal(heard(scenario, VOICE, VOICE), heard(replace(scenario, seed=6), VOICE, VOICE))


def test_our_voice_comes_back_late() -> None:
    echo = heard(QUIET_NIGHT, SILENCE, VOICE)
    speaker = rooms()[QUIET_NIGHT.room].speaker
    assert speaker is not None
    late = round(speaker.delay * 16_000)
    assert dbfs(echo[:late]) < -90
    assert dbfs(echo[late + 4000 :]) > -40


def test_on_headphones_our_voice_does_not_come_back() -> None:
    assert dbfs(heard(replace(QUIET_NIGHT, room="headphones"), SILENCE, VOICE)) < -90


@pytest.mark.parametrize("kind", ["pink", "fan", "kitchen"])
def test_noise_is_as_far_below_the_voice_as_the_scenario_says(kind: str) -> None:
    noise = heard(replace(QUIET_NIGHT, noise=Noise(kind, 12.0)), SILENCE, SILENCE)
    voice = heard(QUIET_NIGHT, VOICE, SILENCE)
    assert dbfs(voice[4000:]) - dbfs(noise) == pytest.approx(12.0, abs=1.5)


def test_a_soft_voice_is_softer_and_the_noise_with_it() -> None:
    soft = replace(QUIET_NIGHT, voice=PersonVoice("espeak", "", level_db=-15.0))
    loud, quiet = (dbfs(heard(scenario, VOICE, SILENCE)) for scenario in (QUIET_NIGHT, soft))
    assert loud - quiet == pytest.approx(15.0, abs=0.5)


def test_a_turn_may_come_from_elsewhere() -> None:
    elsewhere = replace(QUIET_NIGHT, turns=(Turn("something", AT_ONCE, place="far"),))
    assert dbfs(heard(elsewhere, VOICE, SILENCE)) < dbfs(heard(QUIET_NIGHT, VOICE, SILENCE)) - 2.5


def test_the_ear_closes_when_the_time_is_over() -> None:
    ear = RoomEar(QUIET_NIGHT, Person((), ()), busy)
    assert ear.hear(VOICE[:320], QUIET_NIGHT.at_most) is None
