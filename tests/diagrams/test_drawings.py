"""The drawings show what is loaded, are sound SVG, and those in the documents are up to date."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from voiceskill.cli import main
from voiceskill.diagrams import drawings
from voiceskill.diagrams.canvas import Canvas, wrapped
from voiceskill.diagrams.session_moves import session_moves
from voiceskill.dialogue.loading import load_script

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs" / "diagrams"
SVG = "{http://www.w3.org/2000/svg}"


@cache
def drawn() -> dict[str, str]:
    return dict(drawings(load_script()))


def words(svg: str) -> str:
    return " ".join(
        "".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}tspan")
    )


def test_there_is_one_for_each_guide_each_routine_and_the_session() -> None:
    script = load_script()
    guides = {f"relief-{part}.svg" for part in script.guides} - {
        "relief-fingers.svg",
        "relief-piriformis.svg",
    }
    routines = {f"routine-{name}.svg" for name in script.routines}
    assert set(drawn()) == guides | routines | {"session.svg"}


def test_each_is_sound_and_names_itself() -> None:
    for name, svg in drawn().items():
        root = ElementTree.fromstring(svg)
        assert root.tag == f"{SVG}svg", name
        assert root.findtext(f"{SVG}title"), name


def test_a_guide_shows_its_steps_its_dangers_and_whom_it_leaves_out() -> None:
    shown = words(drawn()["relief-calf.svg"])
    for text in ("the towel stretch", "E-PE", "U-DVT", "not for: clot risk", "letting the calf go slack"):
        assert text in shown


def test_every_word_of_a_guides_own_steps_is_in_its_drawing() -> None:
    script = load_script()
    for part in ("calf", "neck", "toes"):
        shown = words(drawn()[f"relief-{part}.svg"])
        for step in (*script.guides[part].ask_first[:1], script.guides[part].stretches[0]):
            for line in step.say:
                assert line.text in shown


def test_boxes_lie_apart() -> None:
    for name, svg in drawn().items():
        boxes = [
            tuple(float(rect.get(side, 0)) for side in ("x", "y", "width", "height"))
            for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect")
            if rect.get("class") != "page"
        ]
        for i, (x, y, width, height) in enumerate(boxes):
            for other_x, other_y, other_width, other_height in boxes[i + 1 :]:
                apart_x = x + width <= other_x or other_x + other_width <= x
                apart_y = y + height <= other_y or other_y + other_height <= y
                assert apart_x or apart_y, name


def test_the_session_knows_that_danger_is_answered_from_everywhere() -> None:
    moves = session_moves(load_script())
    for phase, found in moves.items():
        if phase != "emergency":
            assert found["an emergency"] == {"emergency"}, phase
            assert "stop" not in found or found["stop"] <= {"idle", "emergency"}, phase


def test_text_is_escaped_and_wrapped() -> None:
    canvas = Canvas("a < b")
    canvas.box(0, 0, 100, "plain", ["x < y & z"])
    assert ElementTree.fromstring(canvas.svg()).findtext(f"{SVG}title") == "a < b"
    assert max(map(len, wrapped("word " * 40, 200))) <= 200 / 6


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents are not installed")
def test_the_drawings_in_the_documents_are_up_to_date() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in DOCUMENTS.glob("*.svg")}
    stale = [name for name in {**kept, **drawn()} if kept.get(name) != drawn().get(name)]
    assert stale == [], "draw them anew: voiceskill check --draw docs/diagrams"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["check", "--draw", str(tmp_path / "file" / "diagrams")]) == 1
    assert "name a folder that can be written" in capsys.readouterr().err
