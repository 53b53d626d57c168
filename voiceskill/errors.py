"""Errors that a user is meant to read: one clear sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

__all__ = ["ContentError", "VoiceskillError"]


class VoiceskillError(Exception):
    """Work failed for a reason that the user can mend.

    The message is one sentence, shown as it is on standard error (exit status 1, no traceback).
    """


class ContentError(VoiceskillError):
    """A YAML file of phrases, guides or settings is wrong; the message names file, line and key."""

    def __init__(self, path: Path, line: int, key: str, problem: str) -> None:
        """``line`` counts from 1; ``key`` is the dotted path of the value inside the file."""
        self.path = path
        self.line = line
        self.key = key
        self.problem = problem
        where = f"{path}:{line}" + (f": {key}" if key else "")
        super().__init__(f"{where}: {problem}")
