"""Which muscle, and which side: what counts when several are named, denied or corrected.

The last word counts after a correction ("not the calf, the foot", "left, no, right"); a part that is
denied or said to be fine does not count; of a part and something inside it ("leg", "calf") the inner one
is meant; of two parts with a side each the first comes with its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voiceskill.understanding.meaning import BODY_PARTS, SIDES, BodyPart, ListeningState, Side
from voiceskill.understanding.span import Span
from voiceskill.understanding.utterance import Utterance

__all__ = ["body_part_of", "side_of"]

_PART_NAMES: Mapping[str, BodyPart] = {str(part): part for part in BODY_PARTS}
_SIDE_NAMES: Mapping[str, Side] = {f"side_{side}": side for side in SIDES}
_INSIDE: Mapping[BodyPart, frozenset[BodyPart]] = {
    "leg": frozenset({"calf", "shin", "hamstring", "quad", "thigh", "foot", "toes", "groin", "hip_flexor"}),
    "thigh": frozenset({"hamstring", "quad", "groin"}),
    "foot": frozenset({"toes"}),
    "arm": frozenset({"forearm", "upper_arm", "hand", "fingers"}),
    "hand": frozenset({"fingers"}),
    "back": frozenset({"upper_back", "lower_back"}),
    "hip": frozenset({"hip_flexor"}),
    "glute": frozenset({"piriformis"}),
}
_ALL_LONE: Mapping[str, Side] = {"bare_left": "left", "bare_right": "right", "bare_other": "other"}
_LONE_SIDES: Mapping[ListeningState, Mapping[str, Side]] = {
    "ask_side": _ALL_LONE,
    "ask_body_part": _ALL_LONE,
    "confirm": {"bare_left": "left", "bare_other": "other"},
}
_FINER: Mapping[BodyPart, tuple[tuple[frozenset[str], BodyPart], ...]] = {
    "leg": (
        (frozenset({"place_back", "place_low"}), "calf"),
        (frozenset({"place_front", "place_low"}), "shin"),
        (frozenset({"place_back", "place_high"}), "hamstring"),
        (frozenset({"place_front", "place_high"}), "quad"),
        (frozenset({"place_inside", "place_high"}), "groin"),
    ),
    "thigh": (
        (frozenset({"place_back"}), "hamstring"),
        (frozenset({"place_front"}), "quad"),
        (frozenset({"place_inside"}), "groin"),
    ),
    "arm": ((frozenset({"place_low"}), "forearm"), (frozenset({"place_high"}), "upper_arm")),
    "back": ((frozenset({"place_high"}), "upper_back"), (frozenset({"place_low"}), "lower_back")),
}
"""The muscle that a wider part and the places said with it (``lexicon/places.yaml``) amount to."""
_PLACE_BACK = "place_back"
_SINGLE: frozenset[Side] = frozenset({"left", "right"})
_FINE = "part_fine"
_CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class _Mention:
    part: BodyPart
    start: int
    end: int


def body_part_of(utterance: Utterance) -> BodyPart | None:
    """The muscle that the utterance is about, or None."""
    mentions = _without_place(_longest(utterance.spans), utterance.spans)
    named = [m for m in mentions if not _is_denied(m, utterance)]
    meant = [m for m in named if not _is_fine(m, utterance.spans)] or named
    if not meant:
        return None
    latest_correction = max((s.start for s in utterance.spans if s.concept == _CORRECTION), default=-1)
    after = [m for m in meant if m.start > latest_correction]
    if latest_correction >= 0 and after:
        meant = after
    chosen = meant[0].part
    for mention in meant[1:]:
        if mention.part in _INSIDE.get(chosen, ()):
            chosen = mention.part
    return _finer(chosen, utterance.spans)


def _is_denied(mention: _Mention, utterance: Utterance) -> bool:
    """Whether a denial reaches the part, also before its side: "not the left calf"."""
    sided = (
        span.start
        for span in utterance.spans
        if span.concept in _SIDE_NAMES and span.start <= mention.start and mention.end <= span.end
    )
    return any(utterance.turned[start] for start in (mention.start, *sided))


def _finer(part: BodyPart, spans: Sequence[Span]) -> BodyPart:
    places = {span.concept for span in spans}
    return next((finer for wanted, finer in _FINER.get(part, ()) if wanted <= places), part)


def _without_place(mentions: list[_Mention], spans: Sequence[Span]) -> list[_Mention]:
    """Without the "back" of "at the back", where another part is named."""
    limbs = [
        mention
        for mention in mentions
        if mention.part != "back"
        or not any(
            span.concept == _PLACE_BACK and span.start <= mention.start and mention.end <= span.end
            for span in spans
        )
    ]
    return limbs or mentions


def _longest(spans: Sequence[Span]) -> list[_Mention]:
    mentions = [
        _Mention(_PART_NAMES[span.concept], span.start, span.end)
        for span in spans
        if span.concept in _PART_NAMES
    ]
    return [
        m
        for m in mentions
        if not any(
            o is not m and o.start <= m.start and m.end <= o.end and o.end - o.start > m.end - m.start
            for o in mentions
        )
    ]


def _is_fine(mention: _Mention, spans: Sequence[Span]) -> bool:
    return any(
        span.concept == _FINE and span.start <= mention.start and mention.end <= span.end for span in spans
    )


def side_of(utterance: Utterance, state: ListeningState) -> Side | None:
    """The side that the utterance names, or None; lone "left" and "right" count where a side was asked
    for.
    """
    marks = [
        (span, _SIDE_NAMES[span.concept])
        for span in utterance.spans
        if span.concept in _SIDE_NAMES and not utterance.turned[span.start]
    ]
    lone = _LONE_SIDES.get(state, {})
    marks += [
        (span, lone[span.concept])
        for span in utterance.spans
        if span.concept in lone and not utterance.turned[span.start]
    ]
    if not marks:
        return None
    marks.sort(key=lambda mark: (mark[0].end, mark[0].start))
    return _own_side(utterance, marks) or marks[-1][1]


def _own_side(utterance: Utterance, marks: Sequence[tuple[Span, Side]]) -> Side | None:
    """The side of the muscle that is meant, where another one has its own: "left calf and right foot"."""
    sides: dict[BodyPart, Side] = {}
    for mention in _longest(utterance.spans):
        for span, side in marks:
            if side in _SINGLE and span.start <= mention.start and mention.end <= span.end:
                sides[mention.part] = side
    part = body_part_of(utterance)
    return sides.get(part) if part and len(set(sides.values())) > 1 else None
