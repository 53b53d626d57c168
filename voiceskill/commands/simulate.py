"""``voiceskill simulate``: a scripted person talks with the real stages on a simulated clock."""

from __future__ import annotations

import argparse
from pathlib import Path

from voiceskill.console import remark, show

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``simulate`` to the command line."""
    parser = subparsers.add_parser(
        "simulate",
        help="let a scripted person talk with the device",
        description="Writes timeline.jsonl, transcript.txt, session.wav (left the person, right the device) "
        "and timeline.png; status 1 if the scenario's expectations are not met. With --typed there is no "
        "sound and no picture: the person's words arrive as text.",
    )
    parser.add_argument("scenario", type=Path, metavar="SCENARIO.yaml")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the results")
    parser.add_argument("--model", metavar="NAME", help="recognizer's model: a name or a folder")
    parser.add_argument("--typed", action="store_true", help="without sound: words arrive as text")
    parser.set_defaults(handler=_simulate)


def _simulate(arguments: argparse.Namespace) -> int:
    from voiceskill.config import load_config
    from voiceskill.simulation.scenario import load_scenario

    scenario = load_scenario(arguments.scenario)
    config = load_config().with_devices(None, None, arguments.model)
    out = arguments.out if arguments.out is not None else Path(arguments.scenario.stem)
    if arguments.typed:
        from voiceskill.simulation.play_typed import play_typed_scenario

        problems = play_typed_scenario(scenario, config, out)
        show(f"Written to {out}: transcript.txt, timeline.jsonl")
    else:
        from voiceskill.simulation.play import play_scenario

        problems = play_scenario(scenario, config, out)
        show(f"Written to {out}: session.wav, transcript.txt, timeline.jsonl, timeline.png")
    for problem in problems:
        remark(f"voiceskill: {scenario.title}: {problem}")
    return 1 if problems else 0
