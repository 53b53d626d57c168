"""Holds a finished scenario against what its author expects of it."""

from __future__ import annotations

from collections.abc import Iterable

from voiceskill.app.transcript import Transcript
from voiceskill.simulation.scenario import Expectation

__all__ = ["failures"]


def failures(transcript: Transcript, expect: Expectation, final_state: str) -> list[str]:
    """One sentence for each expectation that was not met; empty if all were."""
    entries = list(transcript)
    said = [entry.text for entry in entries if entry.kind == "said"]
    flags = {entry.text for entry in entries if entry.kind == "flag"}
    problems = [*_missing_in_order(said, expect.said), *_forbidden(said, expect.never_said)]
    if expect.flag is not None and expect.flag not in flags:
        problems.append(
            f"the red flag {expect.flag} was not raised; raised: {', '.join(sorted(flags)) or 'none'}"
        )
    if expect.state is not None and final_state != expect.state:
        problems.append(f"the session ended in the state {final_state} instead of {expect.state}")
    return problems


def _missing_in_order(said: Iterable[str], wanted: Iterable[str]) -> list[str]:
    rest = iter(text.lower() for text in said)
    for words in wanted:
        if not any(words.lower() in text for text in rest):
            return [f"'{words}' was not said, or not in that place"]
    return []


def _forbidden(said: Iterable[str], never: Iterable[str]) -> list[str]:
    texts = list(said)
    return [
        f"'{words}' must never be said, and was: '{text}'"
        for words in never
        for text in texts
        if words.lower() in text.lower()
    ]
