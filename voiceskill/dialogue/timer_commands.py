"""Setting and cancelling timers by voice; one for a pack is kept as that pack, with its safety."""

from __future__ import annotations

from voiceskill.dialogue.interruptions import aside, close_if_idle, say_and_close
from voiceskill.dialogue.lengths import spoken_length
from voiceskill.dialogue.packs import drop_packs, put_on, skin_rests
from voiceskill.dialogue.script import Step, TimerName
from voiceskill.dialogue.state import Pack, Timer
from voiceskill.dialogue.steps import go_on_without_packs
from voiceskill.dialogue.timers import add_timer, slots_of_timer
from voiceskill.dialogue.topics import says_one_of
from voiceskill.dialogue.turn import Turn

__all__ = ["cancel_timer", "named_packs", "named_timer", "named_timers", "set_timer"]


def named_timer(turn: Turn) -> TimerName | None:
    """What the timer is for that was spoken of; None if nothing was named."""
    if turn.meaning is None:
        return None
    names = turn.script.timers.names
    return next((name for name in names if says_one_of(name.heard, turn.meaning)), None)


def named_timers(turn: Turn) -> tuple[Timer, ...]:
    """The running timers that were spoken of: by name, by length, or all where neither was said."""
    name, seconds = named_timer(turn), turn.meaning.seconds if turn.meaning is not None else None
    timers = turn.state.timers
    if name is not None:
        return tuple(timer for timer in timers if timer.name == name.name)
    return tuple(timer for timer in timers if seconds in (None, timer.seconds))


def named_packs(turn: Turn) -> tuple[Pack, ...]:
    """The timed packs that were spoken of, as with timers; a pack has no length to be named by."""
    name, seconds = named_timer(turn), turn.meaning.seconds if turn.meaning is not None else None
    if name is not None:
        return tuple(pack for pack in turn.state.packs if pack.step in name.packs)
    return turn.state.packs if seconds is None else ()


def set_timer(turn: Turn) -> None:
    """Set the timer that was asked for, within the caps."""
    name, seconds = named_timer(turn), turn.meaning.seconds if turn.meaning is not None else None
    if name is not None and name.packs:
        _time_pack(turn, name, seconds)
    elif seconds is None:
        say_and_close(turn, "timer_without_length")
    else:
        _set_plain_timer(turn, name.name if name is not None else "", seconds)


def _set_plain_timer(turn: Turn, name: str, seconds: int) -> None:
    rules, script = turn.script.timers, turn.script
    if not rules.shortest <= seconds <= rules.longest:
        bounds = {"shortest": rules.shortest, "longest": rules.longest}
        say_and_close(turn, "timer_length", **{key: spoken_length(script, n) for key, n in bounds.items()})
    elif len(turn.state.timers) >= rules.most:
        say_and_close(turn, "timer_too_many")
    else:
        add_timer(turn, name, seconds)
        phrase = "timer_set" if name else "timer_set_plain"
        say_and_close(turn, phrase, **slots_of_timer(turn, turn.state.timers[-1], seconds))


def _time_pack(turn: Turn, name: TimerName, seconds: int | None) -> None:
    """Time a pack that somebody has put on; one that must not be on them comes off instead."""
    step = turn.script.common[name.packs[0]]
    if turn.state.barred or step.not_for & turn.state.facts:
        say_and_close(turn, "timer_not_for_you", timer=name.spoken)
    elif named_packs(turn):
        aside(turn, turn.script.phrases["left_pack"], **_left(turn, named_packs(turn)[0], name))
        close_if_idle(turn)
    elif skin_rests(turn):
        say_and_close(turn, "skin_rests")
    else:
        _put_on(turn, name, step, seconds)


def _left(turn: Turn, pack: Pack, name: TimerName) -> dict[str, str]:
    left = max(0, round(pack.off_at - turn.now))
    return {"timer": name.spoken, "length": spoken_length(turn.script, left)}


def _put_on(turn: Turn, name: TimerName, step: Step, seconds: int | None) -> None:
    thermal = step.thermal
    if thermal is None:
        return
    wanted = seconds or thermal.off_after
    if wanted < turn.script.timers.shortest:
        wanted = thermal.off_after
    length = min(wanted, thermal.at_most)
    put_on(turn, step, length)
    phrase = "timer_set_cap" if wanted > length else "timer_set_pack"
    turn.phrase(phrase, timer=name.spoken, length=spoken_length(turn.script, length))
    say_and_close(turn, "timer_numb")


def cancel_timer(turn: Turn) -> None:
    """End the timer that was named, or the only one; of a pack, it comes off."""
    timers, packs = named_timers(turn), named_packs(turn)
    if not timers and not packs:
        say_and_close(turn, "no_timer")
    elif len(timers) + len(packs) > 1 and not _means_all(turn):
        say_and_close(turn, "timer_which")
    else:
        _cancel(turn, timers, packs)


def _means_all(turn: Turn) -> bool:
    return turn.meaning is not None and says_one_of(turn.script.all_words, turn.meaning)


def _cancel(turn: Turn, timers: tuple[Timer, ...], packs: tuple[Pack, ...]) -> None:
    turn.change(timers=tuple(timer for timer in turn.state.timers if timer not in timers))
    if packs:
        drop_packs(turn, tuple(pack.step for pack in packs))
        turn.phrase("pack_off")
    if len(timers) == 1:
        name = "timer_gone" if timers[0].name else "timer_gone_plain"
        turn.phrase(name, **slots_of_timer(turn, timers[0], timers[0].seconds))
    elif timers:
        turn.phrase("timers_gone")
    aside(turn, ())
    go_on_without_packs(turn)
    close_if_idle(turn)
