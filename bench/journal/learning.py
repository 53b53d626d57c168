"""Does the order that follows what helped ease cramps sooner than the guide's own order?

Simulated people, each with hidden effects of the stretches that swap, go through many nights; the real
dialogue leads them, with its real times. Prints a Markdown table; ``python -m bench.journal.learning``.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean, quantiles

from bench.journal.person import Night, Person, spend_night
from voiceskill.app.content import shipped_script
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.plan import swapping_steps
from voiceskill.journal.learning import Trial, draw_order
from voiceskill.journal.rules import load_rules
from voiceskill.locations import LANGUAGE, content_dir
from voiceskill.profile import Profile

PART = "calf"
OTHERWISE = 0.2
DAYS_BETWEEN = 3
RESAMPLES = 2000

Effects = Callable[[Sequence[str], random.Random], list[dict[str, float]]]
Policy = Callable[[Sequence[str], dict[str, float], list[Trial], datetime, random.Random], tuple[str, ...]]


def _one_helps(steps: Sequence[str], rng: random.Random) -> list[dict[str, float]]:
    best = rng.choice(steps)
    return [{step: 0.6 if step == best else 0.15 for step in steps}]


def _the_usual_helps(steps: Sequence[str], _: random.Random) -> list[dict[str, float]]:
    return [{step: 0.6 if step == steps[0] else 0.15 for step in steps}]


def _each_its_own(steps: Sequence[str], rng: random.Random) -> list[dict[str, float]]:
    return [{step: rng.betavariate(2.0, 3.0) for step in steps}]


def _nothing_differs(steps: Sequence[str], rng: random.Random) -> list[dict[str, float]]:
    share = rng.betavariate(2.0, 3.0)
    return [dict.fromkeys(steps, share)]


def _it_turns_round(steps: Sequence[str], rng: random.Random) -> list[dict[str, float]]:
    """Half way through, what helped is the other one."""
    first, *others = rng.sample(steps, len(steps))
    return [{step: 0.6 if step == best else 0.15 for step in steps} for best in (first, others[0])]


WORLDS: dict[str, Effects] = {
    "one of them helps, by chance": _one_helps,
    "the guide's first one helps": _the_usual_helps,
    "each has its own effect": _each_its_own,
    "nothing differs": _nothing_differs,
    "what helps changes half way": _it_turns_round,
}
RULES = load_rules(content_dir("guides") / LANGUAGE / "diary.yaml").learning


def _fixed(steps: Sequence[str], *_: object) -> tuple[str, ...]:
    return tuple(steps)


def _learned(
    steps: Sequence[str], _: dict[str, float], trials: list[Trial], now: datetime, rng: random.Random
) -> tuple[str, ...]:
    return draw_order(steps, trials, now, RULES, rng)


def _knowing(steps: Sequence[str], effects: dict[str, float], *_: object) -> tuple[str, ...]:
    return tuple(sorted(steps, key=lambda step: -effects[step]))


POLICIES: dict[str, Policy] = {"fixed": _fixed, "learned": _learned, "best known": _knowing}


def _life(
    dialogue: Dialogue,
    steps: Sequence[str],
    effects: list[dict[str, float]],
    policy: Policy,
    nights: int,
    seed: int,
) -> Iterator[Night]:
    """One person's nights. Each night has random numbers of its own, whatever was done on those before, so
    that policies are compared on the same person's same nights.
    """
    draws = random.Random(seed + 1)
    trials: list[Trial] = []
    now = datetime(2026, 1, 1, 3, tzinfo=UTC)
    for number in range(nights):
        hidden = effects[number * len(effects) // nights]
        order = policy(steps, hidden, trials, now, draws)
        chances = random.Random(seed * nights + number)
        night = spend_night(dialogue, Person(PART, hidden, OTHERWISE), order, chances)
        trials += (Trial(PART, step, now, eased) for step, eased in night.answers.items())
        now += timedelta(days=DAYS_BETWEEN)
        yield night


def _mean_difference(ones: Sequence[float], others: Sequence[float], rng: random.Random) -> str:
    """Mean of the differences of paired people, with a 95 % bootstrap interval."""
    pairs = [one - other for one, other in zip(ones, others, strict=True)]
    means = [fmean(rng.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES)]
    cuts = quantiles(means, n=40)
    return f"{fmean(pairs):+.1f} ({cuts[0]:+.1f} to {cuts[-1]:+.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--nights", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dialogue = Dialogue(shipped_script(), Profile(), night=True)
    steps = swapping_steps(shipped_script())[PART]
    print(
        f"{arguments.people} people, {arguments.nights} nights each, seed {arguments.seed}; {PART}: {steps}"
    )
    print(
        "| people | fixed (s) | learned (s) | best known (s) | learned - fixed (s, 95 %) | after ten nights |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for world, effects_of in WORLDS.items():
        means: dict[str, list[float]] = {}
        later: dict[str, list[float]] = {}
        for name, policy in POLICIES.items():
            for person in range(arguments.people):
                seed = arguments.seed * 1_000_003 + person * 101
                effects = effects_of(steps, random.Random(seed + 2))
                nights = list(_life(dialogue, steps, effects, policy, arguments.nights, seed))
                means.setdefault(name, []).append(fmean(night.seconds for night in nights))
                later.setdefault(name, []).append(fmean(night.seconds for night in nights[10:]))
        rng = random.Random(arguments.seed)
        figures = " | ".join(f"{fmean(means[name]):.1f}" for name in POLICIES)
        print(
            f"| {world} | {figures} | {_mean_difference(means['learned'], means['fixed'], rng)} | "
            f"{_mean_difference(later['learned'], later['fixed'], rng)} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
