"""The demonstration: a recorded person with a night-time calf cramp, and what the device makes of it."""

from __future__ import annotations

from pathlib import Path

from voiceskill.app.transcript import show_entry
from voiceskill.config import Config
from voiceskill.console import remark, show
from voiceskill.locations import content_dir
from voiceskill.simulation.play import play_scenario
from voiceskill.simulation.scenario import load_scenario

__all__ = ["run_demo"]


def run_demo(config: Config, out: Path) -> int:
    """Play the recorded cramp into ``out``, showing the conversation; 0 if it went as it should."""
    scenario = load_scenario(content_dir("demo") / "night_cramp.yaml")
    problems = play_scenario(scenario, config, out, show_entry).problems
    show(f"Written to {out}: session.wav, microphone.wav, transcript.txt, timeline.jsonl, timeline.png")
    for problem in problems:
        remark(f"voiceskill: {problem}")
    return 1 if problems else 0
