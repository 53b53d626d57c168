"""What an answer means where a question is open, and which words count where none is."""

from __future__ import annotations

from types import MappingProxyType

from voiceskill.dialogue.choices import go_the_usual_way, unclear_choice
from voiceskill.dialogue.commands import COMMANDS, Handler, farewell, misheard_wording
from voiceskill.dialogue.confirming import answer_question, question_unanswered
from voiceskill.dialogue.escalation import acknowledge, alarm_again, escalate, mention, repeat_emergency
from voiceskill.dialogue.facts import learn_facts
from voiceskill.dialogue.interruptions import aside, go_on, leave_pause, resume
from voiceskill.dialogue.offers import accept_offer, decline_offer
from voiceskill.dialogue.profiling import affirm, deny, forgo, unclear
from voiceskill.dialogue.relief import (
    better,
    not_better,
    report,
    reports_the_other,
    start_plan,
    start_relief,
    worse,
)
from voiceskill.dialogue.script import GENERAL
from voiceskill.dialogue.state import Phase
from voiceskill.dialogue.steps import advance_step, after_telling, enter, key_of, skip, step_time_over
from voiceskill.dialogue.topics import find_answer, says_one_of, says_only
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Intent, Level, Meaning, RedFlag

__all__ = ["handler_for", "leave_open", "take_up"]

_Table = MappingProxyType[Intent, Handler]


def handler_for(phase: Phase, intent: Intent) -> Handler | None:
    """What ``intent`` does in ``phase``: the phase's own meaning of it, or else the command; None where it
    means nothing and is let pass.
    """
    if intent in _LET_PASS.get(phase, ()):
        return None
    own = _BY_PHASE.get(phase)
    if own is not None and intent in own:
        return own[intent]
    return _OTHERWISE.get(phase) or COMMANDS[intent]


def _move_on(turn: Turn) -> None:
    """The person is done and needs no more time."""
    if turn.state.phase == "telling":
        after_telling(turn)
    else:
        step_time_over(turn)


def _cannot(turn: Turn) -> None:
    """They can't: the slack way for a stretch, past anything else."""
    if turn.step().kind == "hold":
        worse(turn)
    else:
        advance_step(turn)


def _keep_at_it(turn: Turn) -> None:
    aside(turn, turn.script.phrases["keep_at_it"][:1])


def _clear(turn: Turn) -> None:
    if _is_last_guard(turn):
        turn.change(cleared=turn.state.cleared | {key_of(turn)})
        turn.note("screen", answer="no")
    advance_step(turn)


def _is_last_guard(turn: Turn) -> bool:
    """Whether a no to the question under way clears what the plan does to the part."""
    plan = turn.plan()
    following = plan.steps[plan.index(turn.state.step) + 1]
    if plan.is_relief:
        return not turn.step().skip_to and (following.kind != "screen" or bool(following.skip_to))
    return following.kind != "screen"


def _found(turn: Turn) -> None:
    screen = turn.step().screen
    if screen is None or screen.split is None:
        turn.phrase("left_out")
        skip(turn)
        return
    turn.note("screen", answer="yes")
    turn.change(phase="splitting", silences=0, misses=0)
    turn.say(screen.split)
    turn.then_wait(turn.settings.confirm_wait)


def _split(answer: str) -> Handler:
    def raise_flag(turn: Turn) -> None:
        screen = turn.step().screen
        if screen is not None:
            flag = screen.split_yes if answer == "yes" else screen.split_no
            escalate(turn, RedFlag(flag, turn.script.escalations[flag].level))

    return raise_flag


def _unclear_split(turn: Turn) -> None:
    if turn.state.misses:
        escalate(turn, RedFlag("e_generic", Level.EMERGENCY))
    else:
        turn.change(misses=1)
        misunderstood_again(turn)


def _unclear_screen(turn: Turn) -> None:
    misses = turn.state.misses + 1
    turn.change(misses=misses)
    if misses >= turn.settings.misses_at_most:
        leave_open(turn)
    else:
        misunderstood_again(turn)


def misunderstood_again(turn: Turn) -> None:
    """Ask again in other words."""
    aside(turn, (misheard_wording(turn),))


def leave_open(turn: Turn) -> None:
    """The safety question stays unanswered: go on without touching the part."""
    plan = turn.plan()
    if turn.step().skip_to:
        skip(turn)
    elif not plan.is_relief:
        turn.phrase("unanswered_routine")
        enter(turn, plan.steps[-1].name)
    else:
        turn.phrase("unanswered_screen")
        enter(turn, _past_guards(turn))


def _past_guards(turn: Turn) -> str:
    """The step after the safety questions that stand in a row."""
    plan = turn.plan()
    following = plan.steps[plan.index(turn.state.step) :]
    return next(step.name for step in following if step.kind != "screen")


def _breathe(turn: Turn) -> None:
    start_plan(turn, "breathing")
    enter(turn, "breathing")


def _easing(turn: Turn) -> None:
    """A yes and no more says none of three things: which one is asked, but once."""
    bare = turn.meaning is not None and says_only(turn.script.yes_words, turn.meaning)
    if not bare or turn.state.misses:
        better(turn)
        return
    turn.change(misses=1)
    turn.phrase("which_of_three")
    turn.then_wait(turn.settings.answer_wait)


def _settled(turn: Turn) -> None:
    if reports_the_other(turn):
        better(turn)
    else:
        farewell(turn)


def _no_need(turn: Turn) -> None:
    """Better already, in answer to an offer of more: a no, unless they tell of it for the first time."""
    known = turn.state.relieved or not turn.plan().is_relief
    if known and not reports_the_other(turn):
        decline_offer(turn)
    else:
        better(turn)


def _anything_else(turn: Turn) -> None:
    turn.phrase("what_else")
    turn.then_wait(turn.settings.closing_wait)


def _hurts_again(turn: Turn) -> None:
    """Soon after an episode, "it still hurts" speaks of its cramp; later it means nothing to us."""
    until = turn.state.recent_until
    if turn.state.part is not None and until is not None and turn.now < until:
        report(turn)


def _question(answer: str) -> Handler:
    def answered(turn: Turn) -> None:
        answer_question(turn, answer, take_up)

    return answered


def _question_unclear(turn: Turn) -> None:
    """Neither yes nor no: a question of their own is answered, unless it is about an emergency; then once
    more.
    """
    question = turn.state.question
    found = find_answer(turn.script, turn.meaning) if turn.meaning is not None else None
    if found is not None and question is not None and Level.NONE < question.level < Level.EMERGENCY:
        turn.say_all(found.say)
    question_unanswered(turn, take_up)


def _report_while_asked(turn: Turn) -> None:
    """A report answers whether a cramp was reported; to any other question it is no answer."""
    question = turn.state.question
    if question is not None and question.kind == "start" and turn.meaning is not None:
        turn.change(pending=turn.meaning)
        answer_question(turn, "yes", take_up)
    else:
        question_unanswered(turn, take_up)


def take_up(turn: Turn) -> None:
    """Go on with what was said together with what a question was about, or else where it interrupted."""
    pending, held = turn.state.pending, turn.state.held
    if pending is None or held is None:
        go_on(turn)
        return
    leave_pause(turn)
    turn.change(question=None, pending=None)
    turn.meaning = pending
    if learn_facts(turn, pending):
        return
    nothing_new = pending.intent == "out_of_scope" or _is_under_way(turn, pending)
    handler = None if nothing_new else handler_for(turn.state.phase, pending.intent)
    if handler is None:
        turn.change(held=held)
        go_on(turn)
        return
    handler(turn)
    if pending.red_flag is not None:
        mention(turn, pending.red_flag, aloud=False)


def _is_under_way(turn: Turn, meaning: Meaning) -> bool:
    """Whether ``meaning`` reports the very cramp that is coached."""
    state = turn.state
    if meaning.intent != "report_cramp" or state.plan != state.part:
        return False
    return meaning.body_part in (None, state.part) and meaning.side in (None, state.side)


def _which_part(turn: Turn) -> None:
    if turn.meaning is not None and turn.meaning.body_part is not None:
        report(turn)
        return
    misses = turn.state.misses + 1
    turn.change(misses=misses)
    if misses >= 2:
        start_relief(turn, GENERAL)
    else:
        misunderstood_again(turn)


def _thanks_in_alarm(turn: Turn) -> None:
    """Thanks mean that help is called. A good night does not: whom to call is said once more, or nothing
    where silence was wished for, or may be needed by somebody who can't talk.
    """
    meaning = turn.meaning
    if meaning is None or not says_one_of(turn.script.farewell_words, meaning):
        acknowledge(turn)
    elif not turn.state.acknowledged:
        alarm_again(turn)


_LET_PASS: MappingProxyType[Phase, frozenset[Intent]] = MappingProxyType(
    {
        "idle": frozenset(
            (
                "yes",
                "no",
                "better",
                "next",
                "back",
                "repeat",
                "pause",
                "cancel_emergency",
                "out_of_scope",
            )
        ),
        "paused": frozenset(("no", "out_of_scope")),
        "warming": frozenset(("yes", "no", "better", "not_better")),
        "holding": frozenset(("out_of_scope",)),
        "emergency": frozenset(("out_of_scope",)),
    }
)
_DOING: _Table = MappingProxyType({"yes": _move_on, "no": _cannot, "not_better": _keep_at_it})
_BY_PHASE: MappingProxyType[Phase, _Table] = MappingProxyType(
    {
        "idle": MappingProxyType({"not_better": _hurts_again, "worse": _hurts_again}),
        "ask_part": MappingProxyType(
            dict.fromkeys(("report_cramp", "yes", "no", "out_of_scope"), _which_part)
        ),
        "telling": _DOING,
        "waiting": _DOING,
        "holding": MappingProxyType({"yes": _keep_at_it, "no": _cannot, "not_better": _keep_at_it}),
        "screening": MappingProxyType(
            {
                "yes": _found,
                "no": _clear,
                "out_of_scope": _unclear_screen,
                "next": _unclear_screen,
                "not_better": _unclear_screen,
                "worse": _unclear_screen,
            }
        ),
        "splitting": MappingProxyType({"yes": _split("yes"), "no": _split("no")}),
        "offering": MappingProxyType(
            {
                "yes": accept_offer,
                "resume": accept_offer,
                "no": decline_offer,
                "next": decline_offer,
                "better": _no_need,
            }
        ),
        "profiling": MappingProxyType(
            {"yes": affirm, "no": deny, "next": forgo, "out_of_scope": unclear, "better": unclear}
        ),
        "choosing": MappingProxyType(
            {
                "yes": unclear_choice,
                "no": unclear_choice,
                "out_of_scope": unclear_choice,
                "not_better": unclear_choice,
                "worse": unclear_choice,
                "next": go_the_usual_way,
            }
        ),
        "checking": MappingProxyType({"yes": _easing, "better": _easing, "no": not_better}),
        "advised": MappingProxyType(
            {"yes": _breathe, "no": farewell, "next": farewell, "greeting_thanks": farewell}
        ),
        "closing": MappingProxyType(
            {
                "yes": _anything_else,
                "no": farewell,
                "greeting_thanks": farewell,
                "next": farewell,
                "better": _settled,
                "not_better": report,
                "worse": report,
                "report_cramp": report,
            }
        ),
        "paused": MappingProxyType({"yes": resume}),
        "confirming": MappingProxyType(
            {
                "yes": _question("yes"),
                "no": _question("no"),
                "cancel_emergency": _question("yes"),
                "report_cramp": _report_while_asked,
            }
        ),
        "emergency": MappingProxyType(
            {
                "yes": acknowledge,
                "greeting_thanks": _thanks_in_alarm,
                "pause": acknowledge,
                "cancel_emergency": COMMANDS["cancel_emergency"],
                "louder": COMMANDS["louder"],
            }
        ),
    }
)
_OTHERWISE: MappingProxyType[Phase, Handler] = MappingProxyType(
    {"splitting": _unclear_split, "confirming": _question_unclear, "emergency": repeat_emergency}
)
