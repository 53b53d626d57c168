"""Fits what ``voiceskill/recognition/model_maker/allowance.yaml`` says rooms, noise and microphones do.

    python -m bench.recognition.fit_allowance

Development sentences (``held_out.DECIDE``) in synthetic voices go through rooms and noise and the suppressor,
beside themselves without; each dimension of the features as it comes out is then a line of what went in, and
what the line leaves. Half of the weight is on what went through the suppressor alone. Prints the new file.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from bench.recognition.held_out import DECIDE, held_out
from bench.recognition.spoken import RATE, Samples, hiss, voice
from voiceskill.recognition.cepstra import CEPSTRA, cepstra
from voiceskill.recognition.model_maker.scoring_network import CONTEXT, difference_map
from voiceskill.recognition.suppressor import Suppressor
from voiceskill.simulation.image_source import Box, Point, impulse_response, sabine_seconds

Floats = npt.NDArray[np.float64]
_ROOM = (4.0, 3.4, 2.6)
_MICROPHONE = (0.6, 0.9, 0.6)
_MOUTHS: tuple[Point, ...] = ((1.5, 1.0, 0.7), (1.7, 1.4, 0.8), (1.6, 1.2, 0.9), (1.9, 1.1, 0.75))
_LONGEST_SECONDS = 0.9
_LOUD = 60.0
"""Frames whose first cepstrum is at most so far below the greatest count as speech: 26 dB."""
_FAINT = 8.0
"""Root mean square (steps) of the noise that the equalizer adds later."""


def main() -> None:
    """Print the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=48, help="sentences")
    arguments = parser.parse_args()
    eighth = arguments.rows // 8
    rows = held_out(DECIDE, {"intent": 4 * eighth, "danger": 3 * eighth, "look-alike": eighth})
    spoken = [voice(number).say(row.text) for number, row in enumerate(rows)]
    slopes, spreads = fit(spoken)
    for stream, name in enumerate(("cepstra", "first", "second")):
        part = slice(stream * CEPSTRA, (stream + 1) * CEPSTRA)
        print(f"{name}:\n  kept: {_row(slopes[part], 3)}\n  spread: {_row(spreads[part], 1)}")


def fit(spoken: list[Samples]) -> tuple[Floats, Floats]:
    """The share of each dimension that is kept, and the variance of the rest; both of shape (39,)."""
    products, squares, through = np.zeros((3, 3 * CEPSTRA))
    for change, weight in _CONDITIONS:
        pairs = [_pair(samples, change, number) for number, samples in enumerate(spoken)]
        before, after = (np.concatenate(part) for part in zip(*pairs, strict=True))
        products += weight * (before * after).mean(axis=0)
        squares += weight * (before**2).mean(axis=0)
        through += weight * (after**2).mean(axis=0)
    kept = products / squares
    return kept, through - kept * products


def _pair(samples: Samples, change: Callable[[Samples, int], Samples], number: int) -> tuple[Floats, Floats]:
    """The streams of the frames of speech, as spoken and as they come out of the suppressor."""
    suppressor = Suppressor()
    changed = change(samples, number)
    cleaned = np.concatenate([suppressor.accept(changed), suppressor.flush()])
    before, after = cepstra(_with_faint_noise(samples, 0)), cepstra(_with_faint_noise(cleaned, 1))
    loud = before[:, 0] > before[:, 0].max() - _LOUD
    return _streams(before, loud)[loud], _streams(after, loud)[loud]


def _streams(values: Floats, loud: npt.NDArray[np.bool_]) -> Floats:
    padded = np.pad(values - values[loud].mean(axis=0), ((CONTEXT, CONTEXT), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * CONTEXT + 1, axis=0)
    streams: Floats = windows.transpose(0, 2, 1).reshape(len(values), -1) @ difference_map().T
    return streams


def _with_faint_noise(samples: Samples, seed: int) -> Samples:
    noise = np.random.default_rng(seed).normal(0.0, _FAINT, len(samples))
    return np.clip(samples + noise, -32768, 32767).astype(np.int16)


def _noise(snr: float) -> Callable[[Samples, int], Samples]:
    return lambda samples, number: hiss(samples, snr, number)


def _room(seconds: float) -> Callable[[Samples, int], Samples]:
    return lambda samples, number: in_room(samples, seconds, number)


def in_room(samples: Samples, seconds: float, number: int) -> Samples:
    """As loud as ``samples``, from one of a few places in a bare room with that reverberation time."""
    response = _response(seconds, _MOUTHS[number % len(_MOUTHS)])
    size = len(samples) + len(response)
    heard = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)[: len(samples)]
    heard *= np.sqrt((samples.astype(float) ** 2).mean() / (heard**2).mean())
    return np.clip(heard, -32768, 32767).astype(np.int16)


@lru_cache(maxsize=32)
def _response(seconds: float, mouth: Point) -> Floats:
    absorbed = sabine_seconds(Box(_ROOM, 1.0, 1.0, 1.0)) / seconds
    box = Box(_ROOM, absorbed, absorbed, absorbed)
    return impulse_response(box, mouth, _MICROPHONE, RATE, min(1.1 * seconds, _LONGEST_SECONDS))


_CONDITIONS: tuple[tuple[Callable[[Samples, int], Samples], float], ...] = (
    (lambda samples, _: samples, 0.5),
    (_noise(18.0), 0.15),
    (_noise(12.0), 0.1),
    (_room(0.3), 0.15),
    (_room(0.5), 0.1),
)
"""What happens to speech on its way, and the weight of each."""


def _row(values: Floats, digits: int) -> str:
    return f"[{', '.join(f'{value:.{digits}f}' for value in values)}]"


if __name__ == "__main__":
    main()
