"""``voiceskill simulate``: a scripted person talks with the real stages on a simulated clock."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voiceskill.console import remark, show
from voiceskill.errors import VoiceskillError

if TYPE_CHECKING:
    from voiceskill.config import Config
    from voiceskill.simulation.scenario import Scenario

__all__ = ["add_parser"]

_SNR_DB = 12.0


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``simulate`` to the command line."""
    parser = subparsers.add_parser(
        "simulate",
        help="let a scripted person talk with the device",
        description="Writes timeline.jsonl, transcript.txt, session.wav (left the person, right the device), "
        "microphone.wav (what the device heard) and timeline.png; status 1 if the scenario's expectations "
        "are not met. With --typed there is no sound and no picture: the person's words arrive as text.",
    )
    parser.add_argument("scenario", type=Path, metavar="SCENARIO.yaml")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the results")
    parser.add_argument("--model", metavar="NAME", help="recognizer's model: a name or a folder")
    parser.add_argument("--room", metavar="NAME", help="play it in this room, whatever the scenario says")
    parser.add_argument(
        "--noise",
        metavar="KIND[:DB]",
        help="add this noise, so many dB below the person (12 if left out): "
        "pink, fan, kitchen, television; none for no noise",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="other noise of the same kind")
    parser.add_argument("--typed", action="store_true", help="without sound: words arrive as text")
    parser.set_defaults(handler=_simulate)


def _simulate(arguments: argparse.Namespace) -> int:
    from voiceskill.config import load_config
    from voiceskill.simulation.scenario import load_scenario

    scenario = _changed(load_scenario(arguments.scenario), arguments)
    config = load_config().with_devices(None, None, arguments.model)
    out = arguments.out if arguments.out is not None else Path(arguments.scenario.stem)
    if arguments.typed:
        from voiceskill.simulation.play_typed import play_typed_scenario

        problems = play_typed_scenario(scenario, config, out)
        show(f"Written to {out}: transcript.txt, timeline.jsonl")
    else:
        problems = _play_aloud(scenario, config, out)
    for problem in problems:
        remark(f"voiceskill: {scenario.title}: {problem}")
    return 1 if problems else 0


def _play_aloud(scenario: Scenario, config: Config, out: Path) -> tuple[str, ...]:
    from voiceskill.simulation.play import play_scenario
    from voiceskill.simulation.rooms import rooms

    show(f"{rooms()[scenario.room].says}.")
    begun = time.monotonic()
    played = play_scenario(scenario, config, out)
    took = time.monotonic() - begun
    show(f"{played.seconds:.0f} seconds, played in {took:.0f}: {played.seconds / took:.0f} times real time")
    show(f"Written to {out}: session.wav, microphone.wav, transcript.txt, timeline.jsonl, timeline.png")
    return played.problems


def _changed(scenario: Scenario, arguments: argparse.Namespace) -> Scenario:
    """``scenario`` as the command line wants it; raises ``VoiceskillError`` for what there is not."""
    if arguments.room is not None:
        from voiceskill.simulation.rooms import rooms

        if arguments.room not in rooms():
            raise VoiceskillError(f"There is no room '{arguments.room}': choose one of {', '.join(rooms())}.")
        scenario = replace(scenario, room=arguments.room)
    if arguments.noise is not None:
        scenario = _with_noise(scenario, arguments.noise)
    return scenario if arguments.seed is None else replace(scenario, seed=arguments.seed)


def _with_noise(scenario: Scenario, wanted: str) -> Scenario:
    from voiceskill.simulation.scenario import NOISE_KINDS, Noise

    kind, _, decibels = wanted.partition(":")
    if kind == "none":
        return replace(scenario, noise=None)
    if kind not in NOISE_KINDS:
        raise VoiceskillError(f"There is no noise '{kind}': choose one of {', '.join(NOISE_KINDS)}, none.")
    try:
        return replace(scenario, noise=Noise(kind, float(decibels) if decibels else _SNR_DB))
    except ValueError:
        raise VoiceskillError(f"'{decibels}' is no number of decibels: write {kind}:12, say.") from None
