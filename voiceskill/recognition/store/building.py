"""Building the model that is made here, with a bar that shows each step on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Never

if TYPE_CHECKING:
    from tqdm import tqdm

__all__ = ["step_bar"]


class _StepBar:
    def __init__(self) -> None:
        self.bar: tqdm[Never] | None = None

    def begin(self, step: str) -> None:
        from tqdm import tqdm

        from voiceskill.recognition.model_maker.maker import STEPS

        if self.bar is None:
            # Gathering the sentences comes before the maker's own steps.
            self.bar = tqdm(total=len(STEPS) + 1, desc="Making the model", unit="step", disable=None)
        else:
            self.bar.update()
        self.bar.set_postfix_str(step)

    def finish(self) -> None:
        if self.bar is not None:
            self.bar.update()

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


@contextmanager
def step_bar() -> Iterator[Callable[[str], None]]:
    """Give a function to be told the name of each step as it begins; nothing is drawn off a terminal.

    The bar appears with the first step, so that a model that is there already shows none.
    """
    bar = _StepBar()
    try:
        yield bar.begin
        bar.finish()
    finally:
        bar.close()
