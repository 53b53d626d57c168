"""What is stored of a conversation comes back exactly, and what is not exactly that is refused."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.dialogue.state import Fallback, Held, Pack, Question, State, Voice
from voiceskill.survival.moment import Clocks, Moment, elapsed, read_moment, write_moment
from voiceskill.survival.typed_json import MisfitError
from voiceskill.understanding.meaning import Level, Meaning, RedFlag

RICH = State(
    phase="confirming",
    facts=frozenset({"child", "diabetes"}),
    part="calf",
    side="left",
    plan="calf",
    step="towel_stretch",
    ends=81.5,
    packs=(Pack("warm_timer", 300.0, 600.0, 1),),
    level=Level.URGENT,
    flag="u_dvt",
    fallback=Fallback(Level.NONE, "", frozenset({"*"})),
    question=Question("flag_check", "e_heart", Level.EMERGENCY, 2),
    pending=Meaning("", "report_cramp", 0.9, "calf", None, RedFlag("e_pe", Level.EMERGENCY), ("e_heart",)),
    held=Held("holding", 12.0),
    voice=Voice(4, 9.0, 14.5, None),
)
CLOCKS = Clocks(wall=1_700_000_000.0, up=5_000.0, boot="one")


def rewritten(change: dict[str, Any]) -> str:
    data = json.loads(write_moment(Moment(RICH, 80.25, CLOCKS)))
    data["moment"]["state"].update(change)
    return json.dumps(data)


def test_a_state_comes_back_as_it_was() -> None:
    moment = Moment(RICH, 80.25, CLOCKS, resumes=2)
    assert read_moment(write_moment(moment)) == moment


@settings(max_examples=150, deadline=None)
@given(st.from_type(State), st.floats(0, 1e6), st.integers(0, 5))
def test_every_state_that_its_types_allow_comes_back(state: State, now: float, resumes: int) -> None:
    moment = Moment(state, now, CLOCKS, resumes)
    try:
        text = write_moment(moment)
    except ValueError:
        return
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"phase": "dancing"}, "Moment.state.phase"),
        ({"level": 3}, "Moment.state.level"),
        ({"level": "PANIC"}, "Moment.state.level"),
        ({"holds": True}, "Moment.state.holds"),
        ({"holds": 1.5}, "Moment.state.holds"),
        ({"ends": "soon"}, "Moment.state.ends"),
        ({"packs": [{"step": "warm_timer"}]}, "Moment.state.packs"),
        ({"packs": "none"}, "Moment.state.packs"),
        ({"facts": [1]}, "Moment.state.facts"),
        ({"question": []}, "Moment.state.question"),
        ({"pending": {"text": ""}}, "Moment.state.pending"),
        ({"unheard_of": 1}, "unheard_of"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: dict[str, Any], where: str) -> None:
    with pytest.raises(MisfitError, match=where.replace(".", r"\.")):
        read_moment(rewritten(change))


@pytest.mark.parametrize("name", [field.name for field in fields(State)])
def test_a_missing_field_is_refused(name: str) -> None:
    data = json.loads(write_moment(Moment(RICH, 80.25, CLOCKS)))
    del data["moment"]["state"][name]
    with pytest.raises(MisfitError, match=name):
        read_moment(json.dumps(data))


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"form": 2, "moment": {}}', "[" * 100_000, '{"form": 1}', "\x00"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(MisfitError):
        read_moment(text)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_text_is_read_as_it_was_or_refused(data: st.DataObject) -> None:
    text = write_moment(Moment(RICH, 80.25, CLOCKS))
    place = data.draw(st.integers(0, len(text) - 1))
    damaged = text[:place] + data.draw(st.characters()) + text[place + 1 :]
    try:
        moment = read_moment(damaged)
    except MisfitError:
        return
    assert isinstance(moment.state, State)


def test_numbers_that_are_none_are_refused() -> None:
    text = write_moment(Moment(RICH, 80.25, CLOCKS)).replace("81.5", "NaN")
    with pytest.raises(MisfitError):
        read_moment(text)
    with pytest.raises(ValueError, match="Out of range"):
        write_moment(Moment(replace(RICH, ends=float("inf")), 0.0, CLOCKS))


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (Clocks(1_700_000_020.0, 5_020.0, "one"), 20.0),
        (Clocks(1_600_000_000.0, 5_020.0, "one"), 20.0),
        (Clocks(1_900_000_000.0, 5_020.0, "one"), 20.0),
        (Clocks(1_700_000_090.0, 31.0, "two"), 90.0),
        (Clocks(1_699_996_400.0, 31.0, "two"), 31.0),
        (Clocks(1_700_000_000.0, 31.0, "two"), 31.0),
        (Clocks(0.0, 12.0, ""), 12.0),
    ],
    ids=[
        "the same start of the machine",
        "the clock was set back meanwhile",
        "the clock was set on meanwhile",
        "a restart with a clock that went on",
        "a restart with a clock set back",
        "a restart with a clock that stood still",
        "a machine that does not name its starts",
    ],
)
def test_time_away_is_told_though_the_clock_jumps(now: Clocks, seconds: float) -> None:
    assert elapsed(CLOCKS, now) == pytest.approx(seconds)


@given(
    st.builds(Clocks, st.floats(-1e10, 1e10), st.floats(0, 1e8), st.sampled_from(["", "one", "two"])),
    st.builds(Clocks, st.floats(-1e10, 1e10), st.floats(0, 1e8), st.sampled_from(["", "one", "two"])),
)
def test_time_away_is_never_negative_nor_less_than_is_certain(then: Clocks, now: Clocks) -> None:
    away = elapsed(then, now)
    assert away >= 0.0
    if then.boot != now.boot:
        assert away >= now.up
