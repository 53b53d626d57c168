"""Going without: another stretch for somebody who lacks what the one under way needs."""

from __future__ import annotations

from voiceskill.dialogue.script import Step
from voiceskill.dialogue.state import Phase
from voiceskill.dialogue.steps import enter
from voiceskill.dialogue.turn import Turn

__all__ = ["go_without"]

_UNDER_WAY: frozenset[Phase] = frozenset({"telling", "waiting", "holding", "checking"})


def go_without(turn: Turn, tool: str) -> bool:
    """Lead through a stretch that swaps with the one under way and needs no ``tool``, for the rest of the
    episode; whether there is one.
    """
    other = _other_stretch(turn, tool)
    if other is None:
        return False
    turn.change(diary=turn.state.diary.preferring(turn.state.plan, other.name))
    turn.phrase("without_it")
    enter(turn, other.name)
    return True


def _other_stretch(turn: Turn, tool: str) -> Step | None:
    guide = turn.script.guides.get(turn.state.plan)
    if guide is None or turn.state.phase not in _UNDER_WAY:
        return None
    step = turn.step()
    if not step.swaps or step.tool != tool:
        return None
    others = (other for other in guide.stretches if other.swaps and other.tool != tool)
    return next((other for other in others if not other.not_for & turn.state.facts), None)
