"""Fits the second opinion on danger: ``python -m bench.understanding.fit_red_flags`` from the root of the
repository writes ``intents/en/red_flags/likeness.json``.

With ``--measure`` it fits without one writer at a time and prints what that writer's sentences are taken for:
the honest estimate for wordings of people not heard yet.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from math import log

from bench.understanding.danger_examples import Sentence, danger_sentences
from bench.understanding.softmax import fit_softmax
from voiceskill.locations import content_dir
from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags import RedFlagScanner
from voiceskill.understanding.red_flags.content import load_content
from voiceskill.understanding.red_flags.likeness import Fitted, Likeness, fingerprint, write_fitted
from voiceskill.understanding.red_flags.scanner import FlagFindings
from voiceskill.understanding.red_flags.second_opinion import load_thresholds

_FOLDER = content_dir("intents") / "en" / "red_flags"
_WRITERS = ("emergency", "emergency_2", "urgent_soon", "none", "flags_dev")
_FOLDS = 5
_SEEN = 3
_L2 = 1.0
_COSTS = {Level.NONE: 1.0, Level.CLINICIAN_SOON: 1.0, Level.URGENT: 1.3, Level.EMERGENCY: 2.0}
_HUNDREDTHS = 100
_UNHEARD = 0.05
_GAP = " _ "


def _fit(sentences: Sequence[Sentence], evidence: Sequence[frozenset[str]], rows: Sequence[str]) -> Fitted:
    seen = Counter(piece for each in evidence for piece in each)
    pieces = sorted(piece for piece, count in seen.items() if count >= _SEEN)
    place = {piece: at for at, piece in enumerate(pieces)}
    weights, intercepts = fit_softmax(
        [[place[piece] for piece in each if piece in place] for each in evidence],
        [int(sentence.level) for sentence in sentences],
        [_COSTS[sentence.level] for sentence in sentences],
        (len(pieces), len(Level)),
        _L2,
    )
    priors, shares = _rows(sentences, evidence, place, rows)
    return Fitted(
        fingerprint(_FOLDER),
        tuple(round(value * _HUNDREDTHS) for value in intercepts.tolist()),
        priors,
        {
            piece: (
                tuple(round(value * _HUNDREDTHS) for value in weights[at].tolist()),
                shares.get(piece, ()),
            )
            for piece, at in place.items()
        },
    )


def _rows(
    sentences: Sequence[Sentence],
    evidence: Sequence[frozenset[str]],
    place: dict[str, int],
    rows: Sequence[str],
) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[tuple[int, int], ...]]]:
    """Naive Bayes: each row's prior and cost of a piece; what each piece adds to rows it was seen in."""
    order = {row: at for at, row in enumerate(rows)}
    said = Counter(sentence.row for sentence in sentences if sentence.row)
    counts: Counter[tuple[str, str]] = Counter()
    for sentence, each in zip(sentences, evidence, strict=True):
        if sentence.row:
            counts.update((piece, sentence.row) for piece in each if piece in place and _GAP not in piece)
    sizes: Counter[str] = Counter()
    shares: dict[str, list[tuple[int, int]]] = {}
    for (piece, row), count in counts.items():
        sizes[row] += count
        shares.setdefault(piece, []).append((order[row], round(log(1 + count / _UNHEARD) * _HUNDREDTHS)))
    known = len(shares)
    priors = {
        row: (
            round(log(said[row] + 1) * _HUNDREDTHS),
            round(log((sizes[row] + _UNHEARD * known) / _UNHEARD) * _HUNDREDTHS),
        )
        for row in rows
    }
    return priors, {piece: tuple(sorted(found)) for piece, found in shares.items()}


def _measure(sentences: Sequence[Sentence], evidence: Sequence[frozenset[str]], rows: Sequence[str]) -> None:
    for writer in _WRITERS:
        left_out = [at for at, sentence in enumerate(sentences) if sentence.writer == writer]
        if left_out:
            _show(f"{writer}, left out", sentences, _found(sentences, evidence, rows, left_out), left_out)
    known = [at for at, sentence in enumerate(sentences) if sentence.writer == "none"]
    found: list[FlagFindings] = []
    for fold in range(_FOLDS):
        part = known[fold * len(known) // _FOLDS : (fold + 1) * len(known) // _FOLDS]
        found += _found(sentences, evidence, rows, part)
    _show(f"none, in {_FOLDS} folds (its writer known)", sentences, found, known)


def _found(
    sentences: Sequence[Sentence],
    evidence: Sequence[frozenset[str]],
    rows: Sequence[str],
    left_out: Sequence[int],
) -> list[FlagFindings]:
    """What a scanner finds that has seen none of the sentences ``left_out``."""
    texts = {sentences[at].text for at in left_out}
    kept = [at for at, sentence in enumerate(sentences) if sentence.text not in texts]
    fitted = _fit([sentences[at] for at in kept], [evidence[at] for at in kept], rows)
    scanner = _scanner(fitted)
    return [scanner.scan_text(sentences[at].text) for at in left_out]


def _show(
    title: str, sentences: Sequence[Sentence], found: Sequence[FlagFindings], places: Sequence[int]
) -> None:
    print(f"\n{title}")
    for level in reversed(Level):
        of_level = [f for f, at in zip(found, places, strict=True) if sentences[at].level is level]
        if of_level:
            _show_level(level, of_level)


def _show_level(level: Level, found: Sequence[FlagFindings]) -> None:
    least = max(level, Level.CLINICIAN_SOON)
    alarmed = sum(_level(each) >= least for each in found) / len(found)
    emergency = sum(_level(each) is Level.EMERGENCY for each in found) / len(found)
    asked = sum(_level(each) < least and each.check is not None for each in found) / len(found)
    least_name = "of any level" if level is Level.NONE else "as high"
    print(
        f"  {level.label:15} {len(found):5} rows; alarm {least_name}"
        f" {alarmed:7.1%}, an emergency {emergency:7.1%}, a question only {asked:7.1%}"
    )


def _level(findings: FlagFindings) -> Level:
    return findings.red_flag.level if findings.red_flag else Level.NONE


def _scanner(fitted: Fitted | None) -> RedFlagScanner:
    content = load_content(_FOLDER)
    if fitted is None:
        return RedFlagScanner(content)
    flags = {row.flag.id: row.flag for row in content.rows}
    return RedFlagScanner(content, Likeness(fitted, flags), load_thresholds(_FOLDER))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--measure", action="store_true", help="fit without each writer in turn, write nothing"
    )
    options = parser.parse_args()
    scanner = _scanner(None)
    rows = [row.flag.id for row in scanner.rows]
    sentences = danger_sentences(_FOLDER, scanner)
    evidence = [scanner.evidence(sentence.text) for sentence in sentences]
    if options.measure:
        _measure(sentences, evidence, rows)
        return
    fitted = _fit(sentences, evidence, rows)
    write_fitted(_FOLDER, fitted)
    print(f"{len(sentences)} sentences, {len(fitted.evidence)} pieces of evidence", file=sys.stdout)


if __name__ == "__main__":
    main()
