"""Things said in passing that change what is safe ("I'm pregnant"): they count from now on."""

from __future__ import annotations

from dataclasses import replace

from voiceskill.dialogue.plan import Plan
from voiceskill.dialogue.steps import enter, key_of
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Meaning

__all__ = ["CHILD", "forget_what_is_old", "learn_facts", "wake_for_child"]

CHILD = "child"
"""The fact that the speaker is a child: a grown-up is woken for each cramp and each alarm (taxonomy C26)."""


def wake_for_child(turn: Turn) -> None:
    """A child that speaks for itself is told to wake a grown-up; one that is spoken for has one."""
    if CHILD in turn.state.facts and not turn.state.bystander:
        turn.phrase("wake_grown_up")


def learn_facts(turn: Turn, meaning: Meaning) -> bool:
    """Take in the facts; whether they changed the plan under way, which then goes on from its question."""
    new = turn.script.known_facts(meaning.facts) - turn.state.facts
    if not new:
        return False
    if turn.state.plan and turn.state.phase in ("confirming", "splitting"):
        _keep_for_later(turn, new)
        return False
    if turn.state.phase == "idle":
        forget_what_is_old(turn)
        turn.change(recent_until=turn.now + turn.settings.remember)
    before = turn.plan() if turn.state.plan else None
    turn.change(facts=turn.state.facts | new, learned=turn.state.learned | new)
    if not (meaning.bystander or turn.state.bystander):
        offered = turn.script.memorable(new.difference(turn.state.to_remember))
        turn.change(to_remember=(*turn.state.to_remember, *offered))
    if turn.state.later is not None:
        turn.change(cleared=turn.state.cleared - {f"{turn.state.later.plan}:"})
    for fact in sorted(new):
        turn.note("fact", name=fact)
    if before is None:
        return False
    if turn.plan() == before and CHILD not in new:
        return False
    _start_over_safely(turn, turn.plan())
    return True


def forget_what_is_old(turn: Turn) -> None:
    """Answers and alarms of an episode that is long over count no more: all questions are asked anew."""
    state = turn.state
    if state.phase == "idle" and not (state.recent_until is not None and turn.now < state.recent_until):
        nothing: frozenset[str] = frozenset()
        turn.change(part=None, side=None, cleared=nothing, barred=nothing, asked=nothing)
    if state.recent_until is not None and turn.now >= state.recent_until:
        turn.forget_learned()
    turn.change(recent_until=None)


def _keep_for_later(turn: Turn, new: frozenset[str]) -> None:
    """A question about danger is settled first: until then its plan stays as it is."""
    pending = turn.state.pending or Meaning("", "out_of_scope", 1.0)
    turn.change(pending=replace(pending, facts=(*pending.facts, *sorted(new))))


def _start_over_safely(turn: Turn, plan: Plan) -> None:
    turn.hush()
    turn.change(cleared=turn.state.cleared - {key_of(turn)}, held=None, holds=0, eased=False)
    turn.phrase("noted_fact")
    wake_for_child(turn)
    enter(turn, next((step.name for step in plan.steps if step.kind == "screen"), plan.steps[0].name))
