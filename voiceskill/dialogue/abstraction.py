"""States without absolute time, so that finitely many stand for all.

A canonical state is a real state whose clocks were set to fixed values; the reducer runs on it unchanged.
What is forgotten, and why no behaviour is lost by it:

- *Clocks* (end of speech, phase, hold, pack, ten-minute limit, memory of the last part) are only "armed" or
  "not armed". The checker lets each armed clock run out first, in any order, which allows more than real
  durations do. A last line that has begun to sound began long ago.
- *What only chooses words*: ids of prompts, loudness, tempo, the wording said last, how much of a count is
  left (none or some), whether a stretch is at half range, mentions kept for the end, who is spoken of.
- *The diary*: it chooses words, adds some at the end of the relief, and puts one stretch in the place of
  another that swaps with it, which is of the same shape for every person.
- *The level while coaching*: below an emergency it changes no step, and an emergency ends coaching. That a
  level never falls is checked on each transition before it is forgotten.
- *Red flags of one kind* (same level, same reach, same kind of phone line): one stands for all. From each
  place of the script, each flag is raised at least once.
- *The part outside of its guide*: one part stands for any that was spoken of before.
- *Sides*: a part is the one whose question was answered, or another one. Of parts cleared or barred, only
  the part at hand is kept, as others are read when they are at hand, and whether any other is barred.
- *Hints already asked about*: asked about again, or (as without a hint) not.
- *Whether the side was asked for*: it is asked for whenever there is time, and told or not; telling it only
  names the part in full.
- *Timers set by voice*: one without a name stands for any number of them; which one is spoken of chooses
  words.
- *Facts that are not remembered*: they are forgotten in the waiting device only, which is then that of
  somebody without them.
- *The routine that a cramp interrupted*: one stands for any, at its first stretch; going on with one leads to
  states that the routine itself reaches.
- *Counters during an interruption*: going on leads to states that telling a step again reaches too.
"""

from __future__ import annotations

from dataclasses import replace

from voiceskill.dialogue.diary import NO_DIARY
from voiceskill.dialogue.script import GENERAL, Routine, Script
from voiceskill.dialogue.state import Fallback, Held, Later, Pack, Question, State, Timer, Voice, changed
from voiceskill.understanding.meaning import Level, RedFlag

__all__ = ["Abstraction", "armed", "fire"]

_SPEECH_ENDS, _GIVES_UP, _DUE, _WAIT, _LEFT = 5.0, 20.0, 10.0, 5.0, 5.0
_LIMIT, _PACK_DUE, _PACK_LEFT, _MEMORY = 600.0, 300.0, 300.0, 3600.0
_FAR = 10_000.0
_VOICE = 1
_ANOTHER = "another part:"


class Abstraction:
    """Makes states canonical with respect to one script."""

    def __init__(self, script: Script) -> None:
        """The script tells which red flags are of one kind."""
        self._kinds: dict[tuple[object, ...], str] = {}
        self._representative: dict[str, str] = {}
        for flag in script.escalations.values():
            kind = (flag.level, flag.bars, flag.line, flag.softly)
            self._representative[flag.id] = self._kinds.setdefault(kind, flag.id)
        self._routines = frozenset(script.routines)
        self._later = next((later for later in map(_first_stretch, script.routines.values()) if later), None)
        self._any_part = next(part for part in script.guides if part != GENERAL)
        self._levels = {flag.id: flag.level for flag in script.escalations.values()}

    def representatives(self) -> tuple[RedFlag, ...]:
        """One red flag of each kind."""
        return tuple(RedFlag(name, self._levels[name]) for name in self._kinds.values())

    def canonical(self, state: State, now: float) -> State:
        """The state that stands for ``state`` at session time ``now``; its own time is zero."""
        part = self._part(state)
        coaching, interrupted = bool(state.plan), state.phase in ("confirming", "paused")
        return changed(
            state,
            part=part,
            side=None,
            cleared=self._cleared(state, part),
            barred=_barred(state, part, state.barred),
            asked=frozenset(),
            level=Level.NONE if coaching else state.level,
            flag="" if coaching else self._flag(state.flag, state.level),
            fallback=self._fallback(state),
            question=self._question(state.question),
            learned=frozenset(),
            side_asked="",
            timers=tuple(_plain_timer(timer) for timer in state.timers[:1]),
            skin_rests_until=_MEMORY if _skin_rests(state, now) else None,
            later=self._later if state.later else None,
            held=Held(state.held.phase, _LEFT if state.held.left else 0.0) if state.held else None,
            mentions=(),
            diary=NO_DIARY,
            bystander=False,
            eased=False,
            holds=0 if interrupted else state.holds,
            rounds=0 if interrupted else state.rounds,
            worse=0 if interrupted else state.worse,
            left=_LEFT if state.left else 0.0,
            ends=_DUE if state.phase == "holding" else None,
            due=None if state.due is None else _DUE,
            wait=None if state.wait is None else _WAIT,
            limit=None if state.limit is None else _LIMIT,
            packs=tuple(_plain_pack(pack) for pack in state.packs),
            recent_until=_MEMORY if _remembers(state, now) else None,
            voice=_plain_voice(state),
            tempo=1.0,
            volume=0.0,
            last_key="",
            next_id=_VOICE + 1,
        )

    def _cleared(self, state: State, part: str | None) -> frozenset[str]:
        keys = {f"{part}:"} if f"{state.part}:{state.side or ''}" in state.cleared else set()
        routine = {f"{state.plan}:"} & state.cleared if state.plan in self._routines else set()
        later = {f"{self._later.plan}:"} if self._later and _later_is_cleared(state) else set()
        return frozenset(keys | routine | later)

    def _part(self, state: State) -> str | None:
        in_guide = state.plan == state.part
        return state.part if in_guide or state.part is None else self._any_part

    def _flag(self, flag: str, level: Level) -> str:
        return self._representative.get(flag, flag) if level >= Level.URGENT else ""

    def _question(self, question: Question | None) -> Question | None:
        if question is None or question.kind in ("start", "forget"):
            return question
        flag = f"any_{question.level.label}"
        if question.kind == "false_alarm":
            return Question("false_alarm", flag, question.level, question.asked)
        return Question("flag_check", flag, question.level, question.asked)

    def _fallback(self, state: State) -> Fallback | None:
        fallback = state.fallback
        if fallback is None:
            return None
        return Fallback(fallback.level, "", _barred(state, self._part(state), fallback.barred))


def _first_stretch(routine: Routine) -> Later | None:
    stretches = (step.name for step in routine.steps if step.kind == "hold" and routine.goes_on)
    return next((Later(routine.name, name) for name in stretches), None)


def _later_is_cleared(state: State) -> bool:
    return state.later is not None and f"{state.later.plan}:" in state.cleared


def _barred(state: State, part: str | None, barred: frozenset[str]) -> frozenset[str]:
    if "*" in barred:
        return frozenset("*")
    here = f"{state.part}:{state.side or ''}"
    others = {_ANOTHER} if barred - {here} else set()
    return frozenset(others | ({f"{part}:"} if here in barred else set()))


def _skin_rests(state: State, now: float) -> bool:
    return state.skin_rests_until is not None and state.skin_rests_until > now


def _plain_timer(timer: Timer) -> Timer:
    return Timer("", round(_PACK_DUE), _PACK_DUE, timer.rings)


def _remembers(state: State, now: float) -> bool:
    return state.phase == "idle" and state.recent_until is not None and state.recent_until > now


def _plain_voice(state: State) -> Voice | None:
    """When the last line began matters only to a question of several lines."""
    voice = state.voice
    if voice is None:
        return None
    last_began = None if state.phase == "screening" and voice.last_began is None else -_FAR
    return Voice(_VOICE, _SPEECH_ENDS, _GIVES_UP, last_began)


def _plain_pack(pack: Pack) -> Pack:
    coming_off = pack.due >= pack.off_at
    return Pack(pack.step, _PACK_DUE, _PACK_DUE if coming_off else _PACK_DUE + _PACK_LEFT, pack.reminders)


def armed(state: State) -> tuple[str, ...]:
    """The clocks of a canonical state that may run out next."""
    clocks = {
        "voice": state.voice is not None,
        "due": state.due is not None,
        "limit": state.limit is not None,
        "packs": bool(state.packs),
        "timers": bool(state.timers),
        "skin": state.skin_rests_until is not None,
        "memory": state.recent_until is not None,
    }
    return tuple(name for name, is_armed in clocks.items() if is_armed)


def fire(state: State, clock: str, at: float) -> State:
    """The canonical state with its ``clock`` set to run out at ``at`` and all others far off."""
    far = changed(
        state,
        voice=replace(state.voice, gives_up=_FAR) if state.voice else None,
        due=state.due and _FAR,
        ends=state.ends and _FAR,
        limit=state.limit and _FAR,
        packs=tuple(_shift(pack, _FAR) for pack in state.packs),
        timers=tuple(replace(timer, due=_FAR) for timer in state.timers),
    )
    return _FIRE[clock](far, at)


def _shift(pack: Pack, due: float) -> Pack:
    return replace(pack, due=due, off_at=due + (pack.off_at - pack.due))


def _fire_voice(state: State, at: float) -> State:
    return changed(state, voice=replace(state.voice, gives_up=at) if state.voice else None)


def _fire_due(state: State, at: float) -> State:
    return changed(state, due=at, ends=at if state.ends else None)


def _fire_limit(state: State, at: float) -> State:
    return changed(state, limit=at)


def _fire_packs(state: State, at: float) -> State:
    return changed(state, packs=(_shift(state.packs[0], at), *state.packs[1:]))


def _fire_timers(state: State, at: float) -> State:
    return changed(state, timers=tuple(replace(timer, due=at) for timer in state.timers))


def _fire_skin(state: State, at: float) -> State:
    return changed(state, skin_rests_until=at)


def _fire_memory(state: State, at: float) -> State:
    return changed(state, recent_until=at)


_FIRE = {
    "voice": _fire_voice,
    "due": _fire_due,
    "limit": _fire_limit,
    "packs": _fire_packs,
    "timers": _fire_timers,
    "skin": _fire_skin,
    "memory": _fire_memory,
}
