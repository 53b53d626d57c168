"""How a box-shaped room passes sound on from a source to a microphone: the image method.

J. B. Allen and D. A. Berkley, "Image method for efficiently simulating small-room acoustics", J. Acoust.
Soc. Am. 65 (1979), 943-950: every reflection is the direct sound of a mirror image of the source. An arrival
is set down on a grid eight times as fine as the samples and then low-pass filtered, which places it between
two samples as P. M. Peterson (J. Acoust. Soc. Am. 80 (1986), 1527-1529) wants it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import soxr

__all__ = ["SPEED_OF_SOUND", "Box", "Floats", "Point", "impulse_response", "sabine_seconds"]

Floats: TypeAlias = npt.NDArray[np.float64]
Point: TypeAlias = tuple[float, float, float]

SPEED_OF_SOUND = 343.0
"""Metres a second, in air of 20 °C."""

_FINER = 8
_SABINE = 0.161
_NEAREST_METRES = 0.01


@dataclass(frozen=True, slots=True)
class Box:
    """A room: ``size`` (width, depth, height in metres) and the share of sound energy (0 to 1) that its
    ``floor``, ``ceiling`` and each of the four ``walls`` swallow. A corner of the floor is (0, 0, 0).
    """

    size: Point
    floor: float
    ceiling: float
    walls: float


def impulse_response(box: Box, source: Point, microphone: Point, rate: int, seconds: float) -> Floats:
    """What a click at ``source`` is at ``microphone``: amplitude 1 for the direct sound from 1 m.

    Sample 0 (at ``rate`` Hz) is the moment of the click; arrivals later than ``seconds`` are left out. The
    points are in metres inside ``box``.
    """
    reach = seconds * SPEED_OF_SOUND
    walls = (box.walls, box.walls)
    swallowed = (walls, walls, (box.floor, box.ceiling))
    (x, x_gain), (y, y_gain), (z, z_gain) = (
        _images(length, at, heard_at, pair, reach)
        for length, at, heard_at, pair in zip(box.size, source, microphone, swallowed, strict=True)
    )
    metres = np.sqrt(x[:, None, None] ** 2 + y[None, :, None] ** 2 + z[None, None, :] ** 2)
    heard = metres < reach
    gains = (x_gain[:, None, None] * y_gain[None, :, None] * z_gain[None, None, :])[heard]
    return _at_samples(np.maximum(metres[heard], _NEAREST_METRES), gains, rate, seconds)


def sabine_seconds(box: Box) -> float:
    """The reverberation time (s, to -60 dB) of ``box`` by Sabine's formula."""
    width, depth, height = box.size
    swallowing = width * depth * (box.floor + box.ceiling) + 2 * height * (width + depth) * box.walls
    return _SABINE * width * depth * height / swallowing


def _images(
    length: float, source: float, microphone: float, swallowed: tuple[float, float], reach: float
) -> tuple[Floats, Floats]:
    """Along one axis: how far (m) each image of the source is from the microphone, and what share of its
    amplitude the walls at 0 and at ``length`` left it. The images of a box are all combinations of the axes'.
    """
    near, far = (math.sqrt(1 - share) for share in swallowed)
    most = math.ceil(reach / (2 * length)) + 1
    trips = np.arange(-most, most + 1)
    straight = source + 2 * length * trips
    mirrored = -source + 2 * length * trips
    gains = (near ** np.abs(trips) * far ** np.abs(trips), near ** np.abs(trips - 1) * far ** np.abs(trips))
    return np.concatenate((straight, mirrored)) - microphone, np.concatenate(gains)


def _at_samples(metres: Floats, gains: Floats, rate: int, seconds: float) -> Floats:
    fine = rate * _FINER
    count = math.ceil(seconds * fine) + 1
    places = np.rint(metres / SPEED_OF_SOUND * fine).astype(np.int64)
    arrivals = np.bincount(places, gains / metres, count)
    sound: Floats = soxr.resample(arrivals, fine, rate, "HQ") * _FINER
    return sound
