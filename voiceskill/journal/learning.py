"""Which of the stretches that swap goes first: what helped this person, without giving up on the others.

Thompson sampling: each stretch has a Beta(1 + eased, 1 + not eased) over the share of nights on which it
eases the cramp; one number is drawn from each, and the highest goes first. Nights count less as they grow
old. On a small share of nights the order is drawn by lot, so that one with a bad start is tried again.
(W. R. Thompson, "On the likelihood that one unknown probability exceeds another", Biometrika 25, 1933.)
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from voiceskill.journal.episodes import Episode
from voiceskill.journal.rules import Learning

__all__ = ["Trial", "draw_order", "trials_in"]


@dataclass(frozen=True, slots=True)
class Trial:
    """On one night ``step`` was done for ``part``; whether it ``eased`` is what was said of it last."""

    part: str
    step: str
    at: datetime
    eased: bool


def trials_in(episodes: Iterable[Episode]) -> tuple[Trial, ...]:
    """One trial for each step of each episode that was answered, in order; its last answer counts."""
    trials: list[Trial] = []
    for episode in episodes:
        answers = {step.name: step.answer for step in episode.steps if step.answer is not None}
        if episode.part is not None:
            trials += (
                Trial(episode.part, name, episode.started, answer == "better")
                for name, answer in answers.items()
            )
    return tuple(trials)


def draw_order(
    steps: Sequence[str], trials: Iterable[Trial], now: datetime, rules: Learning, rng: random.Random
) -> tuple[str, ...]:
    """An order in which to offer ``steps``, given the ``trials`` of the same part; ``now`` with time zone.

    Trials of other steps do not count.
    """
    eased = dict.fromkeys(steps, 1.0)
    failed = dict.fromkeys(steps, 1.0)
    for trial in trials:
        if trial.step in eased:
            counts = eased if trial.eased else failed
            counts[trial.step] += 0.5 ** ((now - trial.at) / rules.half_life)
    if rng.random() < rules.exploration:
        return tuple(rng.sample(steps, len(steps)))
    drawn = {step: rng.betavariate(eased[step], failed[step]) for step in steps}
    return tuple(sorted(steps, key=lambda step: -drawn[step]))
