"""Fits what ``voiceskill/recognition/model_maker/allowance.yaml`` says rooms, noise and microphones do.

    python -m bench.recognition.fit_allowance

Development sentences (``held_out.DECIDE``) in synthetic voices go through rooms and noise and the suppressor,
beside themselves without; each dimension of the features as it comes out is then a line of what went in, and
what the line leaves. Half of the weight is on what went through the suppressor alone. Prints the new file.
"""

from __future__ import annotations

import argparse

import numpy as np
import numpy.typing as npt

from bench.recognition.held_out import DECIDE, held_out
from bench.recognition.spoken import Samples, voice
from bench.recognition.surroundings import Change, noise, room, untouched
from voiceskill.recognition.cepstra import CEPSTRA, cepstra
from voiceskill.recognition.model_maker.scoring_network import CONTEXT, difference_map
from voiceskill.recognition.suppressor import Suppressor

Floats = npt.NDArray[np.float64]
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


def _pair(samples: Samples, change: Change, number: int) -> tuple[Floats, Floats]:
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
    faint = np.random.default_rng(seed).normal(0.0, _FAINT, len(samples))
    return np.clip(samples + faint, -32768, 32767).astype(np.int16)


_CONDITIONS: tuple[tuple[Change, float], ...] = (
    (untouched, 0.5),
    (noise(18.0), 0.15),
    (noise(12.0), 0.1),
    (room(0.3), 0.15),
    (room(0.5), 0.1),
)
"""What happens to speech on its way, and the weight of each."""


def _row(values: Floats, digits: int) -> str:
    return f"[{', '.join(f'{value:.{digits}f}' for value in values)}]"


if __name__ == "__main__":
    main()
