"""How likely the best intent is right.

The probability is a logistic function of the best score and of its lead over the second best one (Platt's
scaling), fitted on a development set by ``bench/understanding``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voiceskill.understanding.intents import Candidate
from voiceskill.yaml_source import load_yaml

__all__ = ["MOST_LEAD", "Calibration", "load_calibration"]

MOST_LEAD = 1.0
"""A lead beyond this tells nothing more."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The numbers of ``confidence.yaml``: a logistic curve."""

    intercept: float
    per_score: float
    per_lead: float

    def confidence(self, candidates: Sequence[Candidate]) -> float:
        """The probability (0 to 1) that the best candidate is right; 0.5 where there is none."""
        if not candidates:
            return 0.5
        best = candidates[0].score
        lead = min(best - candidates[1].score, MOST_LEAD) if len(candidates) > 1 else MOST_LEAD
        return 1.0 / (1.0 + math.exp(-(self.intercept + self.per_score * best + self.per_lead * lead)))


def load_calibration(folder: Path) -> Calibration:
    """Read ``confidence.yaml`` of a language's folder; raises ``ContentError`` if it breaks its form."""
    root = load_yaml(folder / "confidence.yaml")
    root.only(Calibration.__dataclass_fields__)
    return Calibration(
        intercept=root.require("intercept").number(),
        per_score=root.require("per_score").number(),
        per_lead=root.require("per_lead").number(),
    )
