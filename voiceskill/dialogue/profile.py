"""What is known about the person that changes what is safe for them; all of it optional."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Profile"]


@dataclass(frozen=True, slots=True)
class Profile:
    """``facts`` are names from the script's ``profile.yaml`` (``pregnant``); ``country`` is a place's code
    in ``numbers.yaml`` (``us``), or None where it was never set: then no place is guessed.
    """

    facts: frozenset[str] = frozenset()
    country: str | None = None
