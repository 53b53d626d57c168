"""Whether what was said is meant: denied, over, long ago, only asked about, or told of something else.

After NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029) and ConText (Harkema et al. 2009), changed for
speech: there is no punctuation to end a scope, "no" is more often an answer than a denial, and many
symptoms are negatives themselves ("can't feel my foot"), which a denial before them does not undo.

A cue is a stretch of words with a kind (``CueKind``); the cue phrases are data, found by the caller. All
positions count the words after empty ones ("the", "is") were left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["CUE_KINDS", "Cue", "Heard", "Standing", "standings"]

REACH = 4
"""How many words a denial reaches to the right (NegEx: 5 to 6, but it counts "the" and "of" too)."""

LIST_REACH = 3
"""How many words after a denied symptom the next one is still part of the list."""

RESOLVED_REACH = 5
"""Within how many words after a symptom "has gone" still speaks of it."""

CUE_KINDS = (
    "denial",  # no, not, never, without
    "no_denial",  # not only, no wonder, not sure: holds a denial word, denies nothing
    "after_denial",  # ... no, ... ruled out: denies what stands before
    "over",  # has gone, any more, better now
    "past",  # ten years ago, used to
    "present",  # but now, again
    "asking",  # what if, how do i know, signs of
    "story",  # on telly, in the film
    "break",  # and, but, i, it: begins a new thought
    "turn",  # but, because, now: what follows is said of the present, in earnest
    "answer",  # no, nope: may answer a question and deny nothing that follows
    "leads",  # in, of, feel: the "my" after it goes on with the same thought
    "negative",  # any word that makes a symptom a negative in itself
)


class Standing(Enum):
    """How a symptom that was named is meant."""

    MEANT = auto()
    DENIED = auto()
    OVER = auto()
    PAST = auto()
    ASKED = auto()


@dataclass(frozen=True, slots=True)
class Cue:
    """Words ``start`` to ``end`` (exclusive) are a cue of ``kind``."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heard:
    """The words heard; ``owner`` and ``pause`` as in ``Folded``."""

    words: Sequence[str]
    owner: Sequence[str]
    pause: Sequence[bool]


def standings(
    heard: Heard,
    cues: Sequence[Cue],
    symptoms: Sequence[tuple[int, int]],
    others: Sequence[tuple[int, int]] = (),
) -> list[Standing]:
    """How each symptom (its first word, and the word after its last) is meant, in the order given.

    ``others`` are stretches of words judged by the same scopes, without a part in drawing them; how they are
    meant follows.
    """
    if not cues:
        return [Standing.MEANT] * (len(symptoms) + len(others))
    scopes = _Scopes(heard, cues, symptoms)
    return [scopes.standing(start, end) for start, end in (*symptoms, *others)]


class _Scopes:
    def __init__(self, heard: Heard, cues: Sequence[Cue], symptoms: Sequence[tuple[int, int]]) -> None:
        self._heard = heard
        self._count = len(heard.words)
        self._cues: dict[str, list[Cue]] = {}
        for cue in cues:
            self._cues.setdefault(cue.kind, []).append(cue)
        self._at = {kind: {cue.start for cue in found} for kind, found in self._cues.items()}
        self._ends: dict[int, int] = {}
        for start, end in symptoms:
            self._ends[start] = max(end, self._ends.get(start, 0))
        self._denied = self._covered([self._denial_scope(cue) for cue in self._denials()])
        self._asked = self._covered([self._open_scope(cue) for cue in self._of("asking")])
        self._told = self._covered([(0, self._count) for _ in self._of("story")])
        self._past = self._covered([self._thought_around(cue) for cue in self._of("past")])

    def standing(self, start: int, end: int) -> Standing:
        if start in self._told and not self._own(start):
            return Standing.ASKED
        if start in self._asked:
            return Standing.ASKED
        negative = any(start <= at < end for at in self._at.get("negative", ()))
        if not negative and (start in self._denied or self._denied_after(end)):
            return Standing.DENIED
        if start in self._past:
            return Standing.PAST
        return Standing.OVER if self._over(end) else Standing.MEANT

    def _of(self, kind: str) -> list[Cue]:
        return self._cues.get(kind, [])

    def _is(self, kind: str, at: int) -> bool:
        return at in self._at.get(kind, ())

    def _covered(self, scopes: Sequence[tuple[int, int]]) -> set[int]:
        return {at for start, end in scopes for at in range(start, end)}

    def _denials(self) -> list[Cue]:
        idle = self._covered([(cue.start, cue.end) for cue in self._of("no_denial")])
        return [cue for cue in self._of("denial") if cue.start not in idle]

    def _denial_scope(self, cue: Cue) -> tuple[int, int]:
        if self._is("answer", cue.start) and self._answers(cue.end):
            return (cue.end, cue.end)
        at, limit = cue.end, cue.end + REACH
        while at < min(limit, self._count):
            if at > cue.end and self._new_thought(at):
                break
            if at == cue.end and self._is("break", at):
                break
            if at in self._ends:
                limit = max(limit, self._ends[at] + LIST_REACH)
            at += 1
        return (cue.start + 1, at)

    def _answers(self, at: int) -> bool:
        """Whether "no" just before ``at`` is an answer: a pause, an owner or a new subject follows it."""
        if at >= self._count:
            return True
        return self._heard.pause[at] or bool(self._heard.owner[at]) or self._is("break", at)

    def _new_thought(self, at: int) -> bool:
        if self._is("break", at) or self._is("turn", at):
            return True
        return self._heard.owner[at] in ("my", "his", "her") and not self._is("leads", at - 1)

    def _open_scope(self, cue: Cue) -> tuple[int, int]:
        """From the cue on, until a new thought after the first symptom, or a turn to the present."""
        at, named = cue.end, 0
        while at < self._count:
            if at > cue.end and self._is("turn", at):
                break
            if named and at >= named and self._new_thought(at):
                break
            named = max(named, self._ends.get(at, 0))
            at += 1
        return (cue.start, at)

    def _thought_around(self, cue: Cue) -> tuple[int, int]:
        start = cue.start
        while start > 0 and not self._is("turn", start - 1):
            start -= 1
        end = cue.end
        while end < self._count and not self._is("turn", end) and not self._is("present", end):
            end += 1
        return (start, end)

    def _denied_after(self, end: int) -> bool:
        return self._is("after_denial", end)

    def _own(self, start: int) -> bool:
        return self._heard.owner[start] == "my" or (start > 0 and self._heard.words[start - 1] == "i")

    def _over(self, end: int) -> bool:
        return any(
            end <= cue.start <= end + RESOLVED_REACH
            and not any(end <= at < cue.start for at in self._ends)
            and not any(end <= at < cue.start for at in self._at.get("denial", ()))
            for cue in self._of("over")
        )
