"""Figures from rows and meanings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.understanding.sets import FlagRow, IntentRow
from voiceskill.understanding.meaning import Meaning

__all__ = ["Reliability", "confusions", "flag_figures", "intent_figures", "per_intent", "reliability"]


@dataclass(frozen=True, slots=True)
class Reliability:
    """The utterances in one tenth of confidence: how many, mean confidence, the share that was right."""

    low: float
    count: int
    confidence: float
    right: float


def _share(
    rows: Sequence[IntentRow], meanings: Sequence[Meaning], right: Callable[[IntentRow, Meaning], bool]
) -> float:
    return sum(right(row, meaning) for row, meaning in zip(rows, meanings, strict=True)) / max(1, len(rows))


def intent_figures(rows: Sequence[IntentRow], meanings: Sequence[Meaning]) -> dict[str, float]:
    """Shares (0 to 1) of rows with the right intent, body part, side, and all three."""
    with_part = [(row, meaning) for row, meaning in zip(rows, meanings, strict=True) if row.body_part]
    return {
        "intent": _share(rows, meanings, lambda r, m: r.intent == m.intent),
        "body part": _share(rows, meanings, lambda r, m: r.body_part == m.body_part),
        "body part, where one is meant": sum(r.body_part == m.body_part for r, m in with_part)
        / max(1, len(with_part)),
        "side": _share(rows, meanings, lambda r, m: r.side == m.side),
        "all three": _share(
            rows, meanings, lambda r, m: (r.intent, r.body_part, r.side) == (m.intent, m.body_part, m.side)
        ),
    }


def per_intent(rows: Sequence[IntentRow], meanings: Sequence[Meaning]) -> Iterator[tuple[str, int, int]]:
    """Each intent with how many of its rows were right, and how many there are."""
    counts = Counter(row.intent for row in rows)
    right = Counter(
        row.intent for row, meaning in zip(rows, meanings, strict=True) if row.intent == meaning.intent
    )
    for intent in sorted(counts):
        yield intent, right[intent], counts[intent]


def confusions(
    rows: Sequence[IntentRow], meanings: Sequence[Meaning], most: int = 15
) -> list[tuple[str, str, int]]:
    """The commonest pairs of meant and found intent that differ."""
    pairs = Counter(
        (row.intent, meaning.intent)
        for row, meaning in zip(rows, meanings, strict=True)
        if row.intent != meaning.intent
    )
    return [(meant, found, count) for (meant, found), count in pairs.most_common(most)]


def reliability(rows: Sequence[IntentRow], meanings: Sequence[Meaning]) -> Iterator[Reliability]:
    """The reliability table in tenths of confidence; a well calibrated one has equal columns."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for row, meaning in zip(rows, meanings, strict=True):
        tenth = min(9, int(meaning.confidence * 10))
        tenths.setdefault(tenth, []).append((meaning.confidence, row.intent == meaning.intent))
    for tenth, pairs in sorted(tenths.items()):
        count = len(pairs)
        yield Reliability(
            tenth / 10, count, sum(c for c, _ in pairs) / count, sum(r for _, r in pairs) / count
        )


def flag_figures(rows: Sequence[FlagRow], meanings: Sequence[Meaning]) -> dict[str, float]:
    """Recall by level (found at that level or above), and false alarms where no flag was meant (0 to 1)."""
    order = ["none", "clinician_soon", "urgent", "emergency"]
    found = [meaning.red_flag.level.label if meaning.red_flag else "none" for meaning in meanings]
    figures: dict[str, float] = {}
    for level in reversed(order[1:]):
        of_level = [got for row, got in zip(rows, found, strict=True) if row.level == level]
        reached = sum(order.index(got) >= order.index(level) for got in of_level)
        exact = sum(got == level for got in of_level)
        figures[f"{level} recall ({len(of_level)} rows)"] = reached / max(1, len(of_level))
        figures[f"{level} exact"] = exact / max(1, len(of_level))
    harmless = [got for row, got in zip(rows, found, strict=True) if row.level == "none"]
    figures[f"emergency false alarms ({len(harmless)} look-alikes)"] = sum(
        g == "emergency" for g in harmless
    ) / max(1, len(harmless))
    figures["any false alarm"] = sum(g != "none" for g in harmless) / max(1, len(harmless))
    return figures
