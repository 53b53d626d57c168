"""The page itself: headings, charts with words for those who can't see them, and plain tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from html import escape
from pathlib import Path

from voiceskill.dialogue.script import Script
from voiceskill.dialogue.titles import step_title
from voiceskill.journal.episodes import Episode, FlagSeen
from voiceskill.journal.report.charts import bars, nights, relief_by_step, sideways_bars
from voiceskill.journal.report.summary import Bar, StepFigures, Summary
from voiceskill.journal.wording import how_it_ended, name_in_words, part_in_words, part_name, seconds_in_words

__all__ = ["report_page"]

_STYLE = Path(__file__).with_name("style.css")
_NOT_REVIEWED = (
    "Written by a voice assistant from what was said to it. No clinician has reviewed it; it is no diagnosis "
    "and no medical device. Times and parts are as the device understood them."
)


def report_page(
    summary: Summary, script: Script, conditions: Iterable[str], name: str | None, now: datetime
) -> str:
    """The whole page as HTML; ``conditions`` are those of the owner's profile, ``name`` is theirs if set."""
    title = f"Muscle cramps of {name}" if name else "Muscle cramps"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="span">{_day(summary.start)} to {_day(summary.end)}, made on {now:%d %B %Y at %H:%M}</p>',
        f'<p class="note">{_NOT_REVIEWED}</p>',
        _key_figures(summary),
    ]
    if summary.cramps:
        parts += [_when(summary), _where(summary), _what_helped(summary, script)]
    parts += [_flags(summary, script), _profile(conditions), _every_cramp(summary, script)]
    return _document(title, "\n".join(parts))


def _document(title: str, body: str) -> str:
    style = _STYLE.read_text(encoding="utf-8")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
<footer><p>Made on this device by voiceskill. Nothing was sent anywhere.</p></footer>
</body>
</html>
"""


def _day(day: date) -> str:
    return f"{day:%d %B %Y}"


def _key_figures(summary: Summary) -> str:
    cramps = len(summary.cramps)
    figures = (
        ("cramps", str(cramps)),
        ("nights with one", str(summary.nights)),
        ("a week on average", f"{cramps / summary.weeks:.1f}"),
        ("median relief after", seconds_in_words(summary.middle_relief) or "-"),
        ("not eased while coached", str(summary.unrelieved)),
    )
    boxes = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in figures)
    return f"<dl>{boxes}</dl>"


def _when(summary: Summary) -> str:
    unit = "week" if summary.weekly else "day"
    by_time = _with_count(summary.by_time)
    hours = _with_count(summary.by_hour)
    return "\n".join(
        (
            "<h2>When</h2>",
            _figure(
                "nights",
                nights(summary.cramps, summary.start, summary.end),
                "Each cramp by night and time of day. The shaded band is from 22:00 to 07:00.",
                f"{len(summary.cramps)} dots; the table at the end lists each with its date and time.",
            ),
            _figure(
                "by_time",
                bars(summary.by_time, f"{unit} from"),
                f"Cramps by {unit}.",
                f"Counts by {unit}: {by_time or 'none'}.",
            ),
            _figure(
                "by_hour",
                bars(summary.by_hour, "hour of the day, from noon to noon", most_labels=24),
                "Cramps by hour of the day.",
                f"Counts by hour: {hours or 'none'}.",
            ),
        )
    )


def _with_count(data: Sequence[Bar]) -> str:
    return ", ".join(f"{bar.name}: {bar.count}" for bar in data if bar.count)


def _where(summary: Summary) -> str:
    parts = [replace(bar, name=part_name(bar.name)) for bar in summary.by_part]
    return "<h2>Where</h2>\n" + _figure(
        "by_part",
        sideways_bars(parts),
        "Cramps by part of the body, and on which side.",
        f"Counts by part: {', '.join(f'{bar.name}: {bar.in_words}' for bar in parts)}.",
    )


def _what_helped(summary: Summary, script: Script) -> str:
    heading = "<h2>What helped</h2>"
    if not summary.steps:
        return f"{heading}\n<p>Nothing was said about how the muscle felt after a step.</p>"
    helped = [step for step in summary.steps if step.seconds]
    chart = ""
    if helped:
        names = [_step_name(script, step) for step in helped]
        chart = _figure(
            "relief",
            relief_by_step(helped, names),
            "Time to relief by the step that eased the cramp: a dot for each cramp, a bar at the median.",
            "The table below gives the same with counts.",
        )
    rows = [
        (
            _step_name(script, step),
            str(step.asked),
            str(len(step.seconds)),
            seconds_in_words(step.middle) or "-",
        )
        for step in summary.steps
    ]
    table = _table(
        "Steps that were asked about: on how many cramps, how often the cramp eased with it, and the median "
        "time from the report of the cramp to relief (minutes:seconds).",
        ("Step", "Asked after", "Eased", "Median time"),
        rows,
        numbers=(1, 2, 3),
    )
    return "\n".join((heading, chart, table))


def _step_name(script: Script, step: StepFigures) -> str:
    title = step_title(script, step.part, step.step) or name_in_words(step.step)
    return f"{part_name(step.part)}: {title}"


def _flags(summary: Summary, script: Script) -> str:
    heading = "<h2>Warning signs that were heard</h2>"
    rows = [
        (
            f"{episode.started_local:%Y-%m-%d %H:%M}",
            name_in_words(flag.level),
            _meaning(flag, script),
            "false alarm" if flag.withdrawn else "",
        )
        for episode in summary.episodes
        for flag in episode.flags
    ]
    if not rows:
        return f"{heading}\n<p>None.</p>"
    caption = "What was said is not kept; the question that stands for each sign is given in its place."
    return f"{heading}\n" + _table(caption, ("When", "Level", "Sign", "Withdrawn"), rows)


def _meaning(flag: FlagSeen, script: Script) -> str:
    known = script.escalations.get(flag.name)
    question = f" ({known.ask.text})" if known is not None and known.ask is not None else ""
    return f"{flag.name}{question}"


def _profile(conditions: Iterable[str]) -> str:
    names = [name_in_words(name) for name in conditions]
    items = "".join(f"<li>{escape(name)}</li>" for name in names)
    known = f"<ul>{items}</ul>" if names else "<p>Nothing is set.</p>"
    return f"<h2>Profile</h2>\n<p>What the device was told about the person:</p>\n{known}"


def _every_cramp(summary: Summary, script: Script) -> str:
    heading = "<h2>Every entry</h2>"
    if not summary.episodes:
        return f"{heading}\n<p>No cramp is in the diary for this time.</p>"
    rows = [
        (
            f"{episode.started_local:%Y-%m-%d %H:%M}",
            part_in_words(episode),
            _steps_in_words(episode, script),
            _helped_in_words(episode, script),
            seconds_in_words(episode.relief_seconds) or "-",
            how_it_ended(episode),
        )
        for episode in summary.episodes
    ]
    head = ("Began", "Part", "Steps with answers", "Eased with", "After", "Ended")
    return f"{heading}\n" + _table("All entries, oldest first; local time.", head, rows, numbers=(4,))


def _steps_in_words(episode: Episode, script: Script) -> str:
    answered = (step for step in episode.steps if step.answer is not None)
    return ", ".join(f"{_title(episode, step.name, script)}: {step.answer}" for step in answered) or "-"


def _helped_in_words(episode: Episode, script: Script) -> str:
    return _title(episode, episode.helped, script) if episode.helped is not None else "-"


def _title(episode: Episode, step: str, script: Script) -> str:
    return step_title(script, episode.part or "", step) or name_in_words(step)


def _figure(id_: str, svg: str, caption: str, description: str) -> str:
    """A drawing that a screen reader reads as one picture with a name and a description."""
    name = f'<title id="{id_}-title">{escape(caption)}</title>'
    words = f'{name}<desc id="{id_}-desc">{escape(description)}</desc>'
    opened = _with_own_ids(svg, id_).replace(
        "<svg ", f'<svg role="img" aria-labelledby="{id_}-title {id_}-desc" ', 1
    )
    start = opened.index(">") + 1
    drawing = opened[:start] + words + opened[start:]
    return f"<figure>{drawing}<figcaption>{escape(caption)}</figcaption></figure>"


def _with_own_ids(svg: str, prefix: str) -> str:
    """The drawing with ids that no other drawing of the page has."""
    for mark in ('id="', "url(#", 'href="#'):
        svg = svg.replace(mark, f"{mark}{prefix}-")
    return svg


def _table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()
) -> str:
    """A table whose columns ``numbers`` are set to the right."""
    kinds = [' class="number"' if place in numbers else "" for place in range(len(head))]
    heads = _cells("th", [f' scope="col"{kind}' for kind in kinds], head)
    body = "".join(f"<tr>{_cells('td', kinds, row)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(tag: str, attributes: Sequence[str], texts: Sequence[str]) -> str:
    pairs = zip(attributes, texts, strict=True)
    return "".join(f"<{tag}{attribute}>{escape(text)}</{tag}>" for attribute, text in pairs)
