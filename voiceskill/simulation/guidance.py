"""Which of the things that the device says lead a person through a step, so that "no more of it" can be told
whatever the wording.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from voiceskill.dialogue.script import Script, Step
from voiceskill.simulation.expectation import Guidance

__all__ = ["guidance_keys"]

_HOLDING = ("hold_now", "hold_again", "hold_eased", "keep_at_it", "halfway")
_BREATHING = ("breathe_in", "breathe_out")


def guidance_keys(script: Script) -> MappingProxyType[Guidance, frozenset[str]]:
    """The keys of ``script``'s lines that are guidance of each kind."""
    touching = {line.key for step in _steps(script) if step.touches for line in step.say}
    touching |= {line.key for name in _HOLDING for line in script.phrases[name]}
    coaching = {line.key for step in _steps(script) for line in step.say}
    coaching |= {line.key for name in _BREATHING for line in script.phrases[name]}
    return MappingProxyType({"touching": frozenset(touching), "coaching": frozenset(touching | coaching)})


def _steps(script: Script) -> Iterator[Step]:
    yield from script.common.values()
    for guide in script.guides.values():
        yield guide.position
        for steps in (guide.ask_first, guide.stretches, guide.slack, guide.massage):
            yield from steps
        if guide.aftercare is not None:
            yield guide.aftercare
