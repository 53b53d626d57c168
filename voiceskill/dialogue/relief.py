"""Starting relief, and what "easing", "the same" and "worse" lead to."""

from __future__ import annotations

from types import MappingProxyType

from voiceskill.dialogue.diary_answers import mention_if_frequent
from voiceskill.dialogue.escalation import advise_too_long
from voiceskill.dialogue.facts import forget_what_is_old, wake_for_child
from voiceskill.dialogue.interruptions import aside
from voiceskill.dialogue.packs import clear_packs
from voiceskill.dialogue.sides import take_side, tells_side
from voiceskill.dialogue.state import Later
from voiceskill.dialogue.steps import advance_step, enter, is_passed_over, key_of, leave_block, tell
from voiceskill.dialogue.topics import says_one_of
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Side

__all__ = [
    "better",
    "not_better",
    "refuse_part",
    "report",
    "reports_the_other",
    "resume_routine",
    "start_plan",
    "start_relief",
    "worse",
]

_OPPOSITE: MappingProxyType[Side | None, Side] = MappingProxyType({"left": "right", "right": "left"})


def report(turn: Turn) -> None:
    """A cramp was reported: start its guide, or ask where it is."""
    forget_what_is_old(turn)
    part = _part(turn)
    if tells_side(turn):
        take_side(turn)
    elif part is None:
        ask_part(turn)
    elif part not in turn.script.guides:
        turn.change(part=None)
        turn.phrase("no_guide")
        ask_part(turn)
    else:
        start_relief(turn, part)


def _part(turn: Turn) -> str | None:
    """The part that is meant: "the other leg" of a calf is the other calf."""
    meaning, known = turn.meaning, turn.state.part
    if meaning is None or meaning.body_part is None:
        return known
    guide = turn.script.guides.get(known or "")
    if guide is not None and meaning.side == "other" and meaning.body_part in guide.within:
        return known
    return meaning.body_part


def ask_part(turn: Turn) -> None:
    """Ask in one question where it hurts."""
    start_plan(turn, "")
    turn.change(phase="ask_part", due=None, wait=None, ends=None, left=0.0)
    turn.phrase("ask_part")
    turn.then_wait(turn.settings.answer_wait)


def start_relief(turn: Turn, part: str) -> None:
    """Start the guide of ``part``; if its safety question was answered before, without asking it again."""
    state, meaning = turn.state, turn.meaning
    side = _side(turn, part)
    if meaning is not None and meaning.side == "other" and state.side is None:
        # Which one was asked about is not known, so that it is asked about the other one.
        turn.change(cleared=state.cleared - {key_of(turn)})
        state = turn.state
    again = part == state.part and side == state.side and key_of(turn) in state.cleared
    turn.change(
        part=part, side=side, bystander=state.bystander or (meaning is not None and meaning.bystander)
    )
    if _is_barred(turn):
        refuse_part(turn)
        return
    turn.note("cramp", part=part, side=side or "")
    _take_packs_off(turn)
    start_plan(turn, part)
    turn.change(limit=turn.now + turn.settings.relief_limit)
    mention_if_frequent(turn)
    wake_for_child(turn)
    _get_safe_first(turn)
    if again:
        turn.phrase("back_again")
    enter(turn, turn.plan().steps[0].name)


def _get_safe_first(turn: Turn) -> None:
    """A cramp at the wheel or on the stairs: no relief before the car stands or the person sits."""
    script, meaning = turn.script, turn.meaning
    if meaning is None:
        return
    if says_one_of(script.driving_words, meaning):
        turn.phrase("first_driving")
    if says_one_of(script.stairs_words, meaning):
        turn.phrase("first_on_stairs")


def _side(turn: Turn, part: str) -> Side | None:
    said = turn.meaning.side if turn.meaning is not None else None
    if said == "other":
        return _OPPOSITE.get(turn.state.side, turn.state.side)
    if said is not None:
        return said
    return turn.state.side if part == turn.state.part else None


def _take_packs_off(turn: Turn) -> None:
    if turn.state.packs:
        clear_packs(turn)
        turn.phrase("pack_off")


def _is_barred(turn: Turn) -> bool:
    return "*" in turn.state.barred or key_of(turn) in turn.state.barred


def refuse_part(turn: Turn) -> None:
    """The part was put out of bounds by a red flag: say so instead of coaching it."""
    start_plan(turn, "")
    turn.change(phase="advised", due=None, wait=None, ends=None, left=0.0)
    turn.phrase("part_barred")
    turn.then_wait(turn.settings.answer_wait)


def start_plan(turn: Turn, name: str) -> None:
    """Make ``name`` the plan under way, from a clean slate; a routine's questions are asked each time."""
    turn.change(
        cleared=turn.state.cleared - {f"{name}:"} if name in turn.script.routines else turn.state.cleared
    )
    _start_afresh(turn, name)


def resume_routine(turn: Turn) -> None:
    """Go on with the routine that a cramp interrupted, where it was; from its question on if that is open."""
    later = turn.state.later
    if later is None:
        advance_step(turn)
        return
    _start_afresh(turn, later.plan)
    turn.change(later=None)
    plan = turn.plan()
    asked = not plan.screened or key_of(turn) in turn.state.cleared
    enter(turn, later.step if asked and plan.has(later.step) else plan.steps[0].name)


def _start_afresh(turn: Turn, name: str) -> None:
    turn.change(
        later=_kept_for_later(turn, name),
        choice="",
        plan=name,
        step="",
        holds=0,
        rounds=0,
        worse=0,
        relieved=False,
        eased=False,
        detour="",
        upright="",
        held=None,
        question=None,
        pending=None,
        fallback=None,
        limit=None,
        acknowledged=False,
        misses=0,
        silences=0,
    )


def _kept_for_later(turn: Turn, name: str) -> Later | None:
    """What is to be gone on with after the plan ``name``."""
    state, routines = turn.state, turn.script.routines
    if name in routines and routines[name].goes_on:
        return None
    if state.plan in routines and routines[state.plan].goes_on and state.step:
        return Later(state.plan, state.step)
    return state.later


def better(turn: Turn) -> None:
    """It eases: keep it resting and go on to what settles it, unless the other one cramps by now."""
    if reports_the_other(turn):
        _note_outcome(turn, "better")
        report(turn)
        return
    if turn.state.relieved or not turn.plan().is_relief:
        turn.phrase("good")
        advance_step(turn)
        return
    turn.change(relieved=True, limit=None, rounds=0, worse=0)
    _note_outcome(turn, "better")
    turn.phrase("good_rest")
    enter(turn, _settling_step(turn))


def reports_the_other(turn: Turn) -> bool:
    """Whether somebody whose cramp eases tells of one on the other side in the same breath."""
    meaning = turn.meaning
    if meaning is None or meaning.intent != "better" or meaning.side != "other":
        return False
    return "report_cramp" in meaning.also and turn.state.plan in turn.script.guides


def _settling_step(turn: Turn) -> str:
    plan = turn.plan()
    here, settle = plan.index(turn.state.step), plan.index(plan.settle)
    return plan.steps[min(max(here + 1, settle), len(plan.steps) - 1)].name


def not_better(turn: Turn) -> None:
    """The same: once more, up to a few times, then the next thing, then from the stretch again."""
    if not turn.plan().is_relief:
        aside(turn, turn.script.phrases["keep_at_it"][:1])
        return
    _note_outcome(turn, "same")
    _cramping_again(turn)
    state, step = turn.state, turn.step()
    if step.kind == "hold" and state.holds < turn.settings.holds_at_most:
        turn.change(detour="rest", misses=0, silences=0)
        tell(turn)
    elif step.kind == "hold":
        advance_step(turn)
    else:
        next_round(turn)


def next_round(turn: Turn) -> None:
    """Start again at the stretch; after a few rounds this is no cramp for a voice to treat."""
    if turn.state.rounds + 1 >= turn.settings.rounds_at_most:
        advise_too_long(turn)
        return
    turn.change(rounds=turn.state.rounds + 1)
    enter(turn, _round_start(turn))


def _round_start(turn: Turn) -> str:
    plan = turn.plan()
    holds = [step for step in plan.steps if step.kind == "hold" and step.posture != "standing"]
    fitting = [step.name for step in holds if not is_passed_over(turn, step)]
    return fitting[0] if fitting else plan.steps[0].name


def worse(turn: Turn) -> None:
    """Worse, or it can't be done: let it go slack, then try half the range; not again and again."""
    if not turn.plan().is_relief:
        turn.phrase("left_out_step")
        leave_block(turn)
        return
    _note_outcome(turn, "worse")
    _cramping_again(turn)
    turn.change(worse=turn.state.worse + 1)
    if turn.state.worse >= turn.settings.worse_at_most:
        advise_too_long(turn)
        return
    if turn.plan().slack is None:
        enter(turn, _round_start(turn))
        return
    turn.change(detour="slack", eased=True, step=_round_start(turn), misses=0, silences=0, left=0.0)
    turn.change(phase="telling", ends=None, due=None, wait=None)
    turn.note("step", name=_tried(turn), kind="do")
    tell(turn)


def _note_outcome(turn: Turn, result: str) -> None:
    turn.note("outcome", result=result, step=_tried(turn))


def _tried(turn: Turn) -> str:
    """What the person was last told to do: the step, or going slack in its place."""
    slack = turn.plan().slack
    return slack.name if turn.state.detour == "slack" and slack is not None else turn.state.step


def _cramping_again(turn: Turn) -> None:
    if turn.state.relieved or turn.state.limit is None:
        turn.change(relieved=False, limit=turn.now + turn.settings.relief_limit)
