"""Pausing, going on, and answering in between without losing the place."""

from __future__ import annotations

from collections.abc import Callable

from voiceskill.dialogue.counts import reschedule
from voiceskill.dialogue.lengths import spoken_number
from voiceskill.dialogue.script import Line
from voiceskill.dialogue.state import Held, Phase
from voiceskill.dialogue.steps import advance_step, instructions, restored_left, tell
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Intent

__all__ = [
    "LEAVES_PAUSE",
    "aside",
    "close_if_idle",
    "go_on",
    "leave_pause",
    "pause",
    "pause_over",
    "reask",
    "resume",
    "say_and_close",
]

LEAVES_PAUSE: frozenset[Intent] = frozenset(
    {"next", "back", "repeat", "better", "not_better", "worse", "start_breathing", "help"}
)
QUESTION_PHASES: frozenset[Phase] = frozenset(
    {
        "screening",
        "splitting",
        "offering",
        "profiling",
        "choosing",
        "checking",
        "ask_part",
        "advised",
        "closing",
    }
)


def aside(turn: Turn, texts: tuple[Line, ...], **slots: str) -> None:
    """Say something in between; a running count keeps its clock, an open question is asked again."""
    phase = turn.state.phase
    turn.say_all(texts, **slots)
    if phase == "holding" and turn.state.voice is not None:
        reschedule(turn, turn.state.voice.ends)
    elif phase == "telling":
        tell(turn)
    elif phase == "waiting" and turn.state.due is None:
        turn.then_wait(max(1.0, turn.step().seconds))
    elif phase in QUESTION_PHASES:
        reask(turn)


def close_if_idle(turn: Turn) -> None:
    """Back to waiting where nothing is under way."""
    if turn.state.phase == "idle":
        turn.end("answered")


def say_and_close(turn: Turn, phrase: str, **slots: str) -> None:
    """Say one phrase in between, or as all there is to say to a waiting device."""
    aside(turn, turn.script.phrases[phrase][:1], **slots)
    close_if_idle(turn)


def reask(turn: Turn) -> None:
    """Ask the open question again, in other words where there are some."""
    ask = _REASK.get(turn.state.phase)
    if ask is not None:
        ask(turn)


def _reask_step(turn: Turn) -> None:
    step = turn.step()
    if step.screen is None:
        turn.say(instructions(turn)[-1])
    else:
        fresh = [line for line in step.screen.again if line.key != turn.state.last_key]
        turn.say_all(tuple(fresh) or step.say)
    turn.then_wait(turn.settings.answer_wait)


def _reask_split(turn: Turn) -> None:
    screen = turn.step().screen
    if screen is not None and screen.split is not None:
        turn.say(screen.split)
    turn.then_wait(turn.settings.confirm_wait)


def _reask_how(turn: Turn) -> None:
    turn.phrase("how_is_it")
    turn.then_wait(turn.settings.answer_wait)


def _reask_part(turn: Turn) -> None:
    turn.phrase("ask_part")
    turn.then_wait(turn.settings.answer_wait)


def _wait_again(turn: Turn) -> None:
    turn.then_wait(turn.settings.closing_wait)


_REASK: dict[Phase, Callable[[Turn], None]] = {
    "screening": _reask_step,
    "offering": _reask_step,
    "profiling": _reask_step,
    "choosing": _reask_step,
    "splitting": _reask_split,
    "checking": _reask_how,
    "ask_part": _reask_part,
    "advised": _wait_again,
    "closing": _wait_again,
}


def pause(turn: Turn) -> None:
    """Be quiet until told to go on; the running hold keeps the seconds that are left."""
    if turn.state.phase == "paused":
        turn.then_wait(turn.settings.pause_check_in)
        return
    held = Held(turn.state.phase, restored_left(turn))
    turn.change(phase="paused", held=held, ends=None, due=None, wait=None, silences=0, misses=0)
    turn.phrase("paused")
    turn.then_wait(turn.settings.pause_check_in)


def pause_over(turn: Turn) -> None:
    """Check in softly once, then let the silence be."""
    if turn.state.silences:
        turn.end("drifted_off")
        return
    turn.change(silences=1)
    turn.phrase("pause_check_in")
    turn.then_wait(turn.settings.pause_limit)


def leave_pause(turn: Turn) -> None:
    """Back into the phase that was paused, silently, because another command follows."""
    held = turn.state.held
    if held is None:
        return
    phase: Phase = "telling" if held.phase == "holding" else held.phase
    turn.change(phase=phase, held=None, left=held.left, due=None, wait=None, silences=0, misses=0)


def resume(turn: Turn) -> None:
    """Go on where it was left, with a one-sentence recap."""
    held = turn.state.held
    if held is None:
        turn.phrase("nothing_paused")
        return
    if turn.state.plan and held.phase not in ("splitting", "advised"):
        _recap(turn, held)
    go_on(turn)


def _recap(turn: Turn, held: Held) -> None:
    title = _title(turn)
    if held.phase == "holding":
        turn.phrase("recap_hold", title=title, count=spoken_number(turn.script, round(held.left)))
    elif title:
        turn.phrase("recap", title=title)


def _title(turn: Turn) -> str:
    slack = turn.plan().slack
    if turn.state.detour == "slack" and slack is not None:
        return slack.title
    return turn.step().title


def go_on(turn: Turn) -> None:
    """Back into what was interrupted."""
    held = turn.state.held or Held("idle", 0.0)
    turn.change(held=None, question=None, pending=None, phase=held.phase, left=held.left)
    turn.change(due=None, wait=None, silences=0, misses=0)
    _GO_ON.get(held.phase, _wait_again)(turn)


def _end_quietly(turn: Turn) -> None:
    turn.phrase("ready_again")
    turn.end("question_answered")


def _hold_again(turn: Turn) -> None:
    turn.change(phase="telling")
    turn.phrase("hold_now")


def _warm_on(turn: Turn) -> None:
    if not turn.state.packs:
        advance_step(turn)


_GO_ON: dict[Phase, Callable[[Turn], None]] = {
    "idle": _end_quietly,
    "telling": tell,
    "waiting": tell,
    "screening": _reask_step,
    "offering": _reask_step,
    "profiling": _reask_step,
    "choosing": _reask_step,
    "splitting": _reask_split,
    "checking": _reask_how,
    "ask_part": _reask_part,
    "holding": _hold_again,
    "warming": _warm_on,
}
