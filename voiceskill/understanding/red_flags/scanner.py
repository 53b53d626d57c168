"""Scans an utterance for red flags: signs that are found, weighed by their context, summed up by rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple

from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.understanding.negation import Cue, Heard, Standing, standings
from voiceskill.understanding.normalise import Token
from voiceskill.understanding.red_flags.automaton import Automaton, Span
from voiceskill.understanding.red_flags.content import (
    ALONE,
    BYSTANDER,
    CALLED,
    CUE,
    HARMLESS,
    SPEAKER,
    Content,
)
from voiceskill.understanding.red_flags.evidence import MOST_WORDS, evidence
from voiceskill.understanding.red_flags.fold import Folded
from voiceskill.understanding.red_flags.kinds import Kinds
from voiceskill.understanding.red_flags.known import KnownRule, names_worth_keeping
from voiceskill.understanding.red_flags.rows import Meant, Row, Rule
from voiceskill.understanding.red_flags.second_opinion import Circumstances, SecondOpinion, Verdict

__all__ = ["FlagFindings", "RedFlagScanner"]

WINDOW = 60
"""How many words apart the signs of one rule may lie: further apart they are two stories."""

BAR_REACH = 12
"""How many words from the first sign of a rule an exception counts: further off it is about other things."""

BRIEF = 5
"""So few words may be half heard."""

NEAR = 8
"""How many words apart signs joined by ``~`` may lie."""


@dataclass(frozen=True, slots=True)
class FlagFindings:
    """What a scan found.

    ``red_flag`` is the row of the highest level (those that another outranks last, the rule with more signs
    first, then the order of the files), ``others`` the further rows that fired, most pressing first.
    ``negated`` names rows that were mentioned only to be denied. ``check`` is a row that was hinted at:
    asked about, joked about, told of others, or known too little of; never one that can wait, lest asking
    about it takes the place of what was wanted. ``facts`` were said in passing.
    ``heard`` are the facts and signs that may matter to what is said later.
    ``bystander``: somebody else is meant. ``sure`` are the rows that rules named, in alarm or in question:
    likeness alone speaks for the others.
    """

    red_flag: RedFlag | None = None
    others: tuple[RedFlag, ...] = ()
    negated: tuple[str, ...] = ()
    check: RedFlag | None = None
    facts: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    bystander: bool = False
    sure: tuple[RedFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sign:
    start: int
    standing: Standing


class _Use(Enum):
    """What a rule leads to: an alarm, one only in the answer to a question, or a question."""

    ALARM = auto()
    ANSWER = auto()
    QUESTION = auto()


class _Case(NamedTuple):
    """A row and those of its rules that could hold here."""

    row: Row
    fires: list[Rule]
    asks: list[Rule]


_Signs = dict[str, list[_Sign]]


class _Reading(NamedTuple):
    """An utterance as rules and evidence see it; ``standings`` are those of its words, ``told`` all that was
    found in it but cues and harmless phrases, ``others`` whether somebody else than the speaker is spoken of.
    """

    words: Sequence[str]
    standings: Sequence[Standing]
    signs: _Signs
    harmless: Sequence[Span]
    told: Sequence[Span]
    others: bool


_ANSWERING = "confirm"
_MEANT = frozenset([Standing.MEANT])
_AS_IF_MEANT = frozenset(Standing) - {Standing.DENIED, Standing.OVER}
_PAST_TOO = frozenset([Standing.MEANT, Standing.PAST])


class RedFlagScanner:
    """Finds red flags in utterances; make one with ``load_red_flags`` and share it within one thread."""

    def __init__(self, content: Content, wider: Kinds) -> None:
        """Build the automaton of all patterns (tens of milliseconds).

        ``wider`` are further kinds of words, which are evidence but no part of rules.
        """
        self._content = content
        self._opinion: SecondOpinion | None = None
        self._kinds = Kinds.of_lists(content.lists)
        self._wider = wider
        self._automaton = Automaton(content.patterns, content.stoppers, content.joiners)
        self._rules_of: dict[str, list[tuple[Row, Rule, _Use]]] = {}
        for row in content.rows:
            uses = ((row.fires, _Use.ALARM), (row.fires_in_answers, _Use.ANSWER), (row.asks, _Use.QUESTION))
            for rule, use in ((rule, use) for rules, use in uses for rule in rules):
                for sign in rule.needs[0]:
                    self._rules_of.setdefault(sign, []).append((row, rule, use))
        self._known_rules_of: dict[str, list[KnownRule]] = {}
        for known_rule in content.known_rules:
            for sign in known_rule.now.needs[0]:
                self._known_rules_of.setdefault(sign, []).append(known_rule)
        self._signs_of = {row.order: _signs_that_alarm(row) for row in content.rows}
        self._worth_keeping = names_worth_keeping(content.known_rules)

    def with_opinion(self, opinion: SecondOpinion) -> RedFlagScanner:
        """A scanner of the same rules with another second opinion; both share what they have seen."""
        other = copy(self)
        other._opinion = opinion
        return other

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in the taxonomy's order."""
        return self._content.rows

    def scan_text(self, text: str, known: Collection[str] = ()) -> FlagFindings:
        """``scan`` for text that is not split into tokens yet."""
        return self.scan(self._content.normaliser.tokens(text), known=known)

    def scan(self, tokens: Sequence[Token], state: str = "idle", known: Collection[str] = ()) -> FlagFindings:
        """What the utterance says of danger.

        Every dialogue ``state`` hears the same; an answer to a question (``confirm``) may only add to it.
        ``known`` are names of facts and signs that are known from before, such as ``pregnant``; others than
        those of the folder count for nothing.
        """
        reading = self._read(tokens)
        recalled = self._recalled(reading, known) if known else []
        answering = state == _ANSWERING
        cases = self._cases(reading.signs, recalled, answering=answering)
        rows, negated, check = _sum_up(cases, reading.signs, self._hints(reading.harmless), reading.others)
        verdict = Verdict(tuple(row.flag for row in rows), check)
        sure = (*verdict.flags, check) if check is not None else verdict.flags
        if self._opinion is not None:
            circumstances = Circumstances(
                silenced=bool(negated or check) and not _any_meant(reading.signs),
                plain=answering or _any_fires(recalled, reading.signs) or self._is_plain(reading, rows),
                brief=len(reading.words) <= BRIEF,
            )
            verdict = self._opinion.on(verdict, self._evidence(reading), circumstances)
        return FlagFindings(
            verdict.flags[0] if verdict.flags else None,
            verdict.flags[1:],
            negated,
            verdict.check,
            facts=self._facts(cases, reading.signs),
            heard=self._heard(reading.signs),
            bystander=reading.others and not (rows and _about_speaker(rows[0], reading.signs)),
            sure=sure,
        )

    def evidence(self, text: str) -> frozenset[str]:
        """What ``text`` offers to a statistical model of danger."""
        return frozenset(self._evidence(self._read(self._content.normaliser.tokens(text))))

    def _read(self, tokens: Sequence[Token]) -> _Reading:
        folded = self._content.folding.fold(tokens)
        spans = [
            span._replace(name=span.name.removeprefix(ALONE))
            for span in self._automaton.find(folded.words)
            if span.name[0] != ALONE or (span.start == 0 and span.end == len(folded.words))
        ]
        cues = [Cue(span.name[1:], span.start, span.end) for span in spans if span.name[0] == CUE]
        harmless = [span for span in spans if span.name[0] == HARMLESS]
        said = [span for span in spans if span.name[0] not in (CUE, HARMLESS, BYSTANDER)]
        kept = [span for span in said if not any(self._masks(mask, span) for mask in harmless)]
        words = [(at, at + 1) for at in range(min(len(folded.words), MOST_WORDS))]
        heard = Heard(folded.words, folded.owner, folded.pause)
        meant = standings(heard, cues, [(span.start, span.end) for span in kept], words)
        signs: _Signs = {}
        for span, standing in zip(kept, meant, strict=False):
            signs.setdefault(span.name, []).append(_Sign(span.start, standing))
        told = [span for span in spans if span.name[0] not in (CUE, HARMLESS)]
        others = _names_another(spans, folded)
        return _Reading(folded.words, meant[len(kept) :], signs, harmless, told, others)

    def _is_plain(self, reading: _Reading, rows: Sequence[Row]) -> bool:
        """Whether nothing is said but signs of the ``rows`` that alarm, whom they are about, facts, and
        asides ("sorry").
        """
        known = self._content.facts.union(*(self._signs_of[row.order] for row in rows))
        told = (span for span in reading.told if span.name in known or span.name[0] == BYSTANDER)
        return len({at for span in told for at in range(span.start, span.end)}) == len(reading.words)

    def _evidence(self, reading: _Reading) -> set[str]:
        signs = {(name, sign.standing) for name, found in reading.signs.items() for sign in found}
        signs.update((mask.name, Standing.MEANT) for mask in reading.harmless)
        return evidence(reading.words, reading.standings, signs, self._kinds, self._wider, reading.others)

    def _masks(self, mask: Span, span: Span) -> bool:
        """Whether a harmless phrase takes away a sign: they overlap, and the sign does not say more."""
        if mask.end <= span.start or span.end <= mask.start:
            return False
        if span.name in self._content.spared.get(mask.name, ()):
            return False
        longer = span.end - span.start > mask.end - mask.start
        return not longer or mask.name in self._content.always_harmless

    def _hints(self, harmless: Sequence[Span]) -> list[RedFlag]:
        checks = self._content.harmless_checks
        return [checks[span.name] for span in harmless if span.name in checks]

    def _recalled(self, reading: _Reading, known: Collection[str]) -> list[KnownRule]:
        """The rules about what is ``known`` already of which all signs were named now.

        What is known of one person may not be so of another who is spoken of: then they only ask.
        """
        names = reading.signs.keys()
        return [
            replace(rule, asks=True) if reading.others else rule
            for sign in reading.signs
            for rule in self._known_rules_of.get(sign, ())
            if not rule.known.isdisjoint(known)
            and not any(names.isdisjoint(needed) for needed in rule.now.needs)
        ]

    def _cases(self, signs: _Signs, recalled: Sequence[KnownRule], *, answering: bool) -> list[_Case]:
        """The rows of whose rules all signs were named, in the taxonomy's order."""
        names = signs.keys()
        cases: dict[int, _Case] = {}
        for sign in signs:
            for row, rule, use in self._rules_of.get(sign, ()):
                if any(names.isdisjoint(needed) for needed in rule.needs):
                    continue
                if use is _Use.ANSWER and not answering:
                    continue
                case = cases.setdefault(row.order, _Case(row, [], []))
                (case.asks if use is _Use.QUESTION else case.fires).append(rule)
        for each in recalled:
            case = cases.setdefault(each.row.order, _Case(each.row, [], []))
            (case.asks if each.asks else case.fires).append(each.now)
        return [cases[order] for order in sorted(cases)]

    def _heard(self, signs: _Signs) -> tuple[str, ...]:
        """The facts that were not denied and the signs that were meant, of those worth keeping."""
        facts = self._content.facts
        return tuple(
            sorted(
                name
                for name in self._worth_keeping.intersection(signs)
                if any(
                    sign.standing is Standing.MEANT
                    or (name in facts and sign.standing is not Standing.DENIED)
                    for sign in signs[name]
                )
            )
        )

    def _facts(self, cases: Sequence[_Case], signs: _Signs) -> tuple[str, ...]:
        facts = {
            name
            for name, found in signs.items()
            if name in self._content.facts and any(sign.standing is not Standing.DENIED for sign in found)
        }
        for row, fires, _ in cases:
            if row.history and not any(_holds(rule, signs, _MEANT) for rule in fires):
                past = any(_holds(rule, signs, _PAST_TOO) for rule in fires)
                facts.update([row.history] if past else [])
        return tuple(sorted(facts))


def _signs_that_alarm(row: Row) -> frozenset[str]:
    return frozenset(name for rule in row.fires for names in rule.needs for name in names)


def _names_another(spans: Sequence[Span], folded: Folded) -> bool:
    """Whether somebody else is spoken of, and not only called or named as the one who does something."""
    named = [span for span in spans if span.name == BYSTANDER]
    aside = [span for span in spans if span.name == SPEAKER]
    aside += [span for span in spans if span.name == CALLED and _is_called(span, folded)]
    return any(not any(at.start <= span.start < at.end for at in aside) for span in named)


def _is_called(span: Span, folded: Folded) -> bool:
    """Whether the person is called to hear of the speaker: "mum my leg hurts", not "my mum's leg hurts"."""
    return not folded.owner[span.start] and span.end < len(folded.words) and folded.owner[span.end] == "my"


def _about_speaker(row: Row, signs: _Signs) -> bool:
    return bool(row.speaker_unless) and row.speaker_unless.isdisjoint(signs)


def _any_meant(signs: _Signs) -> bool:
    return any(sign.standing is Standing.MEANT for found in signs.values() for sign in found)


def _any_fires(recalled: Sequence[KnownRule], signs: _Signs) -> bool:
    return any(not each.asks and _holds(each.now, signs, _counting(each.row)) for each in recalled)


def _sum_up(
    cases: Sequence[_Case], signs: _Signs, hints: list[RedFlag], others: bool
) -> tuple[list[Row], tuple[str, ...], RedFlag | None]:
    """The rows that fire, most pressing first; those denied; and what to ask about."""
    fired: list[tuple[Row, int]] = []
    negated: list[str] = []
    for case in cases:
        row, wanted = case.row, _counting(case.row)
        size = max((len(rule.needs) for rule in case.fires if _holds(rule, signs, wanted)), default=0)
        if size:
            fired.append((row, size))
        elif _any_holds((*case.fires, *case.asks), signs, _AS_IF_MEANT):
            hints.append(row.flag)
        elif _any_holds(case.fires, signs, wanted | {Standing.DENIED}):
            negated.append(row.flag.id)
    rows = _by_pressure(fired, others)
    pressing = (flag for flag in hints if flag.level > Level.CLINICIAN_SOON)
    check = max(pressing, key=lambda flag: flag.level, default=None)
    if rows and check and check.level <= rows[0].flag.level:
        check = None
    return rows, tuple(negated), check


def _by_pressure(fired: Sequence[tuple[Row, int]], others: bool) -> list[Row]:
    whom = {Meant.ANYBODY, Meant.OTHERS if others else Meant.SPEAKER}
    outranked = {name for row, _ in fired for name, meant in row.outranks.items() if meant in whom}
    ranked = sorted(
        fired, key=lambda each: (-each[0].flag.level, each[0].flag.id in outranked, -each[1], each[0].order)
    )
    return [row for row, _ in ranked]


def _counting(row: Row) -> frozenset[Standing]:
    over = {Standing.OVER} if row.even_when_over else set()
    ago = {Standing.PAST} if row.even_long_ago else set()
    return _MEANT | over | ago


def _holds(rule: Rule, signs: _Signs, wanted: frozenset[Standing]) -> bool:
    places: list[list[int]] = []
    for names in rule.needs:
        found = sorted(
            {sign.start for name in names for sign in signs.get(name, ()) if sign.standing in wanted}
        )
        if not found:
            return False
        places.append(found)
    bars = sorted(sign.start for name in rule.bars for sign in signs.get(name, ()))
    return any(
        not _around(bars, first, BAR_REACH) and _joined(rule, places, 1, first, first) for first in places[0]
    )


def _any_holds(rules: Sequence[Rule], signs: _Signs, wanted: frozenset[Standing]) -> bool:
    return any(_holds(rule, signs, wanted) for rule in rules)


def _joined(rule: Rule, places: list[list[int]], part: int, first: int, before: int) -> bool:
    """Whether from ``part`` on a place can be found for each sign, close enough to the others."""
    if part == len(places):
        return True
    origin, reach = (before, NEAR) if part in rule.near else (first, WINDOW)
    return any(_joined(rule, places, part + 1, first, at) for at in _around(places[part], origin, reach))


def _around(places: list[int], origin: int, reach: int) -> list[int]:
    """Those of the sorted ``places`` that are at most ``reach`` words away from ``origin``."""
    return places[bisect_left(places, origin - reach) : bisect_right(places, origin + reach)]
