"""The microphone of a simulated room: people, our own voice come back, noise and hiss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from voiceskill.app.device_view import QUIET_SECONDS, DeviceView, is_at_rest
from voiceskill.audio.pcm import Samples
from voiceskill.simulation.acoustics import Acoustics
from voiceskill.simulation.image_source import Floats
from voiceskill.simulation.noise import Loop, hiss, steady_noise
from voiceskill.simulation.person import Person
from voiceskill.simulation.rooms import rooms
from voiceskill.simulation.scenario import Noise, Scenario
from voiceskill.simulation.television import television_talk

__all__ = ["RoomEar"]


class RoomEar:
    """Hears a scenario's room until all is said and the device is at rest; the same scenario sounds the same
    each time.
    """

    def __init__(self, scenario: Scenario, person: Person, view: Callable[[float], DeviceView]) -> None:
        """``view`` tells what the device is doing at a session time (s)."""
        self._scenario = scenario
        self._person = person
        self._view = view
        self._acoustics = Acoustics(rooms()[scenario.room], scenario.drift_ppm)
        self._noises = list(_noises(scenario, self._acoustics))
        self.spoken: list[Samples] = []
        self.heard: list[Samples] = []

    def hear(self, said: Samples, now: float) -> Samples | None:
        """What the microphone takes up while ``said`` is played, None when the session is over."""
        view = self._view(now)
        if now >= self._scenario.at_most or self._is_over(view):
            return None
        voice = self._person.read(len(said), view)
        sound = self._acoustics.echo(said) + self._voice_at_microphone(voice)
        for noise in self._noises:
            sound = sound + noise.read(len(said))
        heard: Samples = np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)
        self.spoken.append(voice)
        self.heard.append(heard)
        return heard

    def _is_over(self, view: DeviceView) -> bool:
        """All is said and answered: what was said last may still be about to be understood."""
        answered = self._person.is_done and self._person.silent_for(view.now) >= QUIET_SECONDS
        return answered and is_at_rest(view)

    def _voice_at_microphone(self, voice: Samples) -> Floats:
        turn = self._person.turn
        if turn is None:
            return np.zeros(len(voice))
        gain = 10 ** ((turn.voice or self._scenario.voice).level_db / 20)
        return self._acoustics.voice(turn.place or self._scenario.place, voice.astype(np.float64) * gain)


def _noises(scenario: Scenario, acoustics: Acoustics) -> list[Loop]:
    chance = np.random.default_rng(scenario.seed)
    noises = [Loop(hiss(chance), scenario.noise_dbfs)]
    if scenario.noise is not None:
        sound = _sound(scenario.noise, scenario, acoustics, chance)
        voice_dbfs = acoustics.voice_dbfs(scenario.place) + scenario.voice.level_db
        noises.append(Loop(sound, voice_dbfs - scenario.noise.snr_db))
    return noises


def _sound(noise: Noise, scenario: Scenario, acoustics: Acoustics, chance: np.random.Generator) -> Floats:
    if noise.kind == "television":
        return acoustics.from_place("television", television_talk(scenario.seed))
    return steady_noise(noise.kind, chance)
