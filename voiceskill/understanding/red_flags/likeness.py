"""A second opinion beside the rules: how alike an utterance is to what people say in danger.

Rules are sure where they fit and deaf where nobody foresaw a wording. Here every piece of evidence counts a
little: multinomial logistic regression tells the level, naive Bayes the row of that level. The sentences lie
in ``examples/``, the numbers fitted to them in ``likeness.json``, which
``python -m bench.understanding.fit_red_flags`` makes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import NamedTuple

from voiceskill.errors import VoiceskillError
from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.yaml_source import load_yaml

__all__ = [
    "NO_DANGER",
    "Example",
    "Fitted",
    "Likeness",
    "fingerprint",
    "load_likeness",
    "read_examples",
    "write_fitted",
]

NO_DANGER = "none"
"""The key of ``examples/*.yaml`` under which look-alikes and ordinary talk stand."""

_SCALE = 100
"""Weights are kept as whole numbers of hundredths."""


class Example(NamedTuple):
    """A sentence, the row that it is about (or ``none``), and the file it stands in."""

    text: str
    row: str
    file: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted, in hundredths of natural logarithms.

    ``levels`` are the intercepts, one for each level; ``rows`` holds for each row its prior and the cost of
    each piece of evidence; ``evidence`` what each piece adds to the levels, and to rows by their place.
    """

    made_of: str
    levels: tuple[int, ...]
    rows: Mapping[str, tuple[int, int]]
    evidence: Mapping[str, tuple[tuple[int, ...], tuple[tuple[int, int], ...]]]


class Likeness:
    """Judges evidence of danger; never changes once made."""

    def __init__(self, fitted: Fitted, flags: Mapping[str, RedFlag]) -> None:
        """``flags`` are the rows of the taxonomy by their ids."""
        self._fitted = fitted
        self._flags = [flags[row] for row in fitted.rows]
        self._costs = list(fitted.rows.values())
        self._places: dict[Level, list[int]] = {
            level: [place for place, flag in enumerate(self._flags) if flag.level is level]
            for level in Level
            if level is not Level.NONE
        }

    def at_least(self, evidence: Collection[str]) -> dict[Level, float]:
        """The probability (0 to 1) that the pieces of evidence mean a level or a higher one."""
        none, soon, urgent, emergency = self._fitted.levels
        for found in map(self._fitted.evidence.get, evidence):
            if found is not None:
                weights = found[0]
                none += weights[0]
                soon += weights[1]
                urgent += weights[2]
                emergency += weights[3]
        return _at_least((none, soon, urgent, emergency))

    def likeliest(self, evidence: Collection[str], level: Level) -> RedFlag:
        """The row of ``level`` that the pieces of evidence are most like."""
        known = [found[1] for found in map(self._fitted.evidence.get, evidence) if found is not None]
        scores = {
            place: self._costs[place][0] - self._costs[place][1] * len(known) for place in self._places[level]
        }
        for row, weight in (pair for pairs in known for pair in pairs):
            if row in scores:
                scores[row] += weight
        return self._flags[max(scores, key=lambda place: (scores[place], -place))]


def _at_least(scores: Sequence[int]) -> dict[Level, float]:
    highest = max(scores)
    odds = [exp((score - highest) / _SCALE) for score in scores]
    total = sum(odds)
    return {level: sum(odds[level:]) / total for level in Level}


def read_examples(folder: Path, rows: Collection[str]) -> Iterator[Example]:
    """The sentences of ``examples/*.yaml``; raises ``ContentError`` for an unknown row or a broken form."""
    for path in sorted((folder / "examples").glob("*.yaml")):
        for row, said in load_yaml(path).items():
            if row != NO_DANGER and row not in rows:
                raise said.error(f"'{row}' is no row of the taxonomy, nor '{NO_DANGER}'")
            for text in said.texts():
                yield Example(text, row, path.stem)


def fingerprint(folder: Path) -> str:
    """A hash of the example files, by which numbers that were fitted to others are told."""
    digest = hashlib.sha256()
    for path in sorted((folder / "examples").glob("*.yaml")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def load_likeness(folder: Path, flags: Mapping[str, RedFlag]) -> Likeness | None:
    """Read ``likeness.json``; None if the folder has no ``examples/``.

    Raises ``VoiceskillError`` if the file is missing, damaged, or was made of other examples.
    """
    if not (folder / "examples").is_dir():
        return None
    path = folder / "likeness.json"
    try:
        fitted = _fitted(json.loads(path.read_text(encoding="utf-8")))
        if fitted.made_of == fingerprint(folder):
            return Likeness(fitted, flags)
        problem = "was made of other example sentences"
    except OSError:
        problem = "can't be read"
    except (ValueError, KeyError, TypeError, AttributeError):
        problem = "is damaged or names an unknown row"
    raise VoiceskillError(f"{path} {problem}: run 'python -m bench.understanding.fit_red_flags'.")


def _fitted(raw: dict[str, object]) -> Fitted:
    made_of, levels, rows, evidence = (raw[key] for key in ("made_of", "levels", "rows", "evidence"))
    if not (isinstance(levels, list) and isinstance(rows, dict) and isinstance(evidence, dict)):
        raise TypeError
    if len(levels) != len(Level) or any(len(weights) != len(Level) for weights, _ in evidence.values()):
        raise ValueError
    return Fitted(str(made_of), tuple(levels), rows, evidence)


def write_fitted(folder: Path, fitted: Fitted) -> None:
    """Write ``likeness.json``, one piece of evidence to a line."""
    head = {"made_of": fitted.made_of, "levels": fitted.levels, "rows": fitted.rows}
    lines = [
        f"{json.dumps(piece)}:{json.dumps(found, separators=(',', ':'))}"
        for piece, found in sorted(fitted.evidence.items())
    ]
    text = json.dumps(head)[:-1] + ', "evidence": {\n' + ",\n".join(lines) + "\n}}\n"
    (folder / "likeness.json").write_text(text, encoding="utf-8")
