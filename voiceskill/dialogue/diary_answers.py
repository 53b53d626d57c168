"""Answers from the diary, why just this step, and forgetting the night when asked to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from voiceskill.dialogue.diary import Diary, LastCramp, Trials
from voiceskill.dialogue.interruptions import aside, say_and_close
from voiceskill.dialogue.lengths import spoken_number
from voiceskill.dialogue.prompts import spoken_part
from voiceskill.dialogue.script import DiaryQuestion, Script
from voiceskill.dialogue.titles import step_title
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Level, RedFlag

__all__ = ["FREQUENT", "answer_from_diary", "forget_tonight", "mention_if_frequent", "why_this_one"]

FREQUENT = RedFlag("c_freq", Level.CLINICIAN_SOON)
"""Cramps that keep coming (taxonomy C-FREQ)."""


def answer_from_diary(turn: Turn, question: DiaryQuestion) -> None:
    """Say what the diary has to say to ``question``; a cramp that is coached goes on."""
    diary = turn.state.diary
    if not diary.kept:
        say_and_close(turn, "diary_off")
    elif diary.last is None:
        say_and_close(turn, "diary_empty")
    else:
        _ANSWERS[question](turn, diary)


def _week(turn: Turn, diary: Diary) -> None:
    _count(turn, "diary_week", diary.week)


def _month(turn: Turn, diary: Diary) -> None:
    _count(turn, "diary_month", diary.month)


def _count(turn: Turn, phrase: str, cramps: int) -> None:
    ending = {0: "_none", 1: "_one"}.get(cramps, "")
    say_and_close(turn, phrase + ending, cramps=spoken_number(turn.script, cramps))


def _last(turn: Turn, diary: Diary) -> None:
    last = diary.last
    if last is not None:
        say_and_close(turn, "diary_last", whose=_whose(turn.script, last), when=_when(turn, last))


def _whose(script: Script, last: LastCramp) -> str:
    return spoken_part(script, script.guides[last.part], last.side or None)


def _when(turn: Turn, last: LastCramp) -> str:
    unit = "day" if last.by_day else "night"
    name = {0: f"when_this_{unit}", 1: f"when_last_{unit}"}.get(last.ago, f"when_{unit}s_ago")
    return turn.script.phrases[name][0].text.format(cramps=spoken_number(turn.script, last.ago))


def _helped(turn: Turn, diary: Diary) -> None:
    named = turn.meaning.body_part if turn.meaning is not None else None
    helped = diary.helped_last(named or (turn.state.part if turn.state.plan else None))
    title = step_title(turn.script, helped.part, helped.step) if helped is not None else None
    if title is None:
        say_and_close(turn, "diary_nothing_helped")
    else:
        say_and_close(turn, "diary_helped", title=title)


_ANSWERS: MappingProxyType[DiaryQuestion, Callable[[Turn, Diary], None]] = MappingProxyType(
    {"week": _week, "month": _month, "last": _last, "helped": _helped}
)


def why_this_one(turn: Turn) -> None:
    """Say why just this step is offered: what it did for this person before, or what is usual."""
    state = turn.state
    if not state.plan:
        say_and_close(turn, "nothing_running")
        return
    trials = state.diary.trials_of(state.plan, state.step)
    if turn.step().kind in ("screen", "offer"):
        reason = "why_asking"
    else:
        reason = "why_usual" if state.detour else _reason(state.diary, trials)
    aside(turn, turn.script.phrases[reason][:1], cramps=spoken_number(turn.script, trials.lately))


def _reason(diary: Diary, trials: Trials) -> str:
    if trials.lately:
        return "why_helped_last" if trials.lately == 1 else "why_helped_often"
    if trials.helped:
        return "why_helped_before"
    others = (other for other in diary.order_of(trials.part) if other != trials.step)
    if trials.step in diary.order_of(trials.part) and any(
        diary.trials_of(trials.part, other).tried for other in others
    ):
        return "why_trying"
    return "why_usual"


def mention_if_frequent(turn: Turn) -> None:
    """Where cramps come often, keep it in mind for the end of the relief."""
    state = turn.state
    if state.diary.frequent and FREQUENT.id not in state.mentions:
        turn.change(mentions=(*state.mentions, FREQUENT.id))


def forget_tonight(turn: Turn) -> None:
    """Confirmed: have the diary forget tonight, and forget at once what we know from it."""
    turn.change(diary=replace(turn.state.diary, week=0, month=0, last=None, trials=(), frequent=False))
    turn.note("forget", span="tonight")
    turn.phrase("forgotten")
