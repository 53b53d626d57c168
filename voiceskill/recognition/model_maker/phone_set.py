"""The phones of the made model: silence, noise, each base phone in four places of a word, and the garbage
phone.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceskill.recognition.model_maker.kaldi import word_boundary
from voiceskill.recognition.model_maker.sphinx.model_definition import ModelDefinition, Position

__all__ = ["FILLER_MARK", "GARBAGE", "NOISE", "SILENCE", "SILENCE_NAME", "PhoneSet"]

SILENCE = 1
NOISE = 2
GARBAGE = 3
_FIRST_SPEECH = 4
_PLACES = {
    Position.BEGIN: word_boundary.BEGIN,
    Position.END: word_boundary.END,
    Position.INTERNAL: word_boundary.INTERNAL,
    Position.SINGLE: word_boundary.SINGLETON,
}
SILENCE_NAME = "SIL"
FILLER_MARK = "+"
"""What the names of noises begin with."""
_NOISE_NAME = "+NSN+"


@dataclass(frozen=True, slots=True)
class PhoneSet:
    """Ids from 1 for Kaldi, and the way back to Sphinx's base phones."""

    definition: ModelDefinition

    @property
    def size(self) -> int:
        """How many phones there are."""
        return _FIRST_SPEECH - 1 + len(self._speech()) * len(_PLACES)

    def base(self, name: str) -> int:
        """The Sphinx index of a base phone; raise ``ValueError`` if there is none of that name."""
        return self.definition.phones.index(name)

    @property
    def silence_base(self) -> int:
        """The Sphinx index of silence."""
        return self.base(SILENCE_NAME)

    @property
    def noise_base(self) -> int:
        """The Sphinx index of noise."""
        return self.base(_NOISE_NAME)

    def speech(self, base: int, position: Position) -> int:
        """The id of a base phone at a place of a word."""
        return _FIRST_SPEECH + self._speech().index(base) * len(_PLACES) + list(_PLACES).index(position)

    def base_of(self, phone: int) -> int | None:
        """The Sphinx index behind an id; None for the garbage phone."""
        fixed = {SILENCE: self.silence_base, NOISE: self.noise_base, GARBAGE: None}
        if phone in fixed:
            return fixed[phone]
        return self._speech()[(phone - _FIRST_SPEECH) // len(_PLACES)]

    def word_boundaries(self) -> list[str]:
        """Where in a word each phone stands, in the order of the ids."""
        return [
            word_boundary.NONWORD,
            word_boundary.NONWORD,
            word_boundary.SINGLETON,
            *(place for _ in self._speech() for place in _PLACES.values()),
        ]

    def _speech(self) -> list[int]:
        return [
            index
            for index, name in enumerate(self.definition.phones)
            if name != SILENCE_NAME and not name.startswith(FILLER_MARK)
        ]
