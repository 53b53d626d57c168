"""Which side it is, told or asked for while a cramp is coached: what was answered so far is kept."""

from __future__ import annotations

from voiceskill.dialogue.interruptions import aside
from voiceskill.dialogue.steps import key_of
from voiceskill.dialogue.turn import Turn

__all__ = ["take_side", "tells_side"]


def tells_side(turn: Turn) -> bool:
    """Whether a report only adds the side, not known before, to the cramp that is coached."""
    state, meaning = turn.state, turn.meaning
    guide = turn.script.guides.get(state.plan)
    if guide is None or not guide.sided or meaning is None or state.side is not None:
        return False
    return meaning.side in ("left", "right") and meaning.body_part in (None, state.part, *guide.within)


def take_side(turn: Turn) -> None:
    """Speak of the side from now on; the safety answers given so far were about it."""
    before = key_of(turn)
    side = turn.meaning.side if turn.meaning is not None else None
    turn.change(side=side, side_asked="done")
    cleared, barred = turn.state.cleared, turn.state.barred
    if before in cleared:
        turn.change(cleared=cleared - {before} | {key_of(turn)})
    if before in barred:
        turn.change(barred=barred | {key_of(turn)})
    turn.note("side", side=side or "")
    aside(turn, turn.script.phrases["side_noted"][:1])
