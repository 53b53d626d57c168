"""Read the script of one language from its YAML files; every mistake names file, line and key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import get_args, get_type_hints

from voiceskill.dialogue.loading_routines import read_profile, read_routines
from voiceskill.dialogue.loading_steps import lines, read_guide, read_step, source
from voiceskill.dialogue.loading_timers import read_length_words, read_timers
from voiceskill.dialogue.script import (
    Answer,
    Counting,
    DiaryQuestion,
    Escalation,
    Guide,
    Line,
    Place,
    Script,
    Settings,
    Step,
)
from voiceskill.dialogue.slots import check_slots
from voiceskill.errors import ContentError
from voiceskill.locations import LANGUAGE, content_dir
from voiceskill.understanding.meaning import BODY_PARTS, INTENTS, SIDES, Level
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["load_script"]

_LEVELS = tuple(level.label for level in Level if level is not Level.NONE)


def load_script(language: str = LANGUAGE, folder: Path | None = None) -> Script:
    """The script in ``folder``, or the shipped one of ``language``.

    Raises ``ContentError`` with file, line and key where the content breaks a rule.
    """
    root = folder or content_dir("guides") / language
    profile = load_yaml(root / "profile.yaml")
    fact_names = _read_facts(profile)
    facts = frozenset(fact_names.values())
    phrases_file = load_yaml(root / "phrases.yaml")
    phrases = _read_phrases(phrases_file.require("phrases"))
    timers_file = load_yaml(root / "timers.yaml")
    common = _read_common(load_yaml(root / "common.yaml"), facts)
    guides = _read_guides(root / "relief", facts)
    tools = frozenset(step.tool for guide in guides.values() for step in guide.stretches if step.tool)
    routines = read_routines(load_yaml(root / "routines.yaml"), common, phrases, facts)
    if "profile" in routines:
        raise profile.error("a routine is named 'profile', which are the questions about the person")
    asks = {name: Line(f"profile.{name}", text) for name, text in _fact_texts(profile, "ask").items()}
    routines["profile"] = read_profile(
        asks, phrases["profile_start"][0], common["profile_close"], source(profile)
    )
    script = Script(
        phrases=MappingProxyType(phrases),
        guides=MappingProxyType(guides),
        common=MappingProxyType(common),
        routines=MappingProxyType(routines),
        escalations=MappingProxyType(_read_escalations(load_yaml(root / "escalation.yaml"))),
        places=MappingProxyType(_read_places(load_yaml(root / "numbers.yaml").require("places"))),
        unset_place=_read_place("unset", load_yaml(root / "numbers.yaml").require("unset")),
        answers=_read_answers(load_yaml(root / "answers.yaml"), frozenset(routines), tools),
        facts=facts,
        fact_names=MappingProxyType(fact_names),
        fact_words=MappingProxyType(_fact_texts(profile, "remember")),
        settings=_read_settings(load_yaml(root / "settings.yaml")),
        number_words=phrases_file.require("number_words").texts(),
        sleep_words=_words(phrases_file, "sleep_words"),
        stretch_words=_words(phrases_file, "stretch_words"),
        doubt_words=_words(phrases_file, "doubt_words"),
        yes_words=_words(phrases_file, "yes_words"),
        farewell_words=_words(phrases_file, "farewell_words"),
        stairs_words=_words(phrases_file, "stairs_words"),
        driving_words=_words(phrases_file, "driving_words"),
        too_strong_words=_words(phrases_file, "too_strong_words"),
        timer_words=_words(timers_file, "timer_words"),
        all_words=_words(timers_file, "all_words"),
        length_words=read_length_words(timers_file.require("length_words")),
        timers=read_timers(timers_file.require("timers"), common),
        sides=MappingProxyType(_read_sides(phrases_file.require("sides"))),
    )
    _check_flags(script, load_yaml(root / "escalation.yaml"))
    return script


def _read_facts(node: Node) -> dict[str, str]:
    """Each name under which a fact may be reported, and the fact it stands for."""
    node.only({"facts", "source"})
    names: dict[str, str] = {}
    for fact, value in node.require("facts").items():
        value.only({"label", "heard_as", "ask", "remember"})
        heard_as = value.get("heard_as")
        for name in (fact, *(heard_as.texts() if heard_as else ())):
            if name in names:
                raise value.error(f"'{name}' stands for two facts")
            names[name] = fact
    return names


def _fact_texts(node: Node, key: str) -> dict[str, str]:
    """The text under ``key`` of each fact that has one."""
    found = ((fact, value.get(key)) for fact, value in node.require("facts").items())
    return {fact: text.text() for fact, text in found if text is not None}


def _read_phrases(node: Node) -> dict[str, tuple[Line, ...]]:
    phrases = {}
    for name, value in node.items():
        phrases[name] = lines(value, f"phrases.{name}")
    return phrases


def _words(node: Node, name: str) -> tuple[str, ...]:
    return tuple(words.lower() for words in node.require(name).texts())


def _read_sides(node: Node) -> dict[str, str]:
    node.only(SIDES)
    return {name: value.text() for name, value in node.items()}


def _read_guides(folder: Path, facts: frozenset[str]) -> dict[str, Guide]:
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ContentError(folder, 1, "", "holds no guide (*.yaml)")
    guides: dict[str, Guide] = {}
    for file in files:
        root = load_yaml(file)
        guide = read_guide(root, facts)
        for covered in (guide, *_others_covered(root, guide)):
            if covered.part in guides:
                raise root.error(f"'{covered.part}' is already covered by another guide")
            guides[covered.part] = covered
    return guides


def _others_covered(root: Node, guide: Guide) -> Iterator[Guide]:
    """The same guide for further parts: a list of them, or each with a name of its own to speak of it by."""
    covers = root.get("covers")
    if covers is not None and covers.is_list():
        for element in covers.elements():
            yield replace(guide, part=element.choice(BODY_PARTS))
        return
    for part, names in covers.items() if covers else ():
        if part not in BODY_PARTS:
            raise names.error(f"'{part}' is not a body part; the parts are: {', '.join(BODY_PARTS)}")
        names.only({"spoken", "both"})
        yield replace(
            guide, part=part, spoken=names.require("spoken").text(), both=names.require("both").text()
        )


def _read_common(node: Node, facts: frozenset[str]) -> dict[str, Step]:
    return {name: read_step(value, name, f"common.{name}", facts) for name, value in node.items()}


def _read_escalations(node: Node) -> dict[str, Escalation]:
    flags = {}
    for name, value in node.require("flags").items():
        value.only({"level", "ask", "tell", "safety", "other", "bars", "line", "softly", "lasting", "source"})
        ask, bars, line, other, softly, lasting = (
            value.get(key) for key in ("ask", "bars", "line", "other", "softly", "lasting")
        )
        key = f"escalation.{name}"
        flags[name] = Escalation(
            id=name,
            level=Level.from_label(value.require("level").choice(_LEVELS)),
            ask=Line(f"{key}.ask", check_slots(ask)) if ask else None,
            tell=lines(value.require("tell"), f"{key}.tell"),
            safety=lines(value.require("safety"), f"{key}.safety"),
            other=lines(other, f"{key}.other") if other else (),
            bars=bars.choice(("part", "all", "none")) if bars else "all",  # type: ignore[arg-type]
            line=line.choice(("emergency", "crisis")) if line else "emergency",  # type: ignore[arg-type]
            source=source(value),
            softly=softly.boolean() if softly else False,
            lasting=lasting.texts() if lasting else (),
        )
    for level in _LEVELS:
        if f"any_{level}" not in flags:
            raise node.error(
                f"the flag 'any_{level}' is missing: it stands in for ids without words of their own"
            )
    return flags


def _check_flags(script: Script, node: Node) -> None:
    for guide in script.guides.values():
        for step in guide.ask_first:
            screen = step.screen
            for flag in (screen.split_yes, screen.split_no) if screen else ():
                if flag and flag not in script.escalations:
                    raise node.error(
                        f"the guide for '{guide.part}' names the flag '{flag}', which is not here"
                    )


def _read_places(node: Node) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for code, value in node.items():
        place = _read_place(code, value)
        same = value.get("same")
        for name in (code, *(same.texts() if same else ())):
            if name in places:
                raise value.error(f"the country '{name}' is given twice")
            places[name] = place
    return places


def _read_place(code: str, node: Node) -> Place:
    node.only({"emergency", "urgent", "crisis", "same"})
    emergency, urgent, crisis = (node.require(key).text() for key in ("emergency", "urgent", "crisis"))
    return Place(code, emergency, urgent, crisis)


def _read_answers(node: Node, routines: frozenset[str], tools: frozenset[str]) -> tuple[Answer, ...]:
    answers = []
    for name, value in node.items():
        value.only({"intents", "when", "reason", "say", "plan", "diary", "lacks", "source"})
        when, reason, say, plan, diary, lacks = (
            value.get(key) for key in ("when", "reason", "say", "plan", "diary", "lacks")
        )
        if sum(way is not None for way in (say, plan, diary)) != 1:
            raise value.error("expected one of 'say', 'plan' and 'diary'")
        answers.append(
            Answer(
                name=name,
                intents=frozenset(node.choice(INTENTS) for node in value.require("intents").elements()),
                when=tuple(words.lower() for words in when.texts()) if when else (),
                reason=reason.text() if reason else "",
                say=lines(say, f"answers.{name}") if say else (),
                plan=plan.choice(routines) if plan else "",
                source=source(value),
                diary=diary.choice(get_args(DiaryQuestion)) if diary else None,  # type: ignore[arg-type]
                lacks=lacks.choice(tools) if lacks else "",
            )
        )
    return tuple(answers)


def _read_settings(node: Node) -> Settings:
    hints = get_type_hints(Settings)
    node.only({field.name for field in fields(Settings)})
    values: dict[str, object] = {}
    for name, kind in hints.items():
        value = node.require(name)
        if kind is Counting:
            values[name] = _read_counting(value)
        else:
            values[name] = value.integer(0) if kind is int else value.number(0)
    return Settings(**values)  # type: ignore[arg-type]


def _read_counting(node: Node) -> Counting:
    node.only(get_type_hints(Counting))
    numbers = (node.require(name).integer(1) for name in get_type_hints(Counting))
    return Counting(*numbers)
