"""Reads and checks the folder of red flags (``intents/<language>/red_flags``).

``words.yaml`` holds word lists, ``signs_*.yaml`` what people say for each sign, ``context.yaml`` what makes
a sign not meant, ``rows_*.yaml`` the rows of the taxonomy, ``known.yaml`` what they take if something is
known from before. Every mistake is a ``ContentError`` with file,
line and key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.understanding.negation import CUE_KINDS
from voiceskill.understanding.normalise import Normaliser, load_normaliser
from voiceskill.understanding.red_flags.fold import Folding, read_folding
from voiceskill.understanding.red_flags.known import KnownRule, load_known_rules
from voiceskill.understanding.red_flags.pattern import Element, PatternError, Words, parse_pattern
from voiceskill.understanding.red_flags.rows import Meant, Row, Rule, RuleError, parse_rule
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["ALONE", "ASIDE", "BYSTANDER", "CALLED", "CUE", "HARMLESS", "SPEAKER", "Content", "load_content"]

CUE = "?"
HARMLESS = "~"
BYSTANDER = "@"
SPEAKER = "@speaker"
CALLED = "@called"
ASIDE = "@aside"
ALONE = "="

_LEVELS = [level.label for level in Level if level is not Level.NONE]
_ROW_KEYS = {
    "level",
    "name",
    "source",
    "fires_when",
    "fires_in_answers",
    "asks_when",
    "outranks",
    "speaker_unless",
    "even_when_over",
    "even_long_ago",
    "history",
    "says",
    "lookalikes",
}


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the scanner needs. Pattern names: a sign's own name, or a kind's mark and a name."""

    folding: Folding
    normaliser: Normaliser
    stoppers: Words
    joiners: frozenset[str]
    patterns: tuple[tuple[str, Element], ...]
    lists: Mapping[str, Element]
    facts: frozenset[str]
    harmless_checks: dict[str, RedFlag]
    always_harmless: frozenset[str]
    spared: dict[str, frozenset[str]]
    rows: tuple[Row, ...]
    known_rules: tuple[KnownRule, ...]


class _Reader:
    """Patterns of one folder; knows the word lists read so far."""

    def __init__(self, folding: Folding, normaliser: Normaliser) -> None:
        self._folding = folding
        self._normaliser = normaliser
        self.lists: dict[str, Element] = {}
        self.spelling = lru_cache(maxsize=None)(self._spelled)

    def _spelled(self, word: str) -> tuple[str, ...]:
        """How the scanner sees a word of a pattern."""
        return self._folding.fold(self._normaliser.tokens(word)).words

    def pattern(self, node: Node) -> Element:
        try:
            return parse_pattern(node.text().removeprefix(ALONE), self.lists, self.spelling)
        except PatternError as error:
            raise node.error(f"'{node.text()}' {error}") from None

    def patterns(self, node: Node, name: str) -> list[tuple[str, Element]]:
        found: dict[Element, str] = {}
        for each in node.elements():
            element = self.pattern(each)
            if element in found:
                raise each.error(f"'{each.text()}' can never be needed: '{found[element]}' says the same")
            found[element] = each.text()
        if not found:
            raise node.error("needs at least one pattern")
        return [(ALONE + name if text[0] == ALONE else name, element) for element, text in found.items()]


def load_content(folder: Path) -> Content:
    """Read the folder; raise ``ContentError`` where a file is missing or wrong."""
    words = load_yaml(folder / "words.yaml")
    words.only({"folding", "stoppers", "joiners", "lists"})
    normaliser = load_normaliser(folder.parent)
    folding = read_folding(words.require("folding"))
    reader = _Reader(folding, normaliser)
    for name, node in words.require("lists").items():
        reader.lists[name] = reader.pattern(node)
    stoppers = reader.pattern(words.require("stoppers"))
    if not isinstance(stoppers, Words):
        raise words.require("stoppers").error("may hold single words only")

    signs, groups = _read_signs(folder, reader)
    facts = {name: reader.patterns(node, name) for name, node in load_yaml(folder / "facts.yaml").items()}
    context = load_yaml(folder / "context.yaml")
    context.only({"cues", "bystander", "speaker_all_the_same", "called", "asides", "harmless"})
    known = signs.keys() | facts.keys() | reader.lists.keys()
    rules = _Rules(known, groups)
    rows = _read_rows(folder, rules.rule)
    known_rules = load_known_rules(folder / "known.yaml", {row.flag.id: row for row in rows}, rules.rule)
    used = rules.used
    _refuse_unused(folder, signs, used)
    patterns = [pattern for found in (*signs.values(), *facts.values()) for pattern in found]
    patterns += [(name, element) for name, element in reader.lists.items() if name in used]
    patterns += _read_cues(context.require("cues"), reader)
    patterns += reader.patterns(context.require("bystander"), BYSTANDER)
    for key, mark in (("speaker_all_the_same", SPEAKER), ("called", CALLED), ("asides", ASIDE)):
        if said := context.get(key):
            patterns += reader.patterns(said, mark)
    checks: dict[str, RedFlag] = {}
    always: set[str] = set()
    spared: dict[str, frozenset[str]] = {}
    flags = {row.flag.id: row.flag for row in rows}
    for name, node in context.require("harmless").items():
        node.only({"say", "check", "always", "spares"})
        patterns += reader.patterns(node.require("say"), HARMLESS + name)
        if (flag := node.get("always")) and flag.boolean():
            always.add(HARMLESS + name)
        if spares := node.get("spares"):
            spared[HARMLESS + name] = frozenset(each.choice(known) for each in spares.elements())
        check = node.get("check")
        if check is not None:
            checks[HARMLESS + name] = flags[check.choice(flags.keys())]
    joiners = frozenset(words.require("joiners").texts())
    return Content(
        folding,
        normaliser,
        stoppers,
        joiners,
        tuple(patterns),
        reader.lists,
        frozenset(facts),
        checks,
        frozenset(always),
        spared,
        rows,
        known_rules,
    )


def _files(folder: Path, stem: str) -> Iterator[Node]:
    for path in sorted(folder.glob(f"{stem}_*.yaml")):
        yield load_yaml(path)


def _read_signs(
    folder: Path, reader: _Reader
) -> tuple[dict[str, list[tuple[str, Element]]], dict[str, frozenset[str]]]:
    signs: dict[str, list[tuple[str, Element]]] = {}
    groups: dict[str, frozenset[str]] = {}
    for root in _files(folder, "signs"):
        for name, node in root.items():
            if name == "groups":
                continue
            if name in signs or name in reader.lists:
                raise node.error("a sign or a word list has this name already")
            signs[name] = reader.patterns(node, name)
        grouped = root.get("groups")
        for name, node in grouped.items() if grouped else ():
            groups[name] = frozenset().union(
                *(groups.get(each.text(), frozenset([each.text()])) for each in node.elements())
            )
    return signs, groups


def _read_cues(node: Node, reader: _Reader) -> list[tuple[str, Element]]:
    node.only(CUE_KINDS)
    return [pattern for kind, said in node.items() for pattern in reader.patterns(said, CUE + kind)]


class _Rules:
    """Reads rules; knows the signs that they used so far."""

    def __init__(self, known: Collection[str], groups: dict[str, frozenset[str]]) -> None:
        self._known = known
        self._groups = groups
        self.used: set[str] = set()

    def rule(self, node: Node) -> Rule:
        try:
            parsed = parse_rule(node.text(), self._groups)
        except RuleError as error:
            raise node.error(f"'{node.text()}' {error}") from None
        for name in sorted(parsed.signs()):
            if name not in self._known:
                raise node.error(f"'{node.text()}' names the sign '{name}', which no file defines")
        self.used.update(parsed.signs())
        return parsed


def _read_rows(folder: Path, rule: Callable[[Node], Rule]) -> tuple[Row, ...]:
    rows: dict[str, Row] = {}
    outranked: list[tuple[str, Node]] = []
    for root in _files(folder, "rows"):
        for name, node in root.items():
            if name in rows:
                raise node.error("this row is in another file already")
            rows[name] = _read_row(name, node, len(rows), rule)
            if outranks := node.get("outranks"):
                outranked.extend(outranks.items())
    _refuse_unknown_rows(outranked, rows)
    return tuple(rows.values())


def _refuse_unknown_rows(outranked: Iterable[tuple[str, Node]], rows: Collection[str]) -> None:
    for name, node in outranked:
        if name not in rows:
            raise node.error(f"names the row '{name}', which no file defines")


def _read_row(name: str, node: Node, order: int, rule: Callable[[Node], Rule]) -> Row:
    node.only(_ROW_KEYS)
    level = Level.from_label(node.require("level").choice(_LEVELS))
    history, speaker = node.get("history"), node.get("speaker_unless")
    over, ago = node.get("even_when_over"), node.get("even_long_ago")
    lookalikes = node.require("lookalikes").texts()
    if not lookalikes:
        raise node.require("lookalikes").error("needs sentences that sound alike and must not fire")
    return Row(
        flag=RedFlag(name, level),
        name=node.require("name").text(),
        source=node.require("source").text(),
        order=order,
        fires=tuple(map(rule, node.require("fires_when").elements())),
        fires_in_answers=_rules(node.get("fires_in_answers"), rule),
        asks=_rules(node.get("asks_when"), rule),
        outranks=_outranks(node.get("outranks")),
        speaker_unless=rule(speaker).needs[0] if speaker else frozenset(),
        even_when_over=over.boolean() if over else False,
        even_long_ago=ago.boolean() if ago else False,
        history=history.text() if history else None,
        says=node.require("says").texts(),
        lookalikes=lookalikes,
    )


def _rules(node: Node | None, rule: Callable[[Node], Rule]) -> tuple[Rule, ...]:
    return tuple(map(rule, node.elements())) if node else ()


def _outranks(node: Node | None) -> dict[str, Meant]:
    whom = [each.value for each in Meant]
    return {row: Meant(value.choice(whom)) for row, value in node.items()} if node else {}


def _refuse_unused(folder: Path, signs: Collection[str], used: Collection[str]) -> None:
    for root in _files(folder, "signs"):
        for name, node in root.items():
            if name in signs and name not in used:
                raise node.error("no row uses this sign: use it or take it out")
