"""The walk of all states finds nothing in the shipped script, and finds what is broken on purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conversation import shipped_script

from voiceskill.dialogue import escalation, machine, steps
from voiceskill.dialogue.checker import check_dialogue
from voiceskill.dialogue.commands import COMMANDS
from voiceskill.dialogue.plan import Plans
from voiceskill.dialogue.script import Line, Script
from voiceskill.dialogue.shapes import all_plans
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import INTENTS


def _small_script() -> Script:
    """Two short guides, so that a walk takes seconds."""
    script = shipped_script()
    short = {"stretches": (), "massage": (), "slack": (), "warmth": False}
    calf = replace(script.guides["calf"], **{**short, "stretches": script.guides["calf"].stretches})
    return replace(
        script,
        guides={"calf": calf, "general": replace(script.guides["general"], **short)},
        facts=frozenset(),
        routines={name: script.routines[name] for name in ("breathing", "profile")},
        answers=tuple(answer for answer in script.answers if not answer.plan),
    )


def test_a_small_script_keeps_every_rule_and_what_nobody_is_told_is_reported() -> None:
    script = _small_script()
    massage = shipped_script().guides["calf"].massage[0]
    orphan = replace(massage, name="orphan", say=(Line("test.orphan", "Never said."),))
    calf = replace(script.guides["calf"], massage=(massage, orphan))
    report = check_dialogue(replace(script, guides={**script.guides, "calf": calf}))
    assert report.problems == ()
    assert report.states > 500
    assert report.transitions > 10 * report.states
    assert "test.orphan" in report.unreached
    assert "calf.towel_stretch.say.0" not in report.unreached


def _forget_to_bar(turn: Turn) -> bool:
    return True


def _swallow(turn: Turn) -> None:
    turn.change(due=None, wait=None)


FAULTS: dict[str, tuple[object, str, object, str]] = {
    "a stretch before the question": (steps, "may_touch", _forget_to_bar, "6:"),
    "an alarm that is not raised": (machine, "escalate", lambda turn, flag: None, "1:"),
    "an alarm that dies away": (escalation, "repeat_emergency", _swallow, "12:"),
    "an alarm that does not say it can't call": (
        escalation,
        "_say_whom_to_call",
        lambda turn, words: None,
        "2:",
    ),
    "a stop that talks back": (machine, "stop", lambda turn: turn.phrase("paused"), "9:"),
    "standing up from lying": (steps, "_is_too_early", lambda turn, step: False, "8:"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_walk_finds_what_was_broken_on_purpose(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, broken, rule = FAULTS[fault]
    monkeypatch.setattr(module, name, broken)
    report = check_dialogue(_small_script())
    assert any(problem.rule.startswith(rule) for problem in report.problems)
    assert report.problems[0].conversation[0].startswith("> ")
    assert not report.passed


def test_the_conversation_that_breaks_a_rule_is_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "stop", lambda turn: None)
    first = check_dialogue(_small_script()).problems[0]
    assert first.conversation == ("> stop",) or len(first.conversation) <= 3


def test_no_plan_holds_a_step_that_is_not_for_the_person() -> None:
    for plan, facts in all_plans(shipped_script(), 2):
        assert not [step.name for step in plan.steps if step.not_for & facts]
        assert plan.slack is None or not plan.slack.not_for & facts
        assert plan.steps[-1].kind == "close"


def test_routines_cut_for_a_person_still_end_and_ask_first() -> None:
    script = shipped_script()
    plans = Plans(script)
    for name in script.routines:
        for fact in script.facts:
            plan = plans.get(name, frozenset({fact}))
            assert plan.steps[-1].kind == "close"
            assert not any(step.not_for & {fact} for step in plan.steps)
            assert not any(step.touches for step in plan.steps) or plan.screened


def test_every_intent_has_a_command() -> None:
    assert set(INTENTS) - {"stop"} <= set(COMMANDS)


def test_walks_that_are_shared_out_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "stop", lambda turn: turn.phrase("paused"))
    script = replace(_small_script(), facts=frozenset({"pregnant"}))
    report = check_dialogue(script, processes=2)
    assert any(problem.rule.startswith("9:") for problem in report.problems)
