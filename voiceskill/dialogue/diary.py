"""What the dialogue knows of earlier nights: a digest of the diary, handed in while the device waits."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["NO_DIARY", "Diary", "LastCramp", "Preference", "Trials"]


@dataclass(frozen=True, slots=True)
class LastCramp:
    """The newest cramp: where, and how long ago in nights, or in days if it came ``by_day``."""

    part: str
    side: str
    ago: int
    by_day: bool


@dataclass(frozen=True, slots=True)
class Trials:
    """How a step did for a part: of the times it was tried it ``helped`` so often, ``lately`` in a row."""

    part: str
    step: str
    tried: int
    helped: int
    lately: int


@dataclass(frozen=True, slots=True)
class Preference:
    """In which order the steps of ``part`` that may stand in for each other are offered."""

    part: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diary:
    """A digest: ``kept`` tells whether there is a diary at all.

    ``week`` and ``month`` count the cramps of the last seven and thirty days. ``trials`` stand with the one
    that helped most recently first. ``frequent``: cramps come so often that it is time to say so again.
    """

    kept: bool = False
    week: int = 0
    month: int = 0
    last: LastCramp | None = None
    trials: tuple[Trials, ...] = ()
    preferences: tuple[Preference, ...] = ()
    frequent: bool = False

    def order_of(self, part: str) -> tuple[str, ...]:
        """The steps of ``part`` in the order of preference; empty where nothing is preferred."""
        return next((preference.steps for preference in self.preferences if preference.part == part), ())

    def preferring(self, part: str, step: str) -> Diary:
        """The same, but that ``step`` goes first for ``part``, whatever was preferred before."""
        others = (preference for preference in self.preferences if preference.part != part)
        return replace(self, preferences=(Preference(part, (step,)), *others))

    def trials_of(self, part: str, step: str) -> Trials:
        """How ``step`` did for ``part``."""
        found = (trials for trials in self.trials if (trials.part, trials.step) == (part, step))
        return next(found, Trials(part, step, 0, 0, 0))

    def helped_last(self, part: str | None) -> Trials | None:
        """What helped most recently, for ``part`` or for any part if None; None if nothing is known to."""
        candidates = (trials for trials in self.trials if part is None or trials.part == part)
        return next((trials for trials in candidates if trials.helped), None)


NO_DIARY = Diary()
"""What is known where no diary is kept."""
