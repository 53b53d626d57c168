"""Read steps and relief guides from YAML."""

from __future__ import annotations

from typing import get_args

from voiceskill.dialogue.script import (
    GENERAL,
    Breath,
    Guide,
    Line,
    Need,
    Option,
    Posture,
    Screen,
    Step,
    StepKind,
    Thermal,
)
from voiceskill.dialogue.slots import check_slots
from voiceskill.understanding.meaning import BODY_PARTS
from voiceskill.yaml_source import Node

__all__ = ["LONGEST_PACK", "known_facts", "lines", "read_guide", "read_step", "source"]

LONGEST_PACK = 900
"""Seconds after which any pack must be off (MPFT: 10 to 15 minutes)."""
_STEP_KEYS = {
    "kind",
    "title",
    "say",
    "source",
    "seconds",
    "count",
    "posture",
    "not_for",
    "touches",
    "ask_how",
    "waits",
    "swaps",
    "screen",
    "breath",
    "slow_breath",
    "thermal",
    "skip_to",
    "needs",
    "options",
    "only",
    "tool",
    "name",
}
_GUIDE_KEYS = {
    "part",
    "covers",
    "spoken",
    "both",
    "sided",
    "position",
    "ask_first",
    "ask_next",
    "which",
    "within",
    "stretches",
    "slack",
    "massage",
    "warmth",
    "aftercare",
}


def lines(node: Node, key: str) -> tuple[Line, ...]:
    """The text or list of texts at ``node``, each with a key of its own for transcripts."""
    if not node.is_list():
        return (Line(key, check_slots(node)),)
    elements = node.elements()
    if not elements:
        raise node.error("expected at least one text, found an empty list")
    return tuple(Line(f"{key}.{i}", check_slots(element)) for i, element in enumerate(elements))


def source(node: Node) -> str:
    """Where the facts of ``node`` come from; content without a source is refused."""
    return node.require("source").text()


def read_guide(node: Node, facts: frozenset[str]) -> Guide:
    """One body part's relief guide."""
    node.only(_GUIDE_KEYS)
    part = node.require("part").choice((*BODY_PARTS, GENERAL))
    sided, warmth, aftercare = node.get("sided"), node.get("warmth"), node.get("aftercare")
    return Guide(
        part=part,
        spoken=node.require("spoken").text(),
        both=node.require("both").text(),
        sided=sided.boolean() if sided else True,
        position=read_step(node.require("position"), "position", f"{part}.position", facts),
        ask_first=_candidates(node, "ask_first", part, facts),
        ask_next=_candidates(node, "ask_next", part, facts),
        which=_candidates(node, "which", part, facts),
        stretches=_candidates(node, "stretches", part, facts),
        slack=_candidates(node, "slack", part, facts),
        massage=_candidates(node, "massage", part, facts),
        warmth=warmth.boolean() if warmth and not warmth.is_mapping() else True,
        warmth_not_for=known_facts(warmth, facts) if warmth and warmth.is_mapping() else frozenset(),
        within=_parts(node, "within"),
        aftercare=read_step(aftercare, "aftercare", f"{part}.aftercare", facts) if aftercare else None,
    )


def _parts(node: Node, name: str) -> frozenset[str]:
    value = node.get(name)
    return frozenset(element.choice(BODY_PARTS) for element in value.elements()) if value else frozenset()


def _options(node: Node) -> tuple[Option, ...]:
    """The answers to a question which way to go, with the words for them."""
    value = node.get("options")
    pairs = value.items() if value else ()
    return tuple(Option(name, tuple(words.lower() for words in heard.texts())) for name, heard in pairs)


def _candidates(node: Node, name: str, part: str, facts: frozenset[str]) -> tuple[Step, ...]:
    value = node.get(name)
    if value is None:
        return ()
    steps = []
    for element in value.elements():
        step_name = element.require("name").text()
        steps.append(read_step(element, step_name, f"{part}.{step_name}", facts))
    _check_swaps(value, steps)
    return tuple(steps)


def _check_swaps(node: Node, steps: list[Step]) -> None:
    """Steps that swap must be alike in all that the dialogue reads of them: one is as safe as another."""
    swapping = [step for step in steps if step.swaps]
    if len(swapping) == 1:
        raise node.error(f"'{swapping[0].name}' has no other step to swap with: mark two or more")
    if len({(step.posture, step.touches, step.ask_how, step.only, step.screen) for step in swapping}) > 1:
        raise node.error(
            "steps with 'swaps: true' must have the same posture, 'touches', 'only' and 'ask_how'"
        )


def read_step(node: Node, name: str, key: str, facts: frozenset[str]) -> Step:
    """One step; ``key`` begins the keys of its lines."""
    node.only(_STEP_KEYS)
    kind = node.require("kind").choice(get_args(StepKind))
    posture, title = node.get("posture"), node.get("title")
    screen, thermal = node.get("screen"), node.get("thermal")
    breath, slow_breath = node.get("breath"), node.get("slow_breath")
    skip_to, needs, only, tool = (node.get(name) for name in ("skip_to", "needs", "only", "tool"))
    step = Step(
        name=name,
        origin=name,
        kind=kind,  # type: ignore[arg-type]
        title=title.text() if title else "",
        say=lines(node.require("say"), f"{key}.say"),
        source=source(node),
        seconds=_number(node, "seconds"),
        count=int(_number(node, "count")),
        posture=posture.choice(get_args(Posture)) if posture else "bed",  # type: ignore[arg-type]
        not_for=known_facts(node, facts),
        touches=_flag(node, "touches"),
        ask_how=_flag(node, "ask_how", default=kind == "hold"),
        waits=_flag(node, "waits"),
        swaps=_flag(node, "swaps"),
        screen=_read_screen(screen, key) if screen else None,
        breath=_read_breath(breath) if breath else None,
        slow_breath=_read_breath(slow_breath) if slow_breath else None,
        thermal=_read_thermal(thermal, key) if thermal else None,
        skip_to=skip_to.text() if skip_to else "",
        options=_options(node),
        only=only.text() if only else "",
        tool=tool.text() if tool else "",
        needs=needs.choice(get_args(Need)) if needs else "",  # type: ignore[arg-type]
    )
    _check_kind(node, step)
    if step.swaps and (step.kind != "hold" or step.posture == "standing"):
        raise node.error("only a stretch that is done lying or seated may say 'swaps: true'")
    return step


def _check_kind(node: Node, step: Step) -> None:
    needed = {
        "hold": ("count", step.count),
        "breathe": ("breath", step.breath),
        "screen": ("screen", step.screen),
        "timer": ("thermal", step.thermal),
        "choose": ("options", step.options),
    }
    key, value = needed.get(step.kind, ("", True))
    if not value:
        raise node.error(f"a step of the kind '{step.kind}' needs the key '{key}'")
    if step.kind in ("hold", "timer") and not step.touches:
        raise node.error(f"a step of the kind '{step.kind}' must say 'touches: true'")
    if step.kind not in ("screen", "offer", "choose", "close") and not step.title:
        raise node.error("the key 'title' is missing: a recap names the step by it")


def _number(node: Node, name: str) -> float:
    value = node.get(name)
    return value.number(0) if value else 0.0


def _flag(node: Node, name: str, *, default: bool = False) -> bool:
    value = node.get(name)
    return value.boolean() if value else default


def known_facts(node: Node, facts: frozenset[str]) -> frozenset[str]:
    """The facts under ``not_for`` of a mapping; an unknown one is refused."""
    value = node.get("not_for")
    return frozenset(element.choice(facts) for element in value.elements()) if value else frozenset()


def _read_screen(node: Node, key: str) -> Screen:
    node.only({"again", "split", "split_yes", "split_no"})
    split, yes, no = node.get("split"), node.get("split_yes"), node.get("split_no")
    if split and not (yes and no):
        raise node.error("a 'split' needs both 'split_yes' and 'split_no'")
    return Screen(
        again=lines(node.require("again"), f"{key}.again"),
        split=Line(f"{key}.split", check_slots(split)) if split else None,
        split_yes=yes.text() if yes else "",
        split_no=no.text() if no else "",
    )


def _read_breath(node: Node) -> Breath:
    names = ("inward", "beat", "outward", "rounds")
    node.only(names)
    return Breath(*(node.require(name).integer(0, 20) for name in names))


def _read_thermal(node: Node, key: str) -> Thermal:
    node.only({"check_after", "off_after", "at_most", "check", "off"})
    check_after = node.require("check_after").integer(60, 600)
    off_after = node.require("off_after").integer(check_after, LONGEST_PACK)
    at_most = node.get("at_most")
    return Thermal(
        check_after=check_after,
        off_after=off_after,
        at_most=at_most.integer(off_after, LONGEST_PACK) if at_most else off_after,
        check=Line(f"{key}.check", check_slots(node.require("check"))),
        off=lines(node.require("off"), f"{key}.off"),
    )
