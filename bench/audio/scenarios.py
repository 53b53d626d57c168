"""Plays the scenarios that are about rooms aloud, and says which are met.

    .venv/bin/python bench/audio/scenarios.py [PATTERN]

PATTERN chooses files of tests/scenarios, ``room_*`` if left out. Needs flite and espeak-ng; all is seeded.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from voiceskill.config import Config
from voiceskill.simulation.play import play
from voiceskill.simulation.scenario import load_scenario

SCENARIOS = Path(__file__).parents[2] / "tests" / "scenarios"


def main(pattern: str) -> None:
    print("| scenario | met | length, s | times real time |\n| --- | --- | --- | --- |", flush=True)
    problems: list[str] = []
    for path in sorted(SCENARIOS.glob(f"{pattern}.yaml")):
        scenario = load_scenario(path)
        used = time.process_time()
        played = play(scenario, Config())
        speed = played.seconds / (time.process_time() - used)
        met = "no" if played.problems else "yes"
        print(f"| {path.stem} | {met} | {played.seconds:.0f} | {speed:.1f} |", flush=True)
        problems += [f"{path.stem}: {problem}" for problem in played.problems]
        if not played.problems and scenario.known_failure_aloud:
            problems.append(f"{path.stem}: is met, though its known_failure_aloud says it is not")
    print("", *problems, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "room_*")
