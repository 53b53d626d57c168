"""Plays a scenario without sound: the person's words arrive as text, speaking takes its estimated time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Transcript, write_jsonl, write_text
from voiceskill.app.typed import TypedSession
from voiceskill.config import Config
from voiceskill.simulation.guidance import guidance_keys
from voiceskill.simulation.onlooker import Onlooker
from voiceskill.simulation.outcome import failures
from voiceskill.simulation.scenario import Scenario
from voiceskill.simulation.setting import config_for, make_folder
from voiceskill.simulation.typing_person import TypingPerson

__all__ = ["PlayedTyped", "play_typed", "play_typed_scenario"]


@dataclass(frozen=True, slots=True, eq=False)
class PlayedTyped:
    """A finished scenario: what happened, and what was not as expected."""

    transcript: Transcript
    problems: tuple[str, ...]


def play_typed(scenario: Scenario, config: Config, content: Content) -> PlayedTyped:
    """Let the scenario's person talk with the device; the same scenario always gives the same session."""
    onlooker = Onlooker()
    transcript = Transcript(onlooker.see)
    person = TypingPerson(scenario.turns, onlooker.view, scenario.at_most)
    settings = config_for(scenario, config)
    conversation = begin_conversation(content, settings, transcript, night=scenario.night)
    TypedSession(conversation, person, transcript, settings.words_per_minute).run()
    final_state = onlooker.view(person.now()).state
    guidance = guidance_keys(content.script)
    return PlayedTyped(transcript, failures(transcript, scenario, person.moments, final_state, guidance))


def play_typed_scenario(scenario: Scenario, config: Config, out: Path) -> tuple[str, ...]:
    """Play the scenario and write its transcript into the folder ``out``; give what was not as expected."""
    make_folder(out)
    played = play_typed(scenario, config, shipped_content())
    write_text(played.transcript, out / "transcript.txt")
    write_jsonl(played.transcript, out / "timeline.jsonl")
    return played.problems
