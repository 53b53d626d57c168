"""Every text that can be said: for rendering them ahead of time, and for judging how easily they are read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from voiceskill.dialogue.script import Guide, Line, Script, Step
from voiceskill.dialogue.slots import fill, slots_of

__all__ = ["all_lines", "all_steps", "prompts", "spoken_part"]


def prompts(script: Script, country: str | None = None) -> tuple[str, ...]:
    """All texts that can be said in ``country``, with their slots filled, each once, in the script's order.

    Left out are the few whose slots have no small set of values: a recap in mid-hold, and lengths of time.
    """
    place = script.place(country)
    fixed = {"number": (place.emergency,), "urgent": (place.urgent,), "crisis": (place.crisis,)}
    counts = script.number_words[: 1 + max(step.count for step in all_steps(script))]
    titles = tuple(dict.fromkeys(step.title for step in all_steps(script) if step.title))
    values = {**fixed, "count": counts, "title": titles, "fact": tuple(script.fact_words.values())}
    texts: dict[str, None] = dict.fromkeys(script.number_words[1 : len(counts)])
    for line, guide in _lines_with_guide(script):
        owners = {"whose": _ways_to_say(script, guide)} if guide else {}
        for text in _filled(line.text, values | owners):
            texts[text] = None
    return tuple(texts)


def _filled(text: str, values: dict[str, tuple[str, ...]]) -> Iterator[str]:
    names = sorted(slots_of(text))
    if names == ["count", "title"] or not set(names) <= values.keys():
        return
    for chosen in product(*(values[name] for name in names)):
        yield fill(text, dict(zip(names, chosen, strict=True)))


def spoken_part(script: Script, guide: Guide, side: str | None) -> str:
    """The guide's part as it is spoken: "your left calf", "both calves"."""
    if side == "both":
        return guide.both
    word = script.sides.get(side, "") if guide.sided and side else ""
    return guide.spoken.replace("{side}", f"{word} " if word else "")


def _ways_to_say(script: Script, guide: Guide) -> tuple[str, ...]:
    sides = (None, "left", "right", "both") if guide.sided else (None, "both")
    return tuple(spoken_part(script, guide, side) for side in sides)


def all_lines(script: Script) -> Iterator[Line]:
    """Every line of the script, with open slots."""
    return (line for line, _ in _lines_with_guide(script))


def all_steps(script: Script) -> Iterator[Step]:
    """Every step of the guides and of what they share."""
    for guide in _guides(script):
        yield from _steps(guide)
    yield from script.common.values()
    yield from _questions(script)


def _questions(script: Script) -> Iterator[Step]:
    """The questions about the person."""
    return (step for step in script.routines["profile"].steps if step.kind == "fact")


def _guides(script: Script) -> Iterator[Guide]:
    return iter({id(guide): guide for guide in script.guides.values()}.values())


def _steps(guide: Guide) -> Iterator[Step]:
    yield guide.position
    yield from (
        *guide.ask_first,
        *guide.ask_next,
        *guide.which,
        *guide.stretches,
        *guide.slack,
        *guide.massage,
    )
    if guide.aftercare is not None:
        yield guide.aftercare


def _lines_with_guide(script: Script) -> Iterator[tuple[Line, Guide | None]]:
    for guide in _guides(script):
        for step in _steps(guide):
            yield from ((line, guide) for line in _step_lines(step))
    shared = [line for step in (*script.common.values(), *_questions(script)) for line in _step_lines(step)]
    shared += [line for lines in script.phrases.values() for line in lines]
    for flag in script.escalations.values():
        shared += (*flag.tell, *flag.safety, *flag.other, *((flag.ask,) if flag.ask else ()))
    shared += [line for answer in script.answers for line in answer.say]
    yield from ((line, None) for line in shared)


def _step_lines(step: Step) -> Iterator[Line]:
    yield from step.say
    if step.screen is not None:
        yield from step.screen.again
        if step.screen.split is not None:
            yield step.screen.split
    if step.thermal is not None:
        yield step.thermal.check
        yield from step.thermal.off
