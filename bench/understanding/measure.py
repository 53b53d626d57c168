"""How well voiceskill understands: ``python -m bench.understanding.measure`` from the root of the
repository.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.understanding.baselines import (
    Classifier,
    hassil_classifier,
    nearest_sentence_classifier,
    padacioso_classifier,
)
from bench.understanding.scores import (
    confusions,
    flag_figures,
    intent_figures,
    per_intent,
    reliability,
)
from bench.understanding.sets import FlagRow, IntentRow, read_flags, read_intents
from voiceskill.locations import content_dir
from voiceskill.understanding.meaning import LISTENING_STATES, Meaning
from voiceskill.understanding.template_loader import load_templates
from voiceskill.understanding.understander import Understander, load_understander

_BASELINE_STEP = 16
"""Padacioso and hassil are slow with this many templates: they get every n-th row."""
_FOLDER = content_dir("intents") / "en"


def _understand(understander: Understander, rows: Sequence[IntentRow | FlagRow]) -> list[Meaning]:
    states = {state: state for state in LISTENING_STATES}
    return [understander.understand(row.text, states[row.state]) for row in rows]


def _show_figures(title: str, figures: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, value in figures.items():
        print(f"  {name:45} {value:7.1%}")


def _show_details(rows: Sequence[IntentRow], meanings: Sequence[Meaning]) -> None:
    print("\nby intent")
    for intent, right, count in per_intent(rows, meanings):
        print(f"  {intent:25} {right:4} of {count:4} {right / count:7.1%}")
    print("\nconfused (meant, found)")
    for meant, found, count in confusions(rows, meanings):
        print(f"  {meant:25} {found:25} {count}")


def _show_reliability(rows: Sequence[IntentRow], meanings: Sequence[Meaning]) -> None:
    print("\nreliability (confidence from, utterances, mean confidence, right)")
    for line in reliability(rows, meanings):
        print(f"  {line.low:.1f} {line.count:5} {line.confidence:7.2f} {line.right:7.2f}")


def _show_speed(understander: Understander, rows: Sequence[IntentRow | FlagRow]) -> None:
    states = {state: state for state in LISTENING_STATES}
    seconds: list[float] = []
    for row in rows:
        before = time.thread_time()
        understander.understand(row.text, states[row.state])
        seconds.append(time.thread_time() - before)
    seconds.sort()
    print(f"\nspeed over {len(rows)} utterances not seen before (processor time)")
    print(f"  lines a second {len(seconds) / sum(seconds):10.0f}")
    print(f"  median         {statistics.median(seconds) * 1000:10.3f} ms")
    print(f"  p99            {seconds[int(len(seconds) * 0.99)] * 1000:10.3f} ms")


def _show_baseline(name: str, make: Callable[[], Classifier], rows: Sequence[IntentRow]) -> None:
    classify = make()
    before = time.perf_counter()
    right = sum(classify(row.text, row.state) == row.intent for row in rows)
    each = (time.perf_counter() - before) / len(rows)
    print(f"  {name:30} {right / len(rows):7.1%}  {each * 1000:9.2f} ms each")


def _show_baselines(rows: Sequence[IntentRow]) -> None:
    templates = load_templates(_FOLDER)
    understander = load_understander(_FOLDER)
    states = {state: state for state in LISTENING_STATES}
    print(f"\nintent accuracy of others with the same templates, on every {_BASELINE_STEP}th row")
    few = rows[::_BASELINE_STEP]
    _show_baseline("voiceskill", lambda: lambda t, s: understander.understand(t, states[s]).intent, few)
    _show_baseline("rapidfuzz, nearest sentence", lambda: nearest_sentence_classifier(templates), few)
    _show_baseline("padacioso", lambda: padacioso_classifier(templates), few)
    _show_baseline("hassil", lambda: hassil_classifier(templates, LISTENING_STATES), few)


def _loaded() -> Understander:
    """The understanding as the device has it from its second start on; shows what each start costs."""
    with tempfile.TemporaryDirectory() as folder:
        for start in ("first", "next"):
            before = _processor_seconds()
            understander = load_understander(_FOLDER, store=Path(folder))
            print(f"{start} start: loaded in {_processor_seconds() - before:.2f} s of processor time")
    return understander


def _processor_seconds() -> float:
    """What this process and those that it started have used; one of them does the learning."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--part", choices=("dev", "held_back", "held_back_2", "held_back_3", "held_back_4"), default="dev"
    )
    parser.add_argument("--no-baselines", action="store_true", help="leave the slow comparisons out")
    options = parser.parse_args()
    print(f"part: {options.part}")
    understander = _loaded()
    intents, flags = read_intents(options.part), read_flags(options.part)
    _show_speed(understander, [*intents, *flags])
    meanings = _understand(understander, intents)
    _show_figures(f"intents and slots ({len(intents)} rows)", intent_figures(intents, meanings))
    _show_figures(f"red flags ({len(flags)} rows)", flag_figures(flags, _understand(understander, flags)))
    if options.part == "dev":
        _show_details(intents, meanings)
    _show_reliability(intents, meanings)
    if not options.no_baselines:
        _show_baselines(intents)


if __name__ == "__main__":
    main()
