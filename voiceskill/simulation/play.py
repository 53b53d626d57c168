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
from voiceskill.simulation.ear import RoomEar
from voiceskill.simulation.guidance import guidance_keys
from voiceskill.simulation.outcome import failures, words_of_nobody
from voiceskill.simulation.person import Person
from voiceskill.simulation.rooms import rooms
from voiceskill.simulation.scenario import Scenario
from voiceskill.simulation.setting import config_for, make_folder
from voiceskill.simulation.timeline import draw_timeline
from voiceskill.simulation.voices import Voices

__all__ = ["Played", "play", "play_scenario"]


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A finished scenario: what the person said, what the device said and what its microphone heard (all at
    16 kHz and of one length), what happened, and what was not as expected.
    """

    person: Samples
    device: Samples
    microphone: Samples
    transcript: Transcript
    problems: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """How long it lasted (s)."""
        return len(self.microphone) / LISTENING_RATE


def play(scenario: Scenario, config: Config, listener: Callable[[Entry], None] | None = None) -> Played:
    """Let the scenario's person talk with the device; ``listener`` sees each entry as it happens."""
    transcript = Transcript(listener)
    with Voices() as voices:
        person = Person(scenario.turns, [voices.turn(turn, scenario.voice) for turn in scenario.turns])
    settings = config_for(scenario, config)
    with open_simulated_session(settings, transcript, night=scenario.night, echo=settings.echo) as simulated:
        ear = RoomEar(scenario, person, simulated.session.view)
        blocks = converse(ear, simulated.listener, simulated.session, simulated.player)
        device = [passed.said for passed in blocks]
        end = simulated.player.clock / simulated.player.rate
        state = simulated.session.view(end).state
    problems = failures(transcript, scenario, person.moments, state, guidance_keys(shipped_script()))
    problems += words_of_nobody(transcript, list(zip(person.moments, person.endings, strict=False)))
    return Played(_joined(ear.spoken), _joined(device), _joined(ear.heard), transcript, problems)


def play_scenario(
    scenario: Scenario, config: Config, out: Path, listener: Callable[[Entry], None] | None = None
) -> Played:
    """Play the scenario and write its results into the folder ``out``."""
    make_folder(out)
    played = play(scenario, config, listener)
    with WavWriter(out / "session.wav", LISTENING_RATE, channels=2) as writer:
        writer.write(np.stack([played.person, played.device], axis=1))
    with WavWriter(out / "microphone.wav", LISTENING_RATE) as writer:
        writer.write(played.microphone)
    write_text(played.transcript, out / "transcript.txt")
    write_jsonl(played.transcript, out / "timeline.jsonl")
    draw_timeline(
        out / "timeline.png",
        scenario.title,
        _where(scenario),
        played.transcript,
        played.person,
        played.device,
        LISTENING_RATE,
    )
    return played


def _where(scenario: Scenario) -> str:
    says, noise = rooms()[scenario.room].says, scenario.noise
    return says if noise is None else f"{says}; {noise.kind} {noise.snr_db:g} dB below the voice"


def _joined(blocks: list[Samples]) -> Samples:
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
