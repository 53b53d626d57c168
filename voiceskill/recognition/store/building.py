"""Building the model that is made here, with a bar that shows each step on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

from voiceskill.recognition.model_maker.maker import STEPS

__all__ = ["step_bar"]

_BEFORE_THE_MAKER = 1


@contextmanager
def step_bar() -> Iterator[Callable[[str], None]]:
    """Give a function to be told the name of each step as it begins; nothing is drawn off a terminal.

    The bar appears with the first step, so that a model that is there already shows none.
    """
    bar: tqdm[None] | None = None

    def begin(step: str) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(
                total=len(STEPS) + _BEFORE_THE_MAKER, desc="Making the model", unit="step", disable=None
            )
        else:
            bar.update()
        bar.set_postfix_str(step)

    try:
        yield begin
        if bar is not None:
            bar.update()
    finally:
        if bar is not None:
            bar.close()
