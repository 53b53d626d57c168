"""Opens the parts of a live session side by side: two wait for the system or work in C, one is Python's own.

Whoever cries out while the rest still loads is heard: the newest seconds are kept as soon as the microphone
is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.hearing import Hearing
from voiceskill.app.stages import open_ready_recognizer, open_recognizer
from voiceskill.audio.live import LiveAudio
from voiceskill.config import Config
from voiceskill.console import remark

__all__ = ["Opened", "opened"]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a live session needs besides its devices."""

    content: Content
    hearing: Hearing


@contextmanager
def opened(config: Config, audio: LiveAudio) -> Iterator[Opened]:
    """Start ``audio``, which its owner stops, and open the rest, which is closed at the end.

    What takes long, as on the first start, waits until the devices are known to be there. Raises
    ``NoAudioDevice`` if one is missing, ``VoiceskillError`` if content or model is wrong.
    """
    with ThreadPoolExecutor(2, "opening") as threads:
        devices = threads.submit(_start, audio)
        recognizer = threads.submit(open_ready_recognizer, config)

        def tell(line: str) -> None:
            devices.result()
            remark(line)

        content = shipped_content(tell)
        devices.result()
        hearing = Hearing(recognizer.result() or open_recognizer(config))
    try:
        yield Opened(content, hearing)
    finally:
        hearing.close()


def _start(audio: LiveAudio) -> None:
    audio.start()
    audio.keep_hearing()
