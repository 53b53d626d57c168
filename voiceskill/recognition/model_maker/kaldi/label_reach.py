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
    arcs. States that reach each other share one set, so the states are taken component by component
    (Tarjan, 1972).
    """
    masks: list[int | None] = [None] * len(successors)
    intervals: dict[int, Intervals] = {}
    for component in _components(successors):
        mask = 0
        for state in component:
            for label in emitted[state]:
                mask |= 1 << label
            if final[state]:
                mask |= 1 << final_label
            for successor in successors[state]:
                mask |= masks[successor] or 0
        for state in component:
            masks[state] = mask
        if mask not in intervals:
            intervals[mask] = _intervals(mask)
    return [intervals[mask or 0] for mask in masks]


def _intervals(mask: int) -> Intervals:
    runs, offset = [], 0
    while mask:
        skip = (mask & -mask).bit_length() - 1
        mask >>= skip
        length = (~mask & (mask + 1)).bit_length() - 1
        mask >>= length
        runs.append((offset + skip, offset + skip + length))
        offset += skip + length
    return tuple(runs)


def _components(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Strongly connected components, each after all those that it leads to."""
    order = [0] * len(successors)
    low = [0] * len(successors)
    on_stack = [False] * len(successors)
    stack: list[int] = []
    components: list[list[int]] = []
    counter = 0
    for root in range(len(successors)):
        if order[root]:
            continue
        counter += 1
        order[root] = low[root] = counter
        stack.append(root)
        on_stack[root] = True
        work = [(root, iter(successors[root]))]
        while work:
            state, rest = work[-1]
            for successor in rest:
                if not order[successor]:
                    counter += 1
                    order[successor] = low[successor] = counter
                    stack.append(successor)
                    on_stack[successor] = True
                    work.append((successor, iter(successors[successor])))
                    break
                if on_stack[successor]:
                    low[state] = min(low[state], order[successor])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[state])
                if low[state] == order[state]:
                    component = []
                    while True:
                        member = stack.pop()
                        on_stack[member] = False
                        component.append(member)
                        if member == state:
                            break
                    components.append(component)
    return components
