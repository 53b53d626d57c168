"""The quiet sound that says "I am listening": two soft notes, a fifth apart, that rise like a question."""

from __future__ import annotations

import numpy as np

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.resample import to_int16

__all__ = ["listening_earcon"]

_NOTES_HZ = (392.0, 587.3)
_NOTE_SECONDS = 0.16
_OVERLAP_SECONDS = 0.06
_PEAK_DBFS = -26.0


def listening_earcon(rate: int) -> Pcm:
    """A quarter of a second at ``rate`` Hz, peak -26 dBFS, without a hard edge that would wake a sleeper."""
    note_samples = round(_NOTE_SECONDS * rate)
    step = note_samples - round(_OVERLAP_SECONDS * rate)
    envelope = np.sin(np.pi * np.arange(note_samples) / note_samples) ** 2
    sound = np.zeros(step * (len(_NOTES_HZ) - 1) + note_samples)
    for number, frequency in enumerate(_NOTES_HZ):
        note = envelope * np.sin(2 * np.pi * frequency * np.arange(note_samples) / rate)
        sound[number * step : number * step + note_samples] += note
    return Pcm(to_int16(sound / np.abs(sound).max() * 10 ** (_PEAK_DBFS / 20)), rate)
