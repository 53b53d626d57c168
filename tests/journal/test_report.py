"""The page for the doctor: true figures, readable by everyone, and nothing fetched from anywhere."""

from __future__ import annotations

import re
import sqlite3
import stat
import sys
from contextlib import closing
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import NIGHT
from diary_keeping import Diarist
from support.command import voiceskill

from voiceskill.app.content import shipped_script
from voiceskill.dialogue.actions import Note
from voiceskill.errors import VoiceskillError
from voiceskill.journal.database import open_database
from voiceskill.journal.reading import read_episodes
from voiceskill.journal.report import charts, page
from voiceskill.journal.report.page import report_page
from voiceskill.journal.report.summary import Summary, summarize

SINCE = NIGHT - timedelta(days=20)


def _keep(
    connection: sqlite3.Connection, days_ago: float, part: str, side: str, relief: float | None
) -> None:
    diarist = Diarist(connection, NIGHT - timedelta(days=days_ago))
    diarist.cramp(0.0, part, side)
    diarist.step(20.0, "towel_stretch", "hold")
    diarist.outcome(relief or 50.0, "same" if relief is None else "better")
    if relief is None:
        diarist.flag(60.0, "u_long", "urgent")
    diarist.end(90.0)


@pytest.fixture
def summary(connection: sqlite3.Connection) -> Summary:
    for days_ago, part, side, relief in (
        (19.0, "calf", "left", 60.0),
        (9.0, "calf", "right", 80.0),
        (8.9, "calf", "", 100.0),
        (2.0, "foot", "left", None),
    ):
        _keep(connection, days_ago, part, side, relief)
    alarm = Diarist(connection, NIGHT - timedelta(days=1))
    alarm.flag(0.0, "e_heart")
    alarm.tell(5.0, Note("false_alarm", (("id", "e_heart"),)))
    alarm.end(30.0, "emergency")
    return summarize(read_episodes(connection), SINCE, NIGHT)


def _page(summary: Summary, **about: object) -> str:
    given: dict[str, object] = {"conditions": ["over_65"], "name": None, **about}
    return report_page(summary, shipped_script(), given["conditions"], given["name"], NIGHT)  # type: ignore[arg-type]


def test_the_figures_are_counted_from_the_episodes(summary: Summary) -> None:
    assert (len(summary.cramps), len(summary.episodes), summary.nights, summary.unrelieved) == (4, 5, 3, 1)
    assert summary.middle_relief == 80.0
    assert [(bar.name, bar.in_words) for bar in summary.by_part] == [
        ("calf", "3 (1 left, 1 right, 1 side not said)"),
        ("foot", "1 (1 left)"),
    ]
    assert {bar.name: bar.count for bar in summary.by_hour if bar.count} == {"03": 3, "05": 1}
    assert sum(bar.count for bar in summary.by_time) == 4
    assert [(s.part, s.asked, s.middle) for s in summary.steps] == [("calf", 3, 80.0), ("foot", 1, None)]


def test_short_spans_are_shown_by_day_and_long_ones_by_week() -> None:
    assert not summarize((), NIGHT - timedelta(days=45), NIGHT).weekly
    long = summarize((), NIGHT - timedelta(days=90), NIGHT)
    assert long.weekly
    assert len(long.by_time) == 13


class _Outline(HTMLParser):
    """What a screen reader goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def having(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def _outline(html: str) -> _Outline:
    outline = _Outline()
    outline.feed(html)
    return outline


def test_it_fetches_nothing_and_runs_nothing(summary: Summary) -> None:
    html = _page(summary)
    outline = _outline(html)
    names = {name for name, _ in outline.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form"}
    assert "default-src 'none'" in html
    assert not re.findall(r"url\((?!#)|@import", html)
    links = {
        value for _, attributes in outline.tags for key, value in attributes.items() if key.endswith("href")
    }
    assert all(value is not None and value.startswith("#") for value in links)


def test_headings_follow_each_other_and_every_table_and_drawing_has_words(summary: Summary) -> None:
    outline = _outline(_page(summary))
    levels = [name for name, _ in outline.tags if re.fullmatch(r"h\d", name)]
    assert levels == ["h1"] + ["h2"] * (len(levels) - 1)
    assert len(outline.having("caption")) == len(outline.having("table")) == 3
    assert all(cell.get("scope") == "col" for cell in outline.having("th"))
    drawings = outline.having("svg")
    assert len(drawings) == 5
    ids = {attributes.get("id") for _, attributes in outline.tags}
    for drawing in drawings:
        assert drawing["role"] == "img"
        assert set((drawing["aria-labelledby"] or "").split()) <= ids
    assert outline.having("html")[0]["lang"] == "en"


def test_no_id_stands_for_two_things(summary: Summary) -> None:
    ids = [attributes["id"] for _, attributes in _outline(_page(summary)).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_it_says_that_no_clinician_reviewed_it_and_what_was_called_off(summary: Summary) -> None:
    text = " ".join(_outline(_page(summary)).text)
    assert "No clinician has reviewed it" in text
    assert "Is there pain or pressure in your chest now?" in text
    assert "false alarm" in text
    assert "over 65" in text


def test_what_is_written_into_the_page_can_not_break_out_of_it(summary: Summary) -> None:
    html = _page(summary, name="<script>alert(1)</script>")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_empty_diary_makes_a_page_that_says_so() -> None:
    outline = _outline(_page(summarize((), SINCE, NIGHT), conditions=[]))
    text = " ".join(outline.text)
    assert "No cramp is in the diary for this time." in text
    assert "Nothing is set." in text
    assert outline.having("svg") == []


def test_the_same_diary_makes_the_same_page(summary: Summary) -> None:
    assert _page(summary) == _page(summary)


def test_without_the_plotting_library_it_says_what_to_install(
    summary: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(VoiceskillError, match=r"pip install voiceskill\[report\]"):
        _page(summary)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_and_drawings_stand_out_from_the_paper_in_light_dark_and_print() -> None:
    css = page._STYLE.read_text(encoding="utf-8")
    themes = [
        dict(re.findall(r"--(\w+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)
    ]
    assert len(themes) == 3
    for theme in themes:
        for ink, ground in (("ink", "paper"), ("muted", "paper"), ("ink", "note")):
            assert _contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground, theme)
        assert _contrast(theme["accent"], theme["paper"]) >= 3.0


def test_drawings_take_their_colours_from_the_page(summary: Summary) -> None:
    drawing = charts.sideways_bars(summary.by_part)
    assert "var(--accent)" in drawing
    assert not set(re.findall(r"#[0-9a-f]{6}", drawing)) & {charts._INK, charts._MUTED, charts._ACCENT}


def test_the_command_writes_a_private_file_and_says_where(tmp_path: Path) -> None:
    now = datetime.now().astimezone()
    path = tmp_path / "data" / "journal" / "journal.sqlite"
    with closing(open_database(path, now).connection) as connection:
        diarist = Diarist(connection, now - timedelta(days=2))
        diarist.cramp(0.0, "calf", "left")
        diarist.end(60.0)
    target = tmp_path / "report.html"
    done = voiceskill("report", "--since", "7d", "--out", target, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{target} is written; only you can read it. Open it in a browser, or print it.\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "left calf" in target.read_text(encoding="utf-8")


def test_a_place_that_can_not_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = voiceskill("report", "--out", tmp_path / "no" / "such" / "folder.html", home=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("voiceskill: ")
    assert "can't be written (No such file or directory): choose another place." in done.stderr
