"""Somebody who lacks what a stretch needs is led through one that does without."""

from __future__ import annotations

from typing import Any

import pytest
from conversation import Conversation, shipped_script, spoken

from voiceskill.dialogue.plan import Plans
from voiceskill.dialogue.script import Step
from voiceskill.profile import Profile

NO_TOWEL = "i can't reach my foot and i've no towel"
SCRIPT = shipped_script()
PARTS = sorted(part for part, guide in SCRIPT.guides.items() if any(step.tool for step in guide.stretches))


def step_of(talk: Conversation) -> Step:
    state = talk.state
    plan = Plans(SCRIPT).get(state.plan, state.facts, state.diary.order_of(state.plan))
    return plan.steps[plan.index(state.step)]


def at_the_stretch(part: str, **profile: Any) -> Conversation:
    talk = Conversation(profile=Profile(**profile))
    talk.hear("report_cramp", body_part=part, side="left")
    while step_of(talk).kind != "hold":
        talk.until_phase("choosing" if step_of(talk).kind == "choose" else "screening")
        talk.hear("next" if talk.state.phase == "choosing" else "no")
    return talk


@pytest.mark.parametrize("part", PARTS)
def test_the_stretch_that_needs_no_towel_takes_its_place(part: str) -> None:
    talk = at_the_stretch(part)
    assert step_of(talk).tool == "towel"
    said = spoken(talk.hear("pause", text=NO_TOWEL))
    assert said.startswith("Then we do it without.")
    assert "towel" not in said
    assert (step_of(talk).kind, step_of(talk).tool) == ("hold", "")


def test_it_stays_so_in_the_rounds_that_follow() -> None:
    talk = at_the_stretch("calf")
    talk.hear("worse", text=NO_TOWEL)
    for _ in range(2):
        talk.until_phase("checking")
        talk.hear("worse")
        assert step_of(talk).tool == ""


def test_where_nothing_else_is_safe_they_are_told_what_to_take_instead() -> None:
    talk = at_the_stretch("calf")
    talk.hear("pause", text=NO_TOWEL)
    assert spoken(talk.hear("pause", text=NO_TOWEL)).startswith("Use a belt, a sheet")
    assert talk.state.phase == "telling"


def test_before_the_stretch_nothing_is_left_out() -> None:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", side="left")
    talk.until_phase("screening")
    talk.hear("pause", text=NO_TOWEL)
    assert talk.state.phase == "screening"
    assert talk.state.step == "ask_first"
