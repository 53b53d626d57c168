"""What rules and likeness say together: an alarm, a question, or nothing.

Likeness hears dangers that no rule foresaw, and takes the edge off rules that fired at talk: an alarm of
the rules that sounds nothing like danger becomes a question, unless it is all that was said. It never makes
such a question silent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.understanding.red_flags.judgement import Judgement
from voiceskill.understanding.red_flags.likeness import Likeness

__all__ = ["Circumstances", "SecondOpinion", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rows that fire, most pressing first, and the one to ask about."""

    flags: tuple[RedFlag, ...]
    check: RedFlag | None

    @property
    def level(self) -> Level:
        """How pressing the alarm is."""
        return self.flags[0].level if self.flags else Level.NONE


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How it was said, which says what likeness may do to the verdict.

    ``silenced``: all that was named was denied, only asked about, or told of something else; likeness then
    adds nothing. ``plain``: nothing else was said, or it was said in answer to a question; likeness then
    takes nothing away, for there is no ground to think that it is talk. ``brief``: a few words, of which
    likeness can't tell more than the rules that ask about them; their question stands.
    """

    silenced: bool = False
    plain: bool = False
    brief: bool = False


class SecondOpinion:
    """Weighs the verdict of the rules."""

    def __init__(self, likeness: Likeness, judgement: Judgement) -> None:
        """``judgement`` as ``load_judgement`` reads it."""
        self._likeness = likeness
        self._judgement = judgement

    def on(self, verdict: Verdict, evidence: Collection[str], said: Circumstances) -> Verdict:
        """The rules' ``verdict`` with what likeness makes of the ``evidence`` beside it."""
        if said.silenced:
            return verdict
        asked = verdict.check.level if verdict.check else Level.NONE
        alarm, question = self._judgement.answer(verdict.level, asked, self._likeness.levels(evidence))
        if said.brief and verdict.level < asked <= alarm:
            alarm, question = verdict.level, asked
        if said.plain:
            alarm = max(alarm, verdict.level)
            question = question if question > alarm else Level.NONE

        def named(level: Level) -> RedFlag:
            known = (flag for flag in (*verdict.flags, verdict.check) if flag and flag.level is level)
            return next(known, None) or self._likeness.likeliest(evidence, level)

        flags = tuple(flag for flag in verdict.flags if flag.level <= alarm)
        if alarm > (flags[0].level if flags else Level.NONE):
            flags = (named(alarm), *flags)
        return Verdict(flags, named(question) if question else None)
