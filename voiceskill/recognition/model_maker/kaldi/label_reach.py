"""Which output labels can come next from each state of a transducer.

Looking ahead, the decoder's composition needs them to bring a word's language-model weight forward to the
first sound that it shares with others (Allauzen, Riley and Schalkwyk, "A generalized composition algorithm
for weighted finite-state transducers", Interspeech 2009).
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Intervals", "next_labels"]

Intervals = tuple[tuple[int, int], ...]
"""Half-open, ascending, not touching one another."""


def next_labels(
    successors: Sequence[Sequence[int]],
    emitted: Sequence[Sequence[int]],
    final: Sequence[bool],
    final_label: int,
) -> list[Intervals]:
    """For each state the labels that its arcs emit, and those reachable over arcs that emit none.

    ``successors[s]`` are the states reached from s without a label, ``emitted[s]`` the labels on the other
    arcs. Sets of labels are the bits of integers, which grow until nothing changes.
    """
    end = 1 << final_label
    masks = [_mask(labels) | (end if last else 0) for labels, last in zip(emitted, final, strict=True)]
    order = _successors_first(successors)
    unsettled = True
    while unsettled:
        unsettled = False
        for state in order:
            mask = masks[state]
            for successor in successors[state]:
                mask |= masks[successor]
            unsettled |= mask != masks[state]
            masks[state] = mask
    intervals = {mask: _intervals(mask) for mask in set(masks)}
    return [intervals[mask] for mask in masks]


def _mask(labels: Sequence[int]) -> int:
    mask = 0
    for label in labels:
        mask |= 1 << label
    return mask


def _intervals(mask: int) -> Intervals:
    """The runs of ones in ``mask``."""
    runs, offset = [], 0
    while mask:
        skipped = (mask & -mask).bit_length() - 1
        mask >>= skipped
        length = (~mask & (mask + 1)).bit_length() - 1
        mask >>= length
        runs.append((offset + skipped, offset + skipped + length))
        offset += skipped + length
    return tuple(runs)


def _successors_first(successors: Sequence[Sequence[int]]) -> list[int]:
    """All states, each behind those that it leads to wherever there is no way back."""
    order: list[int] = []
    seen = [False] * len(successors)
    for root in range(len(successors)):
        waiting = [] if seen[root] else [(root, iter(successors[root]))]
        seen[root] = True
        while waiting:
            state, rest = waiting[-1]
            fresh = next((successor for successor in rest if not seen[successor]), None)
            if fresh is None:
                order.append(state)
                waiting.pop()
            else:
                seen[fresh] = True
                waiting.append((fresh, iter(successors[fresh])))
    return order
