"""Plays a scenario through the real stages and writes down what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voiceskill.app.content import shipped_script
from voiceskill.app.offline import converse
from voiceskill.app.stages import open_simulated_session
from voiceskill.app.transcript import Entry, Transcript, write_jsonl, write_text
from voiceskill.audio.listener import LISTENING_RATE
from voiceskill.audio.pcm import Samples
from voiceskill.audio.wav import WavWriter
from voiceskill.config import Config
from voiceskill.simulation.ear import PersonEar
from voiceskill.simulation.guidance import guidance_keys
from voiceskill.simulation.outcome import failures
from voiceskill.simulation.person import Person
from voiceskill.simulation.scenario import Scenario
from voiceskill.simulation.setting import config_for, make_folder
from voiceskill.simulation.timeline import draw_timeline
from voiceskill.simulation.voices import person_says

__all__ = ["Played", "play", "play_scenario"]


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A finished scenario: both channels at 16 kHz, what happened, and what was not as expected."""

    person: Samples
    device: Samples
    transcript: Transcript
    problems: tuple[str, ...]


def play(scenario: Scenario, config: Config, listener: Callable[[Entry], None] | None = None) -> Played:
    """Let the scenario's person talk with the device; ``listener`` sees each entry as it happens."""
    transcript = Transcript(listener)
    person = Person(scenario.turns, [person_says(turn, scenario.voice) for turn in scenario.turns])
    with open_simulated_session(config_for(scenario, config), transcript, night=scenario.night) as simulated:
        ear = PersonEar(person, simulated.session.view, scenario.noise_dbfs, scenario.seed, scenario.at_most)
        blocks = converse(ear, simulated.listener, simulated.session, simulated.player)
        device = [passed.said for passed in blocks]
        end = simulated.player.clock / simulated.player.rate
        state = simulated.session.view(end).state
    problems = failures(transcript, scenario, person.moments, state, guidance_keys(shipped_script()))
    return Played(_joined(ear.spoken), _joined(device), transcript, problems)


def play_scenario(
    scenario: Scenario, config: Config, out: Path, listener: Callable[[Entry], None] | None = None
) -> tuple[str, ...]:
    """Play the scenario and write its results into the folder ``out``; give what was not as expected."""
    make_folder(out)
    played = play(scenario, config, listener)
    with WavWriter(out / "session.wav", LISTENING_RATE, channels=2) as writer:
        writer.write(np.stack([played.person, played.device], axis=1))
    write_text(played.transcript, out / "transcript.txt")
    write_jsonl(played.transcript, out / "timeline.jsonl")
    draw_timeline(
        out / "timeline.png",
        scenario.title,
        played.transcript,
        played.person,
        played.device,
        LISTENING_RATE,
    )
    return played.problems


def _joined(blocks: list[Samples]) -> Samples:
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
