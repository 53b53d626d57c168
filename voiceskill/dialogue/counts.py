"""Counted holds and paced breaths: what is said on which second."""

from __future__ import annotations

import math
from collections.abc import Iterator

from voiceskill.dialogue.script import Breath, Counting, Line, Script, Step
from voiceskill.dialogue.turn import Turn

__all__ = ["begin_count", "count_length", "reschedule", "seconds_left"]


def count_length(step: Step, tempo: float = 1.0) -> int:
    """Seconds that the counted part of ``step`` takes where things go at ``tempo``."""
    breath = _breath(step, tempo)
    return _breath_length(breath) if breath is not None else step.count


def _breath(step: Step, tempo: float) -> Breath | None:
    """A breath is never paced faster than usual, and a count is a second at any tempo."""
    return step.slow_breath or step.breath if tempo > 1.0 else step.breath


def begin_count(turn: Turn) -> None:
    """Start the count, or go on with what was left of it, on the next whole second."""
    left = turn.state.left or float(count_length(turn.step(), turn.state.tempo))
    begins = math.ceil(turn.now + turn.settings.hold_lead)
    turn.change(phase="holding", ends=begins + left, due=begins + left, wait=None, left=0.0)
    reschedule(turn, turn.now)


def reschedule(turn: Turn, after: float) -> None:
    """Schedule the counts of the running hold that fall later than session time ``after``."""
    step, ends = turn.step(), turn.state.ends
    if ends is None:
        return
    begins = ends - count_length(step, turn.state.tempo)
    for second, line in _beats(step, turn.state.tempo, turn.script):
        if begins + second > max(after, turn.now):
            turn.say_at(line.text, line.key, begins + second)


def seconds_left(turn: Turn) -> int:
    """Whole seconds until the running hold ends, rounded up."""
    ends = turn.state.ends
    return max(0, math.ceil(ends - turn.now)) if ends is not None else 0


def _beats(step: Step, tempo: float, script: Script) -> Iterator[tuple[int, Line]]:
    breath = _breath(step, tempo)
    if breath is not None:
        return _breath_beats(breath, script)
    return _hold_beats(step.count, script)


def _hold_beats(length: int, script: Script) -> Iterator[tuple[int, Line]]:
    for second in range(1, length):
        if second * 2 == length:
            yield second, script.phrases["halfway"][0]
        elif _is_counted(second, length, script.settings.counting):
            yield second, _number(second, script)


def _is_counted(second: int, length: int, counting: Counting) -> bool:
    early = second <= counting.every_second_until
    return early or second % counting.then_every == 0 or length - second < counting.last


def _breath_beats(breath: Breath, script: Script) -> Iterator[tuple[int, Line]]:
    turn_out = breath.inward + breath.beat
    for round_start in range(0, _breath_length(breath), turn_out + breath.outward):
        for name, start, seconds in (
            ("breathe_in", 0, breath.inward),
            ("breathe_out", turn_out, breath.outward),
        ):
            yield round_start + start, script.phrases[name][0]
            for beat in range(1, seconds):
                yield round_start + start + beat, _number(beat + 1, script)


def _breath_length(breath: Breath) -> int:
    return breath.rounds * (breath.inward + breath.beat + breath.outward)


def _number(value: int, script: Script) -> Line:
    return Line(f"number.{value}", script.number_words[value])
