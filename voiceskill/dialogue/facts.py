"""Things said in passing that change what is safe ("I'm pregnant"): they count from now on."""

from __future__ import annotations

from dataclasses import replace

from voiceskill.dialogue.plan import Plan
from voiceskill.dialogue.steps import enter, key_of
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Meaning

__all__ = ["CHILD", "learn_facts"]

CHILD = "child"
"""The fact that the speaker is a child: a grown-up is woken for each cramp and each alarm (taxonomy C26)."""


def learn_facts(turn: Turn, meaning: Meaning) -> bool:
    """Take in the facts; whether they changed the plan under way, which then goes on from its question."""
    new = turn.script.known_facts(meaning.facts) - turn.state.facts
    if not new:
        return False
    if turn.state.plan and turn.state.phase in ("confirming", "splitting"):
        _keep_for_later(turn, new)
        return False
    before = turn.plan() if turn.state.plan else None
    turn.change(facts=turn.state.facts | new)
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


def _keep_for_later(turn: Turn, new: frozenset[str]) -> None:
    """A question about danger is settled first: until then its plan stays as it is."""
    pending = turn.state.pending or Meaning("", "out_of_scope", 1.0)
    turn.change(pending=replace(pending, facts=(*pending.facts, *sorted(new))))


def _start_over_safely(turn: Turn, plan: Plan) -> None:
    turn.hush()
    turn.change(cleared=turn.state.cleared - {key_of(turn)}, held=None, holds=0, eased=False)
    turn.phrase("noted_fact")
    if CHILD in turn.state.facts:
        turn.phrase("wake_grown_up")
    enter(turn, next((step.name for step in plan.steps if step.kind == "screen"), plan.steps[0].name))
