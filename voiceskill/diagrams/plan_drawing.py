"""A guide or a routine from top to bottom: its steps, what each answer leads to, and who is left out."""

from __future__ import annotations

from collections.abc import Iterator

from voiceskill.diagrams.canvas import Canvas, Tone, wrapped
from voiceskill.dialogue.plan import Plan, Plans
from voiceskill.dialogue.script import Guide, Need, Script, Step
from voiceskill.dialogue.slots import fill, slots_of
from voiceskill.understanding.meaning import Level

__all__ = ["draw_guide", "draw_routine"]

_LEFT, _MIDDLE, _RIGHT = 20.0, 250.0, 690.0
_SIDE_WIDTH, _WIDTH, _OUT_WIDTH = 200.0, 410.0, 290.0
_GAP = 22.0
_TONES: dict[str, Tone] = {"hold": "hold", "breathe": "hold", "screen": "ask", "offer": "ask", "fact": "ask"}
_NEEDS: dict[Need, str] = {
    "routine": "a routine that was interrupted",
    "rested_skin": "skin that had no pack on it lately",
    "learned": "something that was said in passing",
}
_LEVEL_TONES: dict[Level, Tone] = {Level.EMERGENCY: "danger", Level.URGENT: "today"}


def draw_guide(script: Script, part: str) -> str:
    """The relief of ``part`` as SVG, for somebody of whom nothing is known, with what others get instead."""
    guide = script.guides[part]
    return _draw(script, Plans(script).get(part, frozenset()), guide, f"Relief: {part.replace('_', ' ')}")


def draw_routine(script: Script, name: str) -> str:
    """The routine ``name`` as SVG."""
    plan = Plans(script).get(name, frozenset())
    return _draw(script, plan, None, f"Routine: {name.replace('_', ' ')}")


def _draw(script: Script, plan: Plan, guide: Guide | None, title: str) -> str:
    canvas = Canvas(title)
    canvas.heading(_LEFT, 34, title)
    top, before = 60.0, None
    for step in plan.steps:
        if before is not None:
            canvas.arrow((_MIDDLE + _WIDTH / 2, before), (_MIDDLE + _WIDTH / 2, top))
        height = _draw_step(canvas, guide, step, top)
        side = _draw_detours(canvas, script, plan, step, top)
        out = _draw_outcomes(canvas, script, plan, step, top)
        before = top + height
        top += max(height, side, out) + _GAP
    return canvas.svg()


def _draw_step(canvas: Canvas, guide: Guide | None, step: Step, top: float) -> float:
    name = step.title or step.name.replace("_", " ").replace(".", ", ")
    words = [line for text in _texts(guide, step) for line in wrapped(text, _WIDTH)]
    small = [line for note in _notes(guide, step) for line in wrapped(note, _WIDTH + 60)]
    tone = _TONES.get(step.kind, "plain")
    return canvas.box(_MIDDLE, top, _WIDTH, tone, [f"{_kind(step)}: {name}", *words], small)


def _texts(guide: Guide | None, step: Step) -> list[str]:
    whose = guide.spoken.replace("{side}", "") if guide is not None else ""
    return [
        fill(line.text, {"whose": whose, "fact": "…"})
        if slots_of(line.text) <= {"whose", "fact"}
        else line.text
        for line in step.say
    ]


def _kind(step: Step) -> str:
    breath, thermal = step.breath, step.thermal
    if breath is not None:
        return f"{breath.rounds} breaths, {breath.inward} s in, {breath.outward} s out"
    if thermal is not None:
        return f"{thermal.off_after // 60} min, a look at the skin after {thermal.check_after} s"
    names = {
        "hold": f"Hold {step.count} s",
        "do": f"Do, {step.seconds:g} s",
        "screen": "Question about danger",
    }
    return names.get(
        step.kind, {"choose": "Which way", "offer": "Offer", "fact": "Question"}.get(step.kind, "End")
    )


def _notes(guide: Guide | None, step: Step) -> Iterator[str]:
    if step.only:
        yield f"only for: {step.only}"
    if step.needs:
        yield f"only with: {_NEEDS[step.needs]}"
    if step.not_for:
        yield f"not for: {_listed(step.not_for)}"
    others = (
        (*guide.ask_first, *guide.ask_next, *guide.stretches, *guide.massage) if guide is not None else ()
    )
    for other in _instead(others, step):
        yield f"instead, where that is ruled out: {other.title or other.say[0].text}"


def _instead(others: tuple[Step, ...], step: Step) -> Iterator[Step]:
    alike = (step.kind, step.posture == "standing", step.only, step.ask_how)
    for other in others:
        same = (other.kind, other.posture == "standing", other.only, other.ask_how) == alike
        if other is not step and same and bool(step.not_for) and step in others and step.kind != "screen":
            yield other


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(name.replace("_", " ") for name in names))


def _draw_detours(canvas: Canvas, script: Script, plan: Plan, step: Step, top: float) -> float:
    """Left of a hold: the rest, and the way out if it can't be borne."""
    if step.kind != "hold" or not plan.is_relief:
        return 0.0
    settings = script.settings
    rest = wrapped(
        f"rest {settings.rest_after_hold:g} s, then again, {settings.holds_at_most} times", _SIDE_WIDTH
    )
    height = canvas.box(_LEFT, top, _SIDE_WIDTH, "quiet", ["“the same”", *rest])
    canvas.arrow((_MIDDLE, top + 14), (_LEFT + _SIDE_WIDTH, top + 14))
    if plan.slack is not None:
        below = top + height + 8
        slack = wrapped(f"{plan.slack.title} for {plan.slack.seconds:g} s, then half as far", _SIDE_WIDTH)
        canvas.arrow((_MIDDLE, below + 14), (_LEFT + _SIDE_WIDTH, below + 14))
        height += 8 + canvas.box(_LEFT, below, _SIDE_WIDTH, "quiet", ["“worse”, “I can't”", *slack])
    return height


def _draw_outcomes(canvas: Canvas, script: Script, plan: Plan, step: Step, top: float) -> float:
    """Right of a step: what answers lead away from it."""
    height = 0.0
    for tone, lines in _outcomes(script, plan, step):
        text = [line for part in lines for line in wrapped(part, _OUT_WIDTH)]
        middle, bend = top + height + 16, _RIGHT - 14
        canvas.arrow((_MIDDLE + _WIDTH, top + 16), (bend, top + 16), (bend, middle), (_RIGHT, middle))
        height += canvas.box(_RIGHT, top + height, _OUT_WIDTH, tone, text) + 8
    return height


def _outcomes(script: Script, plan: Plan, step: Step) -> Iterator[tuple[Tone, list[str]]]:
    screen = step.screen
    if screen is not None and screen.split is not None:
        yield "ask", ["“yes”", screen.split.text]
        yield _flag(script, "then “yes”, or silence", screen.split_yes)
        yield _flag(script, "then “no”", screen.split_no)
    elif screen is not None:
        yield "quiet", [f"“yes”: left out, on to {_target(plan, step)}"]
    if screen is not None:
        yield "quiet", ["no answer: no stretch, rub or pack"]
    if step.kind == "offer":
        yield "quiet", [f"“no”, or silence: {_target(plan, step)}"]
    if step.ask_how and plan.is_relief:
        yield "quiet", [f"“easing”: on to {_named(plan, _after_easing(plan, step))}"]


def _after_easing(plan: Plan, step: Step) -> str:
    here, settle = plan.index(step.name), plan.index(plan.settle)
    return plan.steps[max(here + 1, settle)].name


def _flag(script: Script, answer: str, flag: str) -> tuple[Tone, list[str]]:
    level = script.escalations[flag].level
    action = "call the emergency number" if level == Level.EMERGENCY else "have it seen today"
    return _LEVEL_TONES.get(level, "plain"), [f"{answer}: {flag.replace('_', '-').upper()}", action]


def _target(plan: Plan, step: Step) -> str:
    return _named(plan, plan.settle if step.skip_to == "settle" else step.skip_to or "what follows")


def _named(plan: Plan, name: str) -> str:
    step = next((step for step in plan.steps if step.name == name), None)
    return (step.title if step is not None and step.title else name).replace("_", " ")
