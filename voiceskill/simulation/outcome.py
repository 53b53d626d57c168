"""Holds a finished scenario against what its author expects of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from voiceskill.app.transcript import Entry, Transcript
from voiceskill.simulation.expectation import Expectation, Guidance, Reply
from voiceskill.simulation.scenario import Scenario
from voiceskill.understanding.meaning import Level

__all__ = ["failures", "words_of_nobody"]

_EARLY_SECONDS, _LATE_SECONDS = 0.3, 0.5
"""By how much a recognizer may misplace the beginning and the end of what was said."""


def failures(
    transcript: Transcript,
    scenario: Scenario,
    moments: Sequence[float],
    final_state: str,
    guidance: Mapping[Guidance, frozenset[str]],
) -> tuple[str, ...]:
    """One sentence for each expectation that was not met; empty if all were.

    ``moments[i]`` is the session time (seconds) at which the person began ``scenario.turns[i]``: fewer
    than turns if the rest was never said. ``guidance`` tells lines that lead through steps by their keys.
    """
    entries = list(transcript)
    said = [entry for entry in entries if entry.kind == "said"]
    problems = list(_of_the_whole(entries, said, scenario.expect, final_state))
    for turn, (begin, end) in zip(scenario.turns, pairwise([*moments, math.inf]), strict=False):
        found = _of_one_turn(said, turn.then, begin, end, guidance)
        problems.extend(f"after '{turn.say}': {problem}" for problem in found)
    if len(moments) < len(scenario.turns):
        problems.append(f"the moment to say '{scenario.turns[len(moments)].say}' never came")
    return tuple(problems)


def words_of_nobody(transcript: Transcript, spoken: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """One sentence for each thing that the device took for words while nobody of the scenario spoke: its own
    voice come back, the television, a noise. ``spoken``: from when to when somebody did (session seconds).
    """
    return tuple(
        f"took '{entry.text}' for the person's words at {entry.at:.1f} s, when nobody spoke"
        for entry in transcript
        if entry.kind == "heard" and not any(_overlap(entry, begin, end) for begin, end in spoken)
    )


def _overlap(entry: Entry, begin: float, end: float) -> bool:
    until = entry.at if entry.until is None else entry.until
    return entry.at <= end + _LATE_SECONDS and until >= begin - _EARLY_SECONDS


def _of_the_whole(
    entries: Iterable[Entry], said: Sequence[Entry], expect: Expectation, final_state: str
) -> Iterator[str]:
    raised = dict(_flags(entries))
    yield from _missing_in_order(said, expect.said)
    yield from _forbidden(said, expect.never_said)
    if expect.flag is not None and expect.flag not in raised:
        yield f"the red flag {expect.flag} was not raised; raised: {', '.join(sorted(raised)) or 'none'}"
    if expect.level is not None and max(raised.values(), default=Level.NONE) != expect.level:
        found = ", ".join(f"{flag} ({level.label})" for flag, level in sorted(raised.items())) or "none"
        yield f"the highest level should have been {expect.level.label}; raised: {found}"
    if expect.state is not None and final_state != expect.state:
        yield f"the session ended in the state {final_state} instead of {expect.state}"


def _flags(entries: Iterable[Entry]) -> Iterator[tuple[str, Level]]:
    for entry in entries:
        fields = dict(entry.fields)
        if entry.kind == "flag":
            yield entry.text, Level.from_label(fields["level"])
        elif entry.kind == "note" and entry.text == "flag":
            yield fields["id"], Level.from_label(fields["level"])


def _of_one_turn(
    said: Sequence[Entry],
    reply: Reply,
    begin: float,
    end: float,
    guidance: Mapping[Guidance, frozenset[str]],
) -> Iterator[str]:
    later = [entry for entry in said if entry.at >= begin]
    answer = [entry for entry in later if entry.at < end]
    if reply.first is not None and not (answer and _holds(answer[0], reply.first)):
        heard = f"'{answer[0].text}'" if answer else "nothing"
        yield f"the first words should hold '{reply.first}', but {heard} was said"
    if reply.within is not None and not (answer and answer[0].at <= begin + reply.within):
        yield f"nothing was said within {reply.within:g} seconds"
    yield from _missing_in_order(answer, reply.said)
    yield from _forbidden(answer, reply.never)
    yield from (f"spoke too soon: '{entry.text}'" for entry in answer if entry.at < begin + reply.quiet_for)
    yield from _forbidden(later, reply.never_again)
    if reply.no_more is not None:
        keys = guidance[reply.no_more]
        wrong = [entry.text for entry in later if dict(entry.fields).get("key") in keys]
        yield from (f"there must be no more {reply.no_more}, but this was said: '{text}'" for text in wrong)


def _missing_in_order(said: Iterable[Entry], wanted: Iterable[str]) -> list[str]:
    """Each of ``wanted`` must be in an entry that is no earlier than the one before it was in."""
    rest = list(said)
    for words in wanted:
        while rest and not _holds(rest[0], words):
            rest.pop(0)
        if not rest:
            return [f"'{words}' was not said, or not in that place"]
    return []


def _forbidden(said: Iterable[Entry], never: Iterable[str]) -> list[str]:
    entries = list(said)
    return [
        f"'{words}' must never be said, and was: '{entry.text}'"
        for words in never
        for entry in entries
        if _holds(entry, words)
    ]


def _holds(entry: Entry, wanted: str) -> bool:
    """Whether one of the alternatives in ``wanted``, parted by "|", is in what was said."""
    text = entry.text.lower()
    return any(words.strip().lower() in text for words in wanted.split("|"))
