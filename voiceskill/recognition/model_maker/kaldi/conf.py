"""The settings files of a Vosk model: one ``--name=value`` a line (Kaldi's ``util/parse-options.cc``)."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["conf_text"]


def conf_text(options: Mapping[str, float | int | str | bool]) -> str:
    """The file's text; names are written as Kaldi spells them."""
    return "".join(f"--{name}={_spelled(value)}\n" for name, value in options.items())


def _spelled(value: float | int | str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
