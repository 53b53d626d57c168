"""Warm and cold packs: their timers run beside the conversation and end with "take it off"."""

from __future__ import annotations

from dataclasses import replace

from voiceskill.dialogue.script import Step, Thermal
from voiceskill.dialogue.state import Pack
from voiceskill.dialogue.topics import says_one_of
from voiceskill.dialogue.turn import Turn
from voiceskill.understanding.meaning import Meaning

__all__ = [
    "awaits_removal",
    "clear_packs",
    "drop_packs",
    "end_now",
    "falls_asleep_with_pack",
    "feels_pack_too_strongly",
    "pack_due",
    "put_on",
    "remind",
    "skin_rests",
    "take_off",
]


def put_on(turn: Turn, step: Step, seconds: int | None = None) -> None:
    """Start the timer of the pack of ``step``, for its own time or for ``seconds``."""
    thermal = step.thermal
    if thermal is not None:
        length = min(seconds or thermal.off_after, thermal.at_most)
        look = min(thermal.check_after, length // 2)
        others = tuple(pack for pack in turn.state.packs if pack.step != step.origin)
        turn.change(packs=(*others, Pack(step.origin, turn.now + look, turn.now + length)))


def skin_rests(turn: Turn) -> bool:
    """Whether the skin had a pack on it lately, or has one now."""
    until = turn.state.skin_rests_until
    return bool(turn.state.packs) or (until is not None and turn.now < until)


def clear_packs(turn: Turn) -> None:
    """No pack is timed any more: the skin rests from now on, if there was one."""
    if turn.state.packs:
        _keep(turn, ())


def pack_due(turn: Turn) -> Pack | None:
    """The pack that something must be said about now, if any."""
    return next((pack for pack in turn.state.packs if pack.due <= turn.now), None)


def awaits_removal(turn: Turn) -> bool:
    """Whether a pack has run its time and was not yet said to be off."""
    return any(pack.reminders for pack in turn.state.packs)


def remind(turn: Turn, pack: Pack) -> None:
    """Say what is due: look at the skin, or take it off; louder the longer there is no answer."""
    thermal = turn.script.common[pack.step].thermal
    if thermal is None:
        return
    if turn.now < pack.off_at:
        _put(turn, replace(pack, due=pack.off_at))
        turn.say(thermal.check)
    else:
        _remind_of_removal(turn, pack, thermal)


def _remind_of_removal(turn: Turn, pack: Pack, thermal: Thermal) -> None:
    settings = turn.settings
    if pack.reminders:
        turn.volume(settings.volume_step)
    turn.say(thermal.off[pack.reminders % len(thermal.off)])
    if pack.reminders + 1 < settings.removal_repeats:
        _put(turn, replace(pack, due=turn.now + settings.removal_repeat, reminders=pack.reminders + 1))
    else:
        _drop(turn, pack)


def falls_asleep_with_pack(turn: Turn, meaning: Meaning) -> bool:
    """Whether somebody with a pack on says that they are falling asleep."""
    return bool(turn.state.packs) and says_one_of(turn.script.sleep_words, meaning)


def feels_pack_too_strongly(turn: Turn, meaning: Meaning) -> bool:
    """Whether somebody with a pack on says that it is too hot or too cold."""
    return bool(turn.state.packs) and says_one_of(turn.script.too_strong_words, meaning)


def end_now(turn: Turn) -> None:
    """Make every pack due to come off at once."""
    packs = (replace(pack, due=turn.now, off_at=turn.now) for pack in turn.state.packs)
    turn.change(packs=tuple(packs))


def take_off(turn: Turn) -> None:
    """The person took the pack off."""
    _keep(turn, tuple(pack for pack in turn.state.packs if not pack.reminders))
    turn.phrase("pack_is_off")


def _put(turn: Turn, changed: Pack) -> None:
    turn.change(packs=tuple(changed if p.step == changed.step else p for p in turn.state.packs))


def _drop(turn: Turn, gone: Pack) -> None:
    _keep(turn, tuple(pack for pack in turn.state.packs if pack.step != gone.step))


def drop_packs(turn: Turn, steps: tuple[str, ...]) -> None:
    """The packs of these steps are timed no more."""
    _keep(turn, tuple(pack for pack in turn.state.packs if pack.step not in steps))


def _keep(turn: Turn, packs: tuple[Pack, ...]) -> None:
    turn.change(packs=packs, skin_rests_until=turn.now + turn.settings.skin_rest)
