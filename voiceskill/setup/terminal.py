"""Question and answer on a terminal, one line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO, TypeVar

from voiceskill.errors import VoiceskillError

__all__ = ["GoBack", "Terminal"]

_T = TypeVar("_T")
_BACK = ("back", "b", "<")
_YES = ("yes", "y")
_NO = ("no", "n")


class GoBack(Exception):  # noqa: N818
    """The person wants the question before this one."""


class Terminal:
    """Lines to and from a person; raises ``EOFError`` where they end."""

    def __init__(self, given: TextIO, shown: TextIO) -> None:
        """``given`` is what they type, ``shown`` what they see."""
        self._given = given
        self._shown = shown

    def tell(self, line: str = "") -> None:
        """Show ``line``."""
        self._shown.write(f"{line}\n")
        self._shown.flush()

    def ask(self, question: str, now: str, read: Callable[[str], _T]) -> _T | None:
        """What they answer, asked again until ``read`` takes it; None where Enter keeps what is ``now``.

        Raises ``GoBack`` where they want the question before.
        """
        while True:
            self._shown.write(f"{question} [{now}]: ")
            self._shown.flush()
            line = self._given.readline()
            if not line:
                raise EOFError
            answer = line.strip()
            if not answer:
                return None
            if answer.casefold() in _BACK:
                raise GoBack
            try:
                return read(answer)
            except VoiceskillError as error:
                self.tell(str(error))

    def confirm(self, question: str, *, now: bool) -> bool:
        """Yes or no; Enter means what holds ``now``."""
        answer = self.ask(question, "yes" if now else "no", _yes_or_no)
        return now if answer is None else answer


def _yes_or_no(answer: str) -> bool:
    if answer.casefold() in _YES:
        return True
    if answer.casefold() in _NO:
        return False
    raise VoiceskillError("Type yes or no.")
