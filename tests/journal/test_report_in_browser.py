"""The page in a real browser: light, dark and on paper."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import NIGHT
from diary_keeping import Diarist
from PIL import Image

from voiceskill.app.content import shipped_script
from voiceskill.journal.reading import read_episodes
from voiceskill.journal.report.page import report_page
from voiceskill.journal.report.summary import summarize

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")

WIDTH, HEIGHT = 900, 2200
A4_POINTS = (595, 842)
ACCENT = {"light": (0x1F, 0x5F, 0x8B), "dark": (0x7C, 0xC0, 0xF0)}
PAPER = {"light": (0xFF, 0xFF, 0xFF), "dark": (0x14, 0x18, 0x1C)}
_SCHEMES = {"light": 1, "dark": 0}


@pytest.fixture
def report(connection: sqlite3.Connection, tmp_path: Path) -> Path:
    for days in range(1, 80, 3):
        diarist = Diarist(connection, NIGHT - timedelta(days=days))
        diarist.cramp(0.0, "calf", "left")
        diarist.step(10.0, "towel_stretch", "hold")
        diarist.outcome(40.0 + days, "better")
        diarist.end(150.0)
    since = NIGHT - timedelta(days=90)
    summary = summarize(read_episodes(connection, since), since, NIGHT)
    file = tmp_path / "report.html"
    file.write_text(report_page(summary, shipped_script(), ["diabetes"], "Sam", NIGHT), encoding="utf-8")
    return file


def _chromium(tmp_path: Path, *arguments: str) -> str:
    done = subprocess.run(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'browser'}",
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stderr


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_drawn_in_the_colours_of_the_scheme(report: Path, tmp_path: Path, scheme: str) -> None:
    picture = tmp_path / "page.png"
    log = _chromium(
        tmp_path,
        f"--blink-settings=preferredColorScheme={_SCHEMES[scheme]}",
        f"--window-size={WIDTH},{HEIGHT}",
        f"--screenshot={picture}",
        report.as_uri(),
    )
    assert "CONSOLE" not in log, log
    pixels = np.asarray(Image.open(picture).convert("RGB"))
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert tuple(pixels[5, 5]) == PAPER[scheme]
    drawn = (np.abs(pixels.astype(int) - ACCENT[scheme]).sum(axis=2) < 12).sum()
    assert drawn > 10_000, "the bars are missing"
    inked = (pixels != pixels[5, 5]).any(axis=(1, 2))
    assert inked.mean() > 0.5


def test_it_prints_on_a4_with_several_pages(report: Path, tmp_path: Path) -> None:
    paper = tmp_path / "page.pdf"
    _chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}", report.as_uri())
    content = paper.read_bytes()
    boxes = re.findall(rb"/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", content)
    assert 2 <= len(boxes) <= 6
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {A4_POINTS}
